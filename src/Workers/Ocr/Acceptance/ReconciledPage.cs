using System.Globalization;
using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses.Tables;
using Workers.Ocr.Witnesses.Words;

namespace Workers.Ocr.Acceptance;

/// <summary>What a reconciled page comes to: doubts with their disputes, in words for people, and every value with its place. Pure.</summary>
internal static class ReconciledPage
{
    /// <summary>Of an inscription as a whole.</summary>
    public const string Whole = "line";

    public static IEnumerable<Doubt> FindDoubts(Reconciled page)
    {
        var none = page.Lines is [var first, _, ..] && page.Lines.All(line => line.Standing is Standing.Missing)
            ? string.Create(CultureInfo.InvariantCulture, $"no inscription was returned where the page shows {page.Lines.Count}, the first {Name(page.Witness.Table.Bands[first.Pair.Band!.Value])}")
            : null;
        foreach (var line in page.Lines)
        {
            if (OfWhole(line, page.Witness) is { } doubt)
            {
                yield return none is null ? doubt : doubt with { Reason = none };
            }

            foreach (var finding in line.Findings.Where(finding => finding.Standing is Standing.Disputed))
            {
                yield return Of(line, finding, page.Witness);
            }
        }
    }

    public static IReadOnlyList<LocatedValue> Values(Reconciled page) =>
        [.. page.Lines.Where(line => line.Pair.Line is not null).SelectMany(line => line.Pair is { Band: not null, IsAlike: true } ? Located(line, page.Witness.Words) : Unlocated(line, page.Witness.By))];

    /// <summary>All values of a reading that no witness could tell anything of.</summary>
    public static IReadOnlyList<LocatedValue> Values(IndexPage page, Func<Inscription, PageBox?> boxOf) =>
        [.. page.Inscriptions.SelectMany(line => Read(line, Standing.Unwitnessed, boxOf(line) is null ? null : Witness.Ink, boxOf(line)))];

    private static Doubt? OfWhole(ReconciledLine line, BandWitness witness) => line switch
    {
        { Standing: Standing.Missing, Pair.Band: { } at } when witness.Table.Bands[at] is var band => new(
            $"{Name(band)} stands on the page and was not returned{Place(witness.Words.AsShown(band.Box))}",
            !line.IsLookedAtAgain,
            "an inscription of the page was not returned",
            new(null, Whole, Standing.Missing, "", Name(band), witness.By, witness.Words.AsShown(band.Box))),
        { Standing: Standing.Invented, Pair.Line: { } said } => new(
            $"line {said.Line} ({said.PublicationNumber}) stands nowhere on the page",
            !line.IsLookedAtAgain,
            $"line {said.Line} stands nowhere on the page",
            new(said.Line, Whole, Standing.Invented, said.PublicationNumber, "", witness.By, null)),
        _ => null,
    };

    private static Doubt Of(ReconciledLine line, Finding finding, BandWitness witness)
    {
        var (number, band) = (line.Pair.Line!.Line, witness.Table.Bands[line.Pair.Band!.Value]);
        var box = witness.Words.AsShown(finding.Box ?? band.Box);
        var shows = witness.By is Witness.TextLayer ? "the page says" : "Tesseract reads";
        return new(
            $"line {number} says {finding.Field.Title} {Quote(finding.Read)}{(finding.ReadTwice ? ", twice," : "")} where {shows} {Quote(finding.Seen)}{Place(box)}",
            !line.IsLookedAtAgain,
            finding.Field == IndexField.Number ? $"the number of line {number} is not the one on the page" : $"line {number} differs from the page in {finding.Field.Title}",
            new(number, finding.Field.Name, Standing.Disputed, finding.Read, finding.Seen, witness.By, box));
    }

    private static IEnumerable<LocatedValue> Located(ReconciledLine line, WordPage words) =>
        from finding in line.Findings
        let quoted = finding.Standing is not Standing.Unwitnessed && finding.Seen is not ""
        where finding.Read is not "" || (quoted && finding.Standing is Standing.Disputed)
        let box = quoted && finding.Box is { } place ? words.AsShown(place) : (PageBox?)null
        select new LocatedValue(
            line.Pair.Line!.Line, finding.Field.Name, finding.Standing, quoted ? finding.Seen : finding.Read, box, Agreement.Of(finding.Standing, finding.By, box is not null));

    private static IEnumerable<LocatedValue> Unlocated(ReconciledLine line, Witness by) => line.Standing is Standing.Invented or Standing.Disputed
        ? Read(line.Pair.Line!, line.Standing, by, null)
        : Read(line.Pair.Line!, Standing.Unwitnessed, null, null);

    private static IEnumerable<LocatedValue> Read(Inscription line, Standing standing, Witness? speaker, PageBox? box) =>
        from field in IndexField.All
        let text = field.Read(line)
        where text is not ""
        select new LocatedValue(line.Line, field.Name, standing, text, box, Agreement.Of(standing, speaker, box is not null));

    private static string Quote(string text) => text is "" ? "nothing" : $"'{text}'";

    /// <summary>Where to look, for people.</summary>
    public static string Place(PageBox box) => string.Create(CultureInfo.InvariantCulture, $" (at {box.Left:0}–{box.Right:0} × {box.Top:0}–{box.Bottom:0} points)");

    private static string Name(IndexBand band) => (band.Number?.Text, band.Date?.Text) switch
    {
        ({ } number, { } date) => $"{number} of {date}",
        ({ } number, _) => number,
        (_, { } date) => $"an inscription of {date}",
        _ => string.Create(CultureInfo.InvariantCulture, $"an inscription {band.Box.Top:0} points from the top"),
    };
}
