using System.Text.RegularExpressions;
using Workers.Hosting;
using Workers.Office;

namespace Workers.Ocr.Acceptance.Deeds;

/// <summary>What the head of a page says of the document (its publication number, its lot) is the same on every page that says it. Pure.</summary>
internal static partial class HeaderValues
{
    /// <summary>A head stands among so many lines at the top of a page.</summary>
    private const int Rim = 6;

    public static IEnumerable<DeedFault> Find(IReadOnlyList<string> pages)
    {
        var said = pages.SelectMany((text, i) => In(text).Select(value => (Page: i + 1, value.Name, value.Value))).ToList();
        foreach (var values in said.GroupBy(value => value.Name, StringComparer.Ordinal))
        {
            // The usual one; where two are said as often, the earlier.
            var usual = values.GroupBy(value => Numbers.Compact(value.Value), StringComparer.Ordinal).MaxBy(same => same.Count())!.First();
            foreach (var other in values.Where(value => Numbers.Compact(value.Value) != Numbers.Compact(usual.Value)))
            {
                yield return new(other.Page, Remark.Of("doubt.head_differs", new() { ["name"] = Remark.Of($"word.{other.Name}"), ["value"] = other.Value, ["page"] = usual.Page, ["usual"] = usual.Value }));
            }
        }
    }

    private static IEnumerable<(string Name, string Value)> In(string text) =>
        from line in text.Split('\n').Where(line => !string.IsNullOrWhiteSpace(line)).Take(Rim)
        let match = Form().Match(line)
        where match.Success
        select (match.Groups["lot"].Success ? "lot" : "number", match.Groups["value"].Value.Trim());

    [GeneratedRegex(@"^\s*(?:(?<lot>lot)|num[ée]ro d['’](?:inscription|enregistrement)|num[ée]ro de publication|registration number|publication number)\s*:\s*(?<value>[0-9][0-9 \u00A0\u202F-]{2,14}[0-9])\s*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, PatternBound.Milliseconds)]
    private static partial Regex Form();
}
