using System.Text.RegularExpressions;
using Simulators.Gold.Truths;
using Workers.Ocr.Acceptance;
using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses.Tables;

namespace Workers.Benchmarks.Accuracy;

/// <summary>One line of an index page, as whoever read it says; spaces, marks and case do not count.</summary>
internal sealed partial record ReadLine(string Number, string Date, string Nature, string Parties, string Radiation, string Notices, string Remarks)
{
    public static readonly IReadOnlyList<(string Name, Func<ReadLine, string> Of)> Fields =
    [
        ("number", line => line.Number), ("date", line => line.Date), ("nature", line => line.Nature), ("parties", line => line.Parties),
        ("radiation", line => line.Radiation), ("notices", line => line.Notices), ("remarks", line => line.Remarks),
    ];

    public static ReadLine Of(GoldLine line) => Plain(
        Cell(line, Field.Number), Cell(line, Field.Date), Cell(line, Field.Nature), Cell(line, Field.From) + Cell(line, Field.To) + Cell(line, Field.Parties),
        Cell(line, Field.Radiations), Cell(line, Field.AddressNotice), Cell(line, Field.Remarks));

    public static ReadLine Of(IndexBand band) => Plain(
        band.Number?.Text ?? "", band.Date?.Text ?? "", band.Nature?.Text ?? "", Joined(band.Parties.Select(party => party.Text)),
        Joined(band.Radiations.Select(number => number.Text)), Joined(band.AddressNotices.Select(notice => notice.Text)), band.Remarks?.Text ?? "");

    public static ReadLine Of(Inscription line) => Plain(
        line.PublicationNumber, line.PresentationDate, line.Nature, Joined(line.Parties.Select(party => party.Name)), line.RadiationNumber, Joined(line.AddressNotices), line.Remarks);

    private static ReadLine Plain(string number, string date, string nature, string parties, string radiation, string notices, string remarks) => new(
        Digits(number), NumberShape.Compact(date), NumberShape.Compact(nature), NumberShape.Compact(parties), Digits(radiation), Digits(notices), NumberShape.Compact(remarks));

    private static string Cell(GoldLine line, Field field) => line.Cell(field)?.Text ?? "";

    private static string Joined(IEnumerable<string> texts) => string.Join(' ', texts);

    private static string Digits(string text) => NumberShape.Compact(Mark().Replace(text, ""));

    [GeneratedRegex(@"\bN[o°º]\.?\s*(?=\d)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Mark();
}

/// <summary>How much of some pages was read: lines found, lines told that are none, and fields that are exactly as written.</summary>
/// <param name="Right">By field, of the lines that were found.</param>
internal sealed record ReadScore(int Pages, int Written, int Told, int Found, IReadOnlyDictionary<string, int> Right)
{
    public static readonly ReadScore Nothing = new(0, 0, 0, 0, new Dictionary<string, int>(StringComparer.Ordinal));

    /// <param name="written">As they stand on one page.</param>
    /// <param name="told">As they were read from it, in the same order.</param>
    public static ReadScore Of(IReadOnlyList<ReadLine> written, IReadOnlyList<ReadLine> told)
    {
        var pairs = SequenceAlignment.Of(written, told, (truth, read) => truth.Number == read.Number ? 2 : truth.Date == read.Date && read.Date is not "" ? 1 : 0)
            .Where(pair => pair is { One: not null, Other: not null }).ToList();
        return new(1, written.Count, told.Count, pairs.Count, ReadLine.Fields.ToDictionary(field => field.Name, field => pairs.Count(pair => field.Of(pair.One!) == field.Of(pair.Other!)), StringComparer.Ordinal));
    }

    public static ReadScore operator +(ReadScore one, ReadScore other) => new(
        one.Pages + other.Pages, one.Written + other.Written, one.Told + other.Told, one.Found + other.Found,
        ReadLine.Fields.ToDictionary(field => field.Name, field => one.Right.GetValueOrDefault(field.Name) + other.Right.GetValueOrDefault(field.Name), StringComparer.Ordinal));
}
