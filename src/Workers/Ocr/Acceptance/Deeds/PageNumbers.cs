using System.Globalization;
using System.Text.RegularExpressions;
using Workers.Hosting;
using Workers.Office;

namespace Workers.Ocr.Acceptance.Deeds;

/// <summary>Pages that say "page n de m" follow each other and are as many as they say. Pages that say nothing, blank or unread, are passed over. Pure.</summary>
internal static partial class PageNumbers
{
    /// <summary>A head or a foot stands among so many lines at the top or at the end of a page.</summary>
    private const int Rim = 6;
    private const int FewPages = 2;

    public static IEnumerable<DeedFault> Find(IReadOnlyList<string> pages)
    {
        var said = pages.Select((text, i) => (Page: i + 1, Number: In(text))).Where(page => page.Number is not null).Select(page => (page.Page, page.Number!.Value.At, page.Number.Value.Of)).ToList();
        var written = pages.Select((text, i) => (Page: i + 1, text)).Where(page => !string.IsNullOrWhiteSpace(page.text)).Select(page => page.Page).ToList();
        if (said.Count < FewPages)
        {
            yield break;
        }

        for (var i = 1; i < said.Count; i++)
        {
            var (last, next) = (said[i - 1], said[i]);
            var between = next.Page - last.Page - 1;
            var begins = next.At is 1 && last.At == last.Of;
            if (!begins && next.Of != last.Of)
            {
                yield return new(next.Page, Remark.Of("doubt.page_after", new() { ["at"] = next.At, ["of"] = next.Of, ["last"] = last.At, ["last_of"] = last.Of }));
            }
            else if (!begins && (next.At <= last.At || next.At - last.At > between + 1))
            {
                yield return new(next.Page, Remark.Of("doubt.page_other", new() { ["at"] = next.At, ["of"] = next.Of, ["page"] = last.Page, ["last"] = last.At }));
            }
        }

        if (said[^1] is var end && end.At < end.Of && end.Page == written[^1] && said.Count * 2 > written.Count)
        {
            yield return new(end.Page, Remark.Of("doubt.page_end", new() { ["at"] = end.At, ["of"] = end.Of }));
        }
    }

    /// <returns>Null for none, and for a page that says two.</returns>
    private static (int At, int Of)? In(string text)
    {
        var lines = text.Split('\n').Where(line => !string.IsNullOrWhiteSpace(line)).ToList();
        var rim = lines.Where((_, i) => i < Rim || i >= lines.Count - Rim);
        var found = rim.Select(line => Form().Match(line)).Where(match => match.Success)
            .Select(match => (At: Number(match.Groups["at"].Value), Of: Number(match.Groups["of"].Value))).Distinct().ToList();
        return found is [{ At: > 0 } one] && one.At <= one.Of ? one : null;
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\W*page\W{0,4}(?<at>[0-9]{1,4})\s*(?:de|of|/|sur)\s*(?<of>[0-9]{1,4})\W*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, PatternBound.Milliseconds)]
    private static partial Regex Form();
}
