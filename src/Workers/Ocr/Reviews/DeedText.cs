using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Workers.Jobs.Reviews;
using Workers.Ocr.Acceptance.Deeds;
using Workers.Ocr.Readings;
using Workers.Office;

namespace Workers.Ocr.Reviews;

/// <summary>
/// A person's words in the transcription of a deed's page: in the place of those that were read, or where they were left out. Each change keeps
/// what it takes to undo it. What may be meant at two places is not guessed at. Pure.
/// </summary>
internal static class DeedText
{
    private const string Place = "place";

    /// <summary>Letters around a change by which it is found again.</summary>
    private const int Around = 60;
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(1);

    /// <inheritdoc cref="DeedForm.Set"/>
    public static (string? Boosted, Remark? Fault) Set(JsonObject structure, string boosted, ReviewItem item, string target, JsonObject? before, JsonObject mark)
    {
        if (string.Equals(item.Standard, target, StringComparison.Ordinal))
        {
            Keep(before, mark);
            return (boosted, null);
        }

        if (PageMarks.Find(boosted, item.Page) is not { } page)
        {
            return (null, Remark.Of("review.fault_page_marks", new() { ["page"] = item.Page }));
        }

        var (text, current) = (boosted[page], item.Standard);
        if (before?[Place] is JsonObject made && Undo(text, made) is { } undone)
        {
            (text, current) = (undone, item.Read);
        }

        if (!string.Equals(current, target, StringComparison.Ordinal))
        {
            var (changed, fault) = Change(text, current, target, item, DeedContext.Of(structure, item), mark);
            if (fault is not null)
            {
                return (null, fault);
            }

            text = changed!;
        }

        return (boosted[..page.Start] + text + boosted[page.End..], null);
    }

    /// <summary>How often words stand in a text, whatever spaces and line ends stand between them; never as a part of a longer word or number.</summary>
    public static IReadOnlyList<Range> Find(string text, string sought)
    {
        var words = sought.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words is [])
        {
            return [];
        }

        var (begin, end) = (char.IsLetterOrDigit(words[0][0]), char.IsLetterOrDigit(words[^1][^1]));
        var pattern = $@"{(begin ? @"(?<![\p{L}\p{N}]|\p{N}[.,])" : "")}{string.Join(@"\s+", words.Select(Regex.Escape))}{(end ? @"(?![\p{L}\p{N}]|[.,]\p{N})" : "")}";
        return [.. Regex.Matches(text, pattern, RegexOptions.CultureInvariant, Bound).Select(match => match.Index..(match.Index + match.Length))];
    }

    private static (string? Text, Remark? Fault) Change(string text, string current, string target, ReviewItem item, DeedContext? context, JsonObject mark)
    {
        if (string.IsNullOrWhiteSpace(current))
        {
            return Insert(text, target, item, context, mark);
        }

        var found = Find(text, current);
        var words = FoldedWord.Of(text);
        var chosen = found.Count is 1 ? 0 : context?.Choose(words, [.. found.Select(range => Beside(words, range))]);
        return chosen is { } one
            ? (Put(text, found[one], target, mark), null)
            : (null, Remark.Of("review.fault_times", new() { ["text"] = current, ["count"] = found.Count, ["page"] = item.Page }));
    }

    /// <summary>Lines that were left out stand alone; a word stands in its line.</summary>
    private static (string? Text, Remark? Fault) Insert(string text, string target, ReviewItem item, DeedContext? context, JsonObject mark)
    {
        var words = FoldedWord.Of(text);
        var isOfLines = item.Standing is "missing";
        var gap = context?.Choose(words, [.. Enumerable.Range(0, words.Count + 1).Select(word => (word, word))]);
        if (gap is null && !isOfLines)
        {
            return (null, Remark.Of("review.fault_where", new() { ["text"] = target, ["page"] = item.Page }));
        }

        var from = gap is null ? text.TrimEnd().Length : gap is 0 ? 0 : words[gap.Value - 1].End;
        while (from > 0 && from < text.Length && !char.IsWhiteSpace(text[from]))
        {
            from++;
        }

        var to = from;
        while (to < text.Length && char.IsWhiteSpace(text[to]))
        {
            to++;
        }

        var (lead, tail) = isOfLines ? ("\n", "\n") : (" ", to > from ? text[from..to] : " ");
        return (Put(text, from..to, (from is 0 ? "" : lead) + target + (to == text.Length ? "" : tail), mark), null);
    }

    private static string Put(string text, Range range, string put, JsonObject mark)
    {
        var (from, to) = (range.Start.Value, range.End.Value);
        mark[Place] = new JsonObject
        {
            ["left"] = text[Math.Max(0, from - Around)..from], ["was"] = text[from..to], ["put"] = put, ["right"] = text[to..Math.Min(text.Length, to + Around)],
        };
        return text[..from] + put + text[to..];
    }

    /// <returns>The text as it was before; null where it is not certain where the change stands.</returns>
    private static string? Undo(string text, JsonObject made)
    {
        var (left, put, right) = ((string?)made["left"] ?? "", (string?)made["put"] ?? "", (string?)made["right"] ?? "");
        foreach (var (before, behind) in new[] { (left, right), (left, ""), ("", right), ("", "") })
        {
            var sought = before + put + behind;
            var at = sought is "" ? -1 : text.IndexOf(sought, StringComparison.Ordinal);
            if (at >= 0 && text.IndexOf(sought, at + 1, StringComparison.Ordinal) < 0)
            {
                return text[..(at + before.Length)] + (string?)made["was"] + text[(at + before.Length + put.Length)..];
            }
        }

        return null;
    }

    private static void Keep(JsonObject? before, JsonObject mark)
    {
        if (before?[Place] is { } place)
        {
            mark[Place] = place.DeepClone();
        }
    }

    /// <summary>The number of words before a range, and that of the word behind it.</summary>
    private static (int Before, int Behind) Beside(IReadOnlyList<FoldedWord> words, Range range) =>
        (words.TakeWhile(word => word.End <= range.Start.Value).Count(), words.TakeWhile(word => word.Begin < range.End.Value).Count());
}
