using System.Text.Json.Nodes;
using Workers.Hosting;
using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses.Tables;
using Workers.Ocr.Witnesses.Words;
using Workers.Office;

namespace Workers.Ocr.Acceptance;

/// <summary>What a reconciled page comes to: doubts with their disputes, in words for people, and every value with its place. Pure.</summary>
internal static class ReconciledPage
{
    /// <summary>Of an inscription as a whole.</summary>
    public const string Whole = "line";

    public static IEnumerable<Doubt> FindDoubts(Reconciled page)
    {
        var none = page.Lines is [var first, _, ..] && page.Lines.All(line => line.Standing is Standing.Missing)
            ? Remark.Of("doubt.none_returned", new() { ["count"] = page.Lines.Count, ["first"] = Name(page.Witness.Table.Bands[first.Pair.Band!.Value]) })
            : null;
        foreach (var line in page.Lines)
        {
            if (OfWhole(line, page.Witness) is { } doubt)
            {
                yield return none is null ? doubt : doubt with { Reason = none.Text, Remark = none };
            }

            foreach (var finding in line.Findings.Where(finding => finding.Standing is Standing.Disputed && !(page.LeftOut.Contains(finding.Field) && Reconciliation.IsNotReturned(finding))))
            {
                yield return Of(line, finding, page.Witness);
            }
        }

        foreach (var field in page.LeftOut)
        {
            yield return OfColumn(page, field);
        }
    }

    public static IReadOnlyList<LocatedValue> Values(Reconciled page) =>
        [.. page.Lines.Where(line => line.Pair.Line is not null).SelectMany(line => line.Pair is { Band: not null, IsAlike: true } ? Located(line, page.Witness.Words) : Unlocated(line, page.Witness.By))];

    /// <summary>All values of a reading that no witness could tell anything of.</summary>
    public static IReadOnlyList<LocatedValue> Values(IndexPage page, Func<Inscription, PageBox?> boxOf) =>
        [.. page.Inscriptions.SelectMany(line => Read(line, Standing.Unwitnessed, boxOf(line) is null ? null : Witness.Ink, boxOf(line)))];

    private static Doubt? OfWhole(ReconciledLine line, BandWitness witness) => line switch
    {
        { Standing: Standing.Missing, Pair.Band: { } at } when witness.Table.Bands[at] is var band => Doubt.Of(
            Remark.Of("doubt.line_missing", new() { ["name"] = Name(band), ["place"] = Place(witness.Words.AsShown(band.Box)) }),
            !line.IsLookedAtAgain,
            "an inscription of the page was not returned",
            new(null, Whole, Standing.Missing, "", Name(band).Text, witness.By, witness.Words.AsShown(band.Box))),
        { Standing: Standing.Invented, Pair.Line: { } said } => Doubt.Of(
            Remark.Of("doubt.line_invented", new() { ["line"] = said.Line, ["name"] = said.PublicationNumber }),
            !line.IsLookedAtAgain,
            $"line {said.Line} stands nowhere on the page",
            new(said.Line, Whole, Standing.Invented, said.PublicationNumber, "", witness.By, null)),
        _ => null,
    };

    private static Doubt OfColumn(Reconciled page, IndexField field)
    {
        var missing = page.Lines.Where(line => line.Findings.Any(finding => finding.Field == field && Reconciliation.IsNotReturned(finding))).ToList();
        var bands = missing.Select(line => page.Witness.Table.Bands[line.Pair.Band!.Value]).ToList();
        var box = page.Witness.Words.AsShown(PageBox.Around(bands.Select(band => field.BoxIn(band) ?? band.Box)));
        var count = Remark.Of("word.count_of_lines", new() { ["count"] = missing.Count, ["all"] = page.Lines.Count(line => line.Pair.Line is not null) });
        return Doubt.Of(
            Remark.Of("doubt.column_missing", new() { ["field"] = field.Said, ["lines"] = count, ["place"] = Place(box) }),
            !missing.TrueForAll(line => line.IsLookedAtAgain),
            $"most lines were returned without {field.Title}",
            new(null, field.Name, Standing.Missing, "", $"{field.Title} in {count.Text}", page.Witness.By, box));
    }

    private static Doubt Of(ReconciledLine line, Finding finding, BandWitness witness)
    {
        var (number, band) = (line.Pair.Line!.Line, witness.Table.Bands[line.Pair.Band!.Value]);
        var box = witness.Words.AsShown(finding.Box ?? band.Box);
        var said = new JsonObject
        {
            ["line"] = number,
            ["field"] = finding.Field.Said,
            ["read"] = Remark.Quoted(finding.Read),
            ["witness"] = Remark.Of(witness.By is Witness.TextLayer ? "witness.page_says" : "witness.tesseract_reads"),
            ["seen"] = Remark.Quoted(finding.Seen),
            ["place"] = Place(box),
        };
        if (finding.ReadTwice)
        {
            said["twice"] = Remark.Of("word.twice");
        }

        return Doubt.Of(
            Remark.Of("doubt.value_differs", said),
            !line.IsLookedAtAgain,
            finding.Field == IndexField.Number ? $"the number of line {number} is not the one on the page" : $"line {number} differs from the page in {finding.Field.Title}",
            new(number, finding.Field.Name, Standing.Disputed, finding.Read, finding.Seen, witness.By, box));
    }

    private static IEnumerable<LocatedValue> Located(ReconciledLine line, WordPage words) =>
        from finding in line.Findings
        let quoted = finding.Standing is not Standing.Unwitnessed && finding.Seen is not ""
        where finding.Read is not "" || (quoted && finding.Standing is Standing.Disputed)
        let box = quoted && finding.Box is { } place ? words.AsShown(place) : (PageBox?)null

        // Letters that Tesseract read slip: what both say is better spelt by the reading.
        let text = quoted && (words.Source is WordSource.TextLayer || finding.Read is "") ? finding.Seen : finding.Read
        select new LocatedValue(
            line.Pair.Line!.Line, finding.Field.Name, finding.Standing, text, box, Agreement.Of(finding.Standing, finding.By, box is not null));

    private static IEnumerable<LocatedValue> Unlocated(ReconciledLine line, Witness by) => line.Standing is Standing.Invented or Standing.Disputed
        ? Read(line.Pair.Line!, line.Standing, by, null)
        : Read(line.Pair.Line!, Standing.Unwitnessed, null, null);

    private static IEnumerable<LocatedValue> Read(Inscription line, Standing standing, Witness? speaker, PageBox? box) =>
        from field in IndexField.All
        let text = field.Read(line)
        where text is not ""
        select new LocatedValue(line.Line, field.Name, standing, text, box, Agreement.Of(standing, speaker, box is not null));

    /// <summary>Where to look, for people.</summary>
    public static Remark Place(PageBox box) =>
        Remark.Of("word.place", new() { ["left"] = Points(box.Left), ["right"] = Points(box.Right), ["top"] = Points(box.Top), ["bottom"] = Points(box.Bottom) });

    private static Remark Name(IndexBand band) => (band.Number?.Text, band.Date?.Text) switch
    {
        ({ } number, { } date) => Remark.Of("word.number_of_date", new() { ["number"] = number, ["date"] = date }),
        ({ } number, _) => Remark.Verbatim(number),
        (_, { } date) => Remark.Of("word.inscription_of_date", new() { ["date"] = date }),
        _ => Remark.Of("word.inscription_at", new() { ["top"] = Points(band.Box.Top) }),
    };

    private static string Points(double points) => NumberText.Whole(points);
}
