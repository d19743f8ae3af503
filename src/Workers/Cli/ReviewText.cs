using System.Globalization;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Reviews;
using Workers.Operations.Reviews;

namespace Workers.Cli;

/// <summary>What people decide about readings, as text (pure).</summary>
internal static class ReviewText
{
    /// <summary>One line of <c>explain</c>.</summary>
    public static string Of(ReviewSummary reviews, string id)
    {
        var where = string.Join(", ", reviews.Pages.Where(page => page > 0).Select(page => page.ToString(CultureInfo.InvariantCulture)));
        var pages = where.Length > 0 ? $" on pages {where}" : "";
        return reviews switch
        {
            { Open: > 0 } => string.Create(CultureInfo.InvariantCulture, $"review: {reviews.Open} of {reviews.Items} doubts are open{pages}; next: review show {id}"),
            { Refused: > 0 } => string.Create(CultureInfo.InvariantCulture, $"review: {reviews.Refused} of {reviews.Items} doubts were refused{pages}: look at the PDF"),
            _ => string.Create(CultureInfo.InvariantCulture, $"review: all {reviews.Items} doubts are decided"),
        };
    }

    public static string Where(ReviewItem item) => item switch
    {
        { Page: 0 } => "the document",
        { Line: { } line } => string.Create(CultureInfo.InvariantCulture, $"page {item.Page}, line {line}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"page {item.Page}"),
    };

    public static IEnumerable<string> LinesOf(ShownItem shown)
    {
        var item = shown.Item;
        yield return $"item: {item.Id}";
        yield return item.IsWhole ? $"  where: {Where(item)}" : $"  where: {Where(item)}, {item.Field}{(shown.Place is null ? "" : $", {shown.Place}")}";
        if (item.IsWhole)
        {
            yield return $"  doubt: {item.Seen}";
        }
        else
        {
            yield return $"  standing: {item.Standing}";
            yield return $"  read: {Quote(item.Read)}";
            yield return $"  {WitnessOf(item)}: {Quote(item.Seen)}";
        }

        if (shown.Picture is { } picture)
        {
            yield return $"  picture: {picture}";
        }
        else if (shown.NoPicture is { } why)
        {
            yield return $"  picture: none ({why})";
        }

        yield return item.State is ReviewState.Open ? $"  next: {Next(item)}" : $"  decided: {Decision(item)}";
    }

    public static string Decision(ReviewItem item)
    {
        var what = item.State is ReviewState.Corrected ? $"corrected to {Quote(item.Value ?? "")}" : item.State.ToString().ToLowerInvariant();
        var when = item.DecidedAt is { } at ? at.UtcDateTime.ToString(" yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) : "";
        return $"{what} by {item.DecidedBy}{when}{(item.Reason is { } reason ? $": {reason}" : "")}";
    }

    public static string OfDecided(DecidedReview decided)
    {
        var rest = decided.Answer switch
        {
            { Cleared: true } => $"{decided.Document.Id} needs no review any more",
            { Open: > 0 } => string.Create(CultureInfo.InvariantCulture, $"{decided.Answer.Open} of {decided.Document.Id} are open; next: review show {decided.Document.Id}"),
            _ => $"nothing of {decided.Document.Id} is open; it keeps its review for what was refused",
        };
        return $"{Decision(decided.Answer.Item!)}; {rest}";
    }

    public static string OfTwin(ReviewItem twin) => $"{twin.Id}: decided in the same way for {twin.JobId}, which has the same content";

    public static string Sum(EnvironmentReviews reviews) => string.Create(
        CultureInfo.InvariantCulture, $"{reviews.Environment.Label()}: {reviews.Page.Open} doubts of {reviews.Page.Documents} documents are open");

    private static string Next(ReviewItem item) => item.IsWhole
        ? $"look at the page, then review accept {item.Id}, or review refuse {item.Id}"
        : $"review accept {item.Id} keeps what was read; review correct {item.Id} --value … puts another in its place; review refuse {item.Id} where nobody can tell";

    private static string Quote(string text) => text.Length == 0 ? "nothing" : $"'{text}'";

    private static string WitnessOf(ReviewItem item) => item.Witness switch
    {
        "text_layer" => "the PDF's own text",
        "tesseract" => "Tesseract",
        "ink" => "the ink",
        "second_reading" => "a second reading",
        _ => "seen",
    };
}
