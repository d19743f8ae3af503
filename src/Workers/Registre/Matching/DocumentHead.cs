using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Workers.Hosting;

namespace Workers.Registre.Matching;

/// <summary>
/// The labels at the head of a document and what stands beside or under each: "Lot : 856" as well as a table whose headings stand in one row and
/// whose values in the next. Further down an acte quotes the numbers of others.
/// </summary>
internal sealed partial class DocumentHead
{
    private const int MostLines = 25;

    /// <summary>Words that begin another field where no wider gap separates them.</summary>
    private const string NextField = @"\b(?:cadastre|lots?|numero|date|circonscription|inscription|designation|index|plan|page|rang|type|division)\b";

    private readonly IReadOnlyList<(string Raw, string Folded)> _lines;

    /// <param name="text">Laid out as on the page: blanks keep the columns apart.</param>
    public DocumentHead(string text)
    {
        _lines = [.. text.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Trim().Length > 0).Take(MostLines).Select(line => (line, Folded(line)))];
    }

    public IEnumerable<string> Lines => _lines.Select(line => line.Raw.Trim());

    /// <summary>What each place of a label says; nothing for a label that stands alone.</summary>
    /// <param name="label">A pattern over text without case, accents and punctuation.</param>
    /// <param name="isList">What follows a comma and begins with a digit belongs to it.</param>
    public IEnumerable<string> ValuesOf(string label, bool isList)
    {
        var pattern = new Regex(label, RegexOptions.None, TimeSpan.FromMilliseconds(PatternBound.Milliseconds));
        for (var i = 0; i < _lines.Count; i++)
        {
            foreach (Match found in pattern.Matches(_lines[i].Folded))
            {
                var beside = Beside(_lines[i], found.Index + found.Length, isList);
                if (beside.Length > 0)
                {
                    yield return beside;
                }
                else if (i + 1 < _lines.Count && Under(_lines[i + 1].Raw, found.Index, found.Index + found.Length) is { } under)
                {
                    yield return under;
                }
            }
        }
    }

    private static string Beside((string Raw, string Folded) line, int from, bool isList)
    {
        var start = from;
        while (start < line.Raw.Length && (char.IsWhiteSpace(line.Raw[start]) || ":.°º-–".Contains(line.Raw[start], StringComparison.Ordinal)))
        {
            start++;
        }

        // A wide gap without a colon leads to the next column, whose text belongs to another label.
        var between = line.Raw[from..start];
        if (start == line.Raw.Length || (between.Length > 1 && !between.Contains(':', StringComparison.Ordinal) && StartsField(line.Folded[start..])))
        {
            return "";
        }

        var rest = line.Raw[start..];
        var end = (isList ? GapOfList() : Gap()).Match(rest) is { Success: true } gap ? gap.Index : rest.Length;
        if (AnotherField().Match(line.Folded[start..]) is { Success: true } next && next.Index < end)
        {
            end = next.Index;
        }

        return rest[..end].Trim();
    }

    /// <summary>What stands before each place of a label, in its own cell: "Laval (circonscription foncière)".</summary>
    public IEnumerable<string> ValuesBefore(string label)
    {
        var pattern = new Regex(label, RegexOptions.None, TimeSpan.FromMilliseconds(PatternBound.Milliseconds));
        return
            from line in _lines
            from found in pattern.Matches(line.Folded)
            let before = line.Raw[..found.Index].TrimEnd(' ', '(', '-', '–')
            let cell = before[(before.LastIndexOf("  ", StringComparison.Ordinal) + 1)..].Trim()
            where cell.Length > 0
            select cell[(cell.LastIndexOfAny([',', ';', ')', ':']) + 1)..].Trim();
    }

    private static bool StartsField(string folded) => AnotherField().Match(folded) is { Success: true, Index: 0 };

    /// <summary>The cell of the next line that stands under the label.</summary>
    private static string? Under(string line, int from, int to)
    {
        var best = Cells().Matches(line)
            .Select(cell => (Cell: cell.Value, Shared: Math.Min(to, cell.Index + cell.Length) - Math.Max(from, cell.Index)))
            .OrderByDescending(cell => cell.Shared)
            .FirstOrDefault();
        return best.Cell is not null && best.Shared > 0 ? best.Cell.Trim() : null;
    }

    /// <summary>Letter by letter, so that places in it are places in the line.</summary>
    private static string Folded(string line) => string.Concat(line.Select(letter =>
    {
        // Half of a sign beyond the common ones is no letter.
        var plain = char.IsSurrogate(letter) ? ' ' : letter.ToString().Normalize(NormalizationForm.FormD)[0];
        return char.IsAsciiLetterOrDigit(plain) ? char.ToLower(plain, CultureInfo.InvariantCulture) : ' ';
    }));

    [GeneratedRegex(@"\s{2,}|[,;(|)]", RegexOptions.None, PatternBound.Milliseconds)]
    private static partial Regex Gap();

    [GeneratedRegex(@"\s{2,}|[,;](?=\s\D)|[(|]", RegexOptions.None, PatternBound.Milliseconds)]
    private static partial Regex GapOfList();

    [GeneratedRegex(@"\S+(?:\s\S+)*", RegexOptions.None, PatternBound.Milliseconds)]
    private static partial Regex Cells();

    [GeneratedRegex(NextField, RegexOptions.None, PatternBound.Milliseconds)]
    private static partial Regex AnotherField();
}
