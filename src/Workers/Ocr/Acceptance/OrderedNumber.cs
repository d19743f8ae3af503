using Workers.Ocr.Readings;
using Workers.Office;

namespace Workers.Ocr.Acceptance;

/// <summary>
/// Which document a page says it belongs to, beside the one that was ordered. Pages are kept by their content, and one content may be brought in as
/// several documents: what was said of one order holds for no other. Pure.
/// </summary>
internal static class OrderedNumber
{
    private const string OtherDeed = "doubt.other_number";
    private const string OtherLot = "doubt.other_lot";

    /// <param name="page">From 1: the first one says which deed it is.</param>
    /// <param name="asked">The inscription number that was ordered; the model was not told.</param>
    public static Remark? FindOther(Deed? deed, int page, string? asked) =>
        page is 1 && deed?.PublicationNumber is { Length: > 0 } said && !string.IsNullOrWhiteSpace(asked) && !Numbers.AreSame(said, asked)
            ? Remark.Of(OtherDeed, new() { ["said"] = said, ["asked"] = asked })
            : null;

    /// <param name="asked">The lot that was ordered; the model was not told.</param>
    public static Remark? FindOther(IndexPage page, string? asked) =>
        page.Header.Lot is { Length: > 0 } said && !string.IsNullOrWhiteSpace(asked) && !Numbers.AreSame(said, asked)
            ? Remark.Of(OtherLot, new() { ["lot"] = said, ["asked"] = asked })
            : null;

    /// <summary>A page that was kept, with what it says of this order, and no longer of the one that it was read for.</summary>
    public static PageResult<ActePageReading> Of(PageResult<ActePageReading> page, string? asked) => Of(page, FindOther(page.Reading.Deed, page.Reading.Page.Page, asked));

    /// <inheritdoc cref="Of(PageResult{ActePageReading}, string?)"/>
    public static PageResult<IndexPage> Of(PageResult<IndexPage> page, string? asked) => Of(page, FindOther(page.Reading, asked));

    private static PageResult<T> Of<T>(PageResult<T> page, Remark? other)
    {
        var remarks = page.Remarks ?? [];
        var before = remarks.Where(remark => remark.Code is OtherDeed or OtherLot).ToList();
        Remark[] now = other is null ? [] : [other];
        var told = before.ConvertAll(remark => remark.Text);
        return before.SequenceEqual(now) ? page : page with
        {
            Doubts = [.. page.Doubts.Where(doubt => !told.Contains(doubt)), .. now.Select(remark => remark.Text)],
            Remarks = [.. remarks.Except(before), .. now],
        };
    }
}
