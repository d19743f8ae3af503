using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Workers.Jobs.Reviews;

namespace Workers.Ocr.Reviews;

/// <summary>A person's value in a deed: in the transcription of its page, or in what the deed says of itself. Pure.</summary>
internal static class DeedForm
{
    private static readonly string[] Texts = ["publication_number", "date", "nature", "notary"];
    private static readonly string[] Lists = ["lots", "amounts"];
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(1);

    /// <param name="before">The mark of an earlier word, which is undone.</param>
    /// <param name="mark">Told what it takes to undo this one.</param>
    /// <returns>The corrected text, or why it cannot be done.</returns>
    public static (string? Boosted, string? Fault) Set(JsonObject structure, string boosted, ReviewItem item, bool isCorrection, string target, JsonObject? before, JsonObject mark)
    {
        if (item.Field is "text")
        {
            return InPage(boosted, item.Page, item.Standard, target);
        }

        var isList = Lists.Contains(item.Field, StringComparer.Ordinal);
        if (structure["deed"] is not JsonObject deed || !(isList || Texts.Contains(item.Field, StringComparer.Ordinal)))
        {
            return isCorrection ? (null, $"'{item.Field}' is nothing of a deed that can be corrected; accept it, or refuse it") : (boosted, null);
        }

        IndexForm.Exchange(deed, item.Field, isCorrection, before, mark);
        if (isCorrection)
        {
            deed[item.Field] = isList ? new JsonArray([.. target.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(part => (JsonNode)part)]) : target;
        }

        return (boosted, null);
    }

    /// <summary>Words are found whatever spaces and line ends stand between them; what stands there twice is not guessed at.</summary>
    private static (string? Boosted, string? Fault) InPage(string boosted, int page, string current, string target)
    {
        if (string.Equals(current, target, StringComparison.Ordinal))
        {
            return (boosted, null);
        }

        var title = string.Create(CultureInfo.InvariantCulture, $"--- Page {page} ---\n");
        var start = boosted.StartsWith(title, StringComparison.Ordinal) ? 0 : boosted.IndexOf("\n" + title, StringComparison.Ordinal) + 1;
        if (!boosted.AsSpan(start).StartsWith(title))
        {
            return (null, $"the corrected text has no page {page}: have the document read again");
        }

        start += title.Length;
        var next = boosted.IndexOf(string.Create(CultureInfo.InvariantCulture, $"\n--- Page {page + 1} ---\n"), start, StringComparison.Ordinal);
        var end = next < 0 ? boosted.Length : next;
        var text = boosted[start..end];
        var words = current.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words is [])
        {
            return ($"{boosted[..start]}{text.TrimEnd()}\n{target}{(next < 0 ? "" : "\n")}{boosted[end..]}", null);
        }

        var found = Regex.Matches(text, string.Join(@"\s+", words.Select(Regex.Escape)), RegexOptions.CultureInvariant, Bound);
        return found is [var only]
            ? ($"{boosted[..start]}{text[..only.Index]}{target}{text[(only.Index + only.Length)..]}{boosted[end..]}", null)
            : (null, $"'{current}' stands {found.Count} times in the corrected text of page {page}, so that which place is meant is not certain: accept it, or refuse it");
    }
}
