using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses.Tables;

namespace Workers.Ocr.Acceptance;

/// <summary>A line of a reading beside the band of the page that shows it.</summary>
/// <param name="Line">Null for a band that no line tells of.</param>
/// <param name="Band">The band's place among the bands; null for a line that no band shows.</param>
/// <param name="Above">Bands above it.</param>
/// <param name="IsAlike">They tell of one inscription; false where only their places say so.</param>
internal sealed record LinePair(Inscription? Line, int? Band, int Above, bool IsAlike);

/// <summary>Puts the lines of a reading beside the bands of the page, both in their order. Pure.</summary>
internal static class LinePairing
{
    private const int SameNumber = 20;
    private const int NearNumber = 5;
    private const int SameContent = 4;
    private const int NoNumber = 2;
    private const int SameDate = 3;
    private const int LongNumber = 7;
    private const int ShortestNear = 4;

    public static IReadOnlyList<LinePair> Of(IReadOnlyList<Inscription> lines, IReadOnlyList<IndexBand> bands)
    {
        var keyed = lines.Select(line => new Keyed(line, -1, SameValue.Number(line.PublicationNumber), KeysOf(field => field.Read(line)))).ToList();
        var placed = bands.Select((band, at) => new Keyed(null, at, SameValue.Number(band.Digits), KeysOf(field => field.Seen(band))) { Other = SameValue.Number(band.Number?.Other ?? "") }).ToList();
        var pairs = new List<LinePair>();
        var above = 0;
        foreach (var (line, band) in SequenceAlignment.Of(keyed, placed, Score))
        {
            pairs.Add(new(line?.Line, band?.At, above, line is not null && band is not null && Score(line, band) > 0));
            above += band is null ? 0 : 1;
        }

        return pairs;
    }

    /// <summary>The same number is certain; a band whose number could not be read may be any line; one digit may be wrong.</summary>
    private static int Score(Keyed line, Keyed band)
    {
        var sameDate = line.Keys.Date.Length > 0 && line.Keys.Date == band.Keys.Date;
        if (band.Number.Length is 0)
        {
            return band.Keys.Date.Length is 0 ? NoNumber : sameDate ? NoNumber + SameDate : 1;
        }

        return line.Number == band.Number || (band.Other is not "" && line.Number == band.Other) ? SameNumber
            : AreNear(line.Number, band.Number) ? NearNumber + (sameDate ? SameDate : 0)
            : sameDate && line.Keys == band.Keys && line.Keys.Parties.Length > 0 ? SameContent
            : 0;
    }

    private static bool AreNear(string one, string other) => Math.Min(one.Length, other.Length) >= ShortestNear
        && Math.Abs(one.Length - other.Length) <= 1
        && (Math.Min(one.Length, other.Length) >= LongNumber ? 2 : 1) is var slips && Folding.Distance(one, other, slips) <= slips;

    private static Keys KeysOf(Func<IndexField, string> textOf) =>
        new(SameValue.Key(IndexField.Date, textOf(IndexField.Date)), SameValue.Key(IndexField.Nature, textOf(IndexField.Nature)), SameValue.Key(IndexField.Parties, textOf(IndexField.Parties)));

    /// <param name="Line">Null of a band.</param>
    /// <param name="At">The band's place; of a line -1.</param>
    private sealed record Keyed(Inscription? Line, int At, string Number, Keys Keys)
    {
        /// <summary>What another look at the number says; empty where none differs.</summary>
        public string Other { get; init; } = "";
    }

    /// <summary>Texts so that equal values are equal texts.</summary>
    private readonly record struct Keys(string Date, string Nature, string Parties);
}
