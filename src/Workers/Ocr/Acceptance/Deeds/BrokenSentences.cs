using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Workers.Hosting;
using Workers.Office;

namespace Workers.Ocr.Acceptance.Deeds;

/// <summary>A sentence that breaks off at a page's end goes on: the next page does not begin with a clause or a title. Pure.</summary>
internal static partial class BrokenSentences
{
    private const int LongestQuote = 40;

    /// <summary>No sentence ends with one of these.</summary>
    private static readonly FrozenSet<string> Unfinished = new[]
    {
        "de", "la", "le", "les", "du", "des", "un", "une", "et", "ou", "à", "au", "aux", "que", "qui", "dont", "pour", "par", "sur", "dans", "avec", "sans", "sous", "en", "ce",
        "cette", "ces", "son", "sa", "ses", "leur", "leurs", "ledit", "ladite", "lesdits", "dudit", "audit",
        "the", "of", "and", "or", "to", "for", "by", "with", "from", "that", "which", "said", "his", "her", "their", "a", "an",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<DeedFault> Find(IReadOnlyList<string> pages)
    {
        (int Page, string Line)? last = null;
        for (var page = 1; page <= pages.Count; page++)
        {
            var lines = pages[page - 1].Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && !Furniture().IsMatch(line)).ToList();
            if (lines is [])
            {
                continue;
            }

            if (last is var (before, line) && IsUnfinished(line) && Begins().IsMatch(lines[0]))
            {
                yield return new(before, Remark.Of("doubt.sentence_broken", new() { ["end"] = Remark.Quoted(End(line)), ["page"] = page, ["begin"] = Remark.Quoted(Begin(lines[0])) }));
            }

            last = (page, lines[^1]);
        }
    }

    private static bool IsUnfinished(string line) => LastWord().Match(line) is { Success: true } word && Unfinished.Contains(word.Groups["word"].Value);

    private static string End(string line) => line.Length <= LongestQuote ? line : "…" + line[^LongestQuote..];

    private static string Begin(string line) => line.Length <= LongestQuote ? line : line[..LongestQuote] + "…";

    /// <summary>Page numbers, initials and marks in brackets stand at the rim of a page.</summary>
    [GeneratedRegex(@"^(?:\W*page\b.{0,20}|[\W0-9]*|\[.*\]|.{1,3}|[^:]{3,40} : .*)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, PatternBound.Milliseconds)]
    private static partial Regex Furniture();

    [GeneratedRegex(@"(?:^|[\s'’])(?<word>\p{L}+)$", RegexOptions.CultureInvariant, PatternBound.Milliseconds)]
    private static partial Regex LastWord();

    /// <summary>A numbered clause, or a title in capitals.</summary>
    [GeneratedRegex(@"^(?:[0-9]{1,2}[.)](?:[0-9]{1,2}[.)]?)*\s+\p{Lu}|(?:\p{Lu}{5,}\s*){1,4}$)", RegexOptions.CultureInvariant, PatternBound.Milliseconds)]
    private static partial Regex Begins();
}
