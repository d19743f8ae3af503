using System.Globalization;
using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses;
using Workers.Ocr.Witnesses.Words;
using Workers.Office;

namespace Workers.Ocr.Acceptance;

/// <summary>Counts the lines of a reading against the rows that the ink shows, where no words say what they are. Pure.</summary>
internal static class InkCount
{
    public static IEnumerable<Doubt> FindDoubts(IndexPage page, PageTestimony said)
    {
        var lines = page.Inscriptions.Count;
        if (Rows(page, said) is not { Count: > 0 } rows || rows.Count == lines)
        {
            yield break;
        }

        var box = said.Ink.Said!.AsShown(PageBox.Around(rows));
        var (returned, shown) = (Number(lines, "line"), Number(rows.Count, "row"));
        var (standing, code, many) = lines < rows.Count
            ? (Standing.Missing, lines is 0 ? "doubt.ink_none_returned" : "doubt.ink_missing", "missing")
            : (Standing.Invented, "doubt.ink_invented", "extra");
        yield return Doubt.Of(
            Remark.Of(code, new() { [many] = Math.Abs(rows.Count - lines), ["lines"] = lines, ["rows"] = rows.Count, ["place"] = ReconciledPage.Place(box) }),
            told: "the inscriptions returned are not as many as the rows of the page",
            dispute: new(null, ReconciledPage.Whole, standing, returned, shown, Witness.Ink, box));
    }

    /// <summary>Each value with the row that its line stands in by order, where rows and lines are as many.</summary>
    public static IReadOnlyList<LocatedValue> Values(IndexPage page, PageTestimony said)
    {
        var rows = Counted(said) is { } counted && counted.Count == page.Inscriptions.Count ? counted : [];
        return ReconciledPage.Values(page, line => line.Line >= 1 && line.Line <= rows.Count ? said.Ink.Said!.AsShown(rows[line.Line - 1]) : null);
    }

    /// <summary>A page of which nothing was returned is held against any row with writing; else only what surely counts inscriptions is heard.</summary>
    private static IReadOnlyList<PageBox>? Rows(IndexPage page, PageTestimony said) => Counted(said) ?? (page.Inscriptions is [] ? said.InkTable?.Bands : null);

    /// <returns>Null where the ink does not surely tell inscriptions.</returns>
    private static IReadOnlyList<PageBox>? Counted(PageTestimony said) => said.InkTable is { } ink && InkCertainty.IsSure(ink, said.Ink.Said)
        ? ink.RowsIn(ink.Numbers[0].Left, ink.Numbers[0].Right)
        : null;

    private static string Number(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count is 1 ? "" : "s")}");
}
