using Workers.Jobs.Reviews;
using Workers.Office;

namespace Workers.Web.Pages.Document;

/// <summary>What is in doubt about a reading, in the words that the office reads everywhere (pure).</summary>
internal static class DoubtText
{
    public static string Where(OfficeWords words, ReviewItem item)
    {
        var place = item switch
        {
            { Page: 0 } => words.Say("review.where_document"),
            { Line: { } line } => words.Say("review.where_line", new() { ["page"] = item.Page, ["line"] = line }),
            _ => words.Say("review.where_page", new() { ["page"] = item.Page }),
        };
        return item.IsWhole ? place : $"{place}, {words.Say(Remark.Field(item.Field))}";
    }

    public static string Standing(OfficeWords words, ReviewItem item) =>
        OfficeWords.Knows($"review.standing_{item.Standing}") ? words.Say($"review.standing_{item.Standing}") : item.Standing;

    /// <summary>A doubt about a page or the document in words; of another what a witness says.</summary>
    public static string Seen(OfficeWords words, ReviewItem item) => item is { IsWhole: true, Remarks: { Count: > 0 } remarks } && remarks.All(remark => OfficeWords.Knows(remark.Code))
        ? string.Join("; ", remarks.Select(words.Say))
        : item.Seen;
}
