using System.Globalization;
using System.Text.Json.Nodes;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Reviews;
using Workers.Office;
using Workers.Operations.Reviews;

namespace Workers.Cli;

/// <summary>What people decide about readings, as text, in the language of the office where the office reads it (pure).</summary>
internal static class ReviewText
{
    /// <summary>One line of <c>explain</c>, for operators.</summary>
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

    public static string Where(OfficeWords words, ReviewItem item) => item switch
    {
        { Page: 0 } => words.Say("review.where_document"),
        { Line: { } line } => words.Say("review.where_line", new() { ["page"] = item.Page, ["line"] = line }),
        _ => words.Say("review.where_page", new() { ["page"] = item.Page }),
    };

    /// <summary>A doubt about a page or the document in words; of another what a witness says.</summary>
    public static string Seen(OfficeWords words, ReviewItem item) => item is { IsWhole: true, Remarks: { Count: > 0 } remarks } && remarks.All(remark => OfficeWords.Knows(remark.Code))
        ? string.Join("; ", remarks.Select(words.Say))
        : item.Seen;

    /// <summary>How it stands with a value. Programs find the code in the JSON.</summary>
    public static string Standing(OfficeWords words, ReviewItem item) =>
        OfficeWords.Knows($"review.standing_{item.Standing}") ? words.Say($"review.standing_{item.Standing}") : item.Standing;

    public static IEnumerable<string> LinesOf(OfficeWords words, ShownItem shown)
    {
        var item = shown.Item;
        yield return Line("item", item.Id.ToString());
        var place = shown.Where is { } where ? $", {words.Say(where)}" : "";
        yield return Line("where", item.IsWhole ? Where(words, item) : $"{Where(words, item)}, {Field(words, item)}{place}");
        if (item.IsWhole)
        {
            yield return Line("doubt", Printable.Lines(Seen(words, item)));
        }
        else
        {
            yield return Line("standing", Standing(words, item));
            yield return Line("read", Quote(words, item.Read));
            yield return words.Say("review.label_witness", new() { ["witness"] = WitnessOf(words, item), ["text"] = Quote(words, item.Seen) });
        }

        if (shown.Picture is { } picture)
        {
            yield return Line("picture", picture);
        }
        else if (shown.WhyNone is { } why)
        {
            yield return Line("picture", words.Say("review.no_picture", new() { ["why"] = why }));
        }

        yield return item.State is ReviewState.Open
            ? Line("next", words.Say(item.IsWhole ? "review.next_whole" : "review.next_value", new() { ["id"] = item.Id.ToString() }))
            : Line("decided", Decision(words, item));
        if (item.State is not ReviewState.Open)
        {
            yield return Line("next", words.Say("review.next_decided", new() { ["id"] = item.Id.ToString(), ["state"] = item.State.ToString().ToLowerInvariant() }));
        }

        string Line(string label, string text) => words.Say($"review.label_{label}", new() { ["text"] = text });
    }

    public static string Decision(OfficeWords words, ReviewItem item)
    {
        var when = item.DecidedAt is { } at ? at.UtcDateTime.ToString(" yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) : "";
        var said = new JsonObject
        {
            ["what"] = Remark.Of($"review.state_{item.State.ToString().ToLowerInvariant()}", new() { ["value"] = Remark.Quoted(item.Value ?? "") }),
            ["who"] = item.DecidedBy,
            ["when"] = when,
            ["because"] = item.Reason is { } reason ? Remark.Of("review.because", new() { ["reason"] = reason }) : null,
        };
        return Printable.Lines(words.Say("review.decision", said));
    }

    public static string OfDecided(OfficeWords words, DecidedReview decided)
    {
        var id = decided.Document.Id.ToString();
        var rest = decided.Answer switch
        {
            { Cleared: true } => words.Say("review.cleared", new() { ["id"] = id }),
            { Open: > 0 } => words.Say("review.still_open", new() { ["count"] = decided.Answer.Open, ["id"] = id }),
            _ => words.Say("review.kept_for_refused", new() { ["id"] = id }),
        };
        return $"{Decision(words, decided.Answer.Item!)}; {rest}";
    }

    public static string OfTwin(OfficeWords words, ReviewItem twin) => words.Say("review.twin", new() { ["id"] = twin.Id.ToString(), ["job"] = twin.JobId.ToString() });

    public static string Sum(OfficeWords words, EnvironmentReviews reviews) => words.Say("review.sum", new()
    {
        ["environment"] = reviews.Environment.Label(),
        ["open"] = reviews.Page.Open,
        ["documents"] = reviews.Page.Documents,
    });

    /// <summary>The field as programs call it, behind its name where the office has another.</summary>
    private static string Field(OfficeWords words, ReviewItem item) =>
        words.Language is not OfficeLanguage.En && OfficeWords.Knows($"field.{item.Field}") ? $"{words.Say(Remark.Field(item.Field))} ({item.Field})" : item.Field;

    private static string Quote(OfficeWords words, string text) => words.Say(Remark.Quoted(Printable.Lines(text)));

    private static string WitnessOf(OfficeWords words, ReviewItem item) =>
        words.Say(item.Witness is { } witness && OfficeWords.Knows($"review.witness_{witness}") ? $"review.witness_{witness}" : "review.witness_unknown");
}
