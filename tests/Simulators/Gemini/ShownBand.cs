using System.Globalization;
using System.Text.RegularExpressions;

namespace Simulators.Gemini;

/// <summary>The part of a page that a picture shows, as the words beside it say; the parts overlap by a line or two.</summary>
internal sealed partial record ShownBand(int Number, int Parts)
{
    /// <returns>Null where the words speak of no part.</returns>
    public static ShownBand? Find(string text) => Words().Matches(text).LastOrDefault() is { } match
        ? new(Whole(match.Groups["number"].Value), Math.Max(1, Whole(match.Groups["of"].Value)))
        : null;

    /// <summary>The lines of a page that stand in it.</summary>
    public IEnumerable<T> Of<T>(IReadOnlyList<T> lines)
    {
        var (from, to) = ((lines.Count * (Number - 1) / Parts) - 1, ((lines.Count * Number) + Parts - 1) / Parts + 1);
        return lines.Take(Math.Min(to, lines.Count)).Skip(Math.Max(0, from));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}/{Parts}");

    private static int Whole(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"bande (?<number>\d{1,3}) de (?<of>\d{1,3})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Words();
}
