using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses.Words;

namespace Workers.Ocr.Acceptance.Deeds;

/// <summary>
/// The lines of writing of a page in the order of its text: those that the witness saw, at their places, and those of the text that it did not
/// see, without one. Heads and feet that were not returned are none of them. Pure.
/// </summary>
internal sealed class LocatedLines
{
    /// <summary>What only one of the two says is never sure.</summary>
    private const double Alone = 0.5;
    private const double Contradicted = 0.2;

    /// <summary>What a word of Tesseract adds, against one of the file.</summary>
    private const double Read = 0.9;

    /// <summary>A line of the text of which the page has less is not one of those that the witness saw.</summary>
    private const double Seen = 0.34;

    private readonly Dictionary<int, int> _numbers;

    private LocatedLines(IReadOnlyList<LocatedValue> values, Dictionary<int, int> numbers) => (Values, _numbers) = (values, numbers);

    public IReadOnlyList<LocatedValue> Values { get; }

    /// <param name="line">Of the page, from 0.</param>
    /// <returns>Its number among the values; null for a line that is none of them.</returns>
    public int? NumberOf(int line) => _numbers.TryGetValue(line, out var number) ? number : null;

    public static IReadOnlyList<LocatedValue> WithoutWitness(string text) =>
        [.. LinesOf(text).Select((line, i) => new LocatedValue(i + 1, DeedComparison.Field, Standing.Unwitnessed, text[line].Trim(), null, Alone))];

    public static LocatedLines Of(
        ComparedPage page, IReadOnlyList<MissingPassage> missing, IReadOnlyList<InventedPassage> invented, IReadOnlyList<ChangedWord> changed)
    {
        var gone = missing.SelectMany(passage => Enumerable.Range(passage.First, passage.Last - passage.First + 1).Select(line => (line, passage.After))).ToDictionary();
        var disputed = changed.Select(word => page.LineAt(word.First)).ToHashSet();
        var entries = new List<(int Order, int? Line, LocatedValue Value)>();
        for (var line = 0; line < page.Lines.Count; line++)
        {
            var compared = page.Lines[line];
            if (gone.TryGetValue(line, out var after) && compared.IsMissing)
            {
                entries.Add((after, line, Value(compared, Standing.Missing, Contradicted)));
            }
            else if (FirstInText(page, compared) is { } place)
            {
                entries.Add((place, line, disputed.Contains(line)
                    ? Value(compared, Standing.Disputed, Contradicted)
                    : Value(compared, Standing.Confirmed, Alone + (Alone * compared.Found * (page.Source is WordSource.TextLayer ? 1 : Read)))));
            }
        }

        entries.AddRange(Unseen(page, invented));
        var ordered = entries.OrderBy(entry => entry.Order).ToList();
        return new(
            [.. ordered.Select((entry, i) => entry.Value with { Line = i + 1 })],
            ordered.Select((entry, i) => (entry.Line, Number: i + 1)).Where(entry => entry.Line is not null).ToDictionary(entry => entry.Line!.Value, entry => entry.Number));
    }

    /// <summary>Where the text has it; null for less than half of it.</summary>
    private static int? FirstInText(ComparedPage page, ComparedLine line)
    {
        var places = Enumerable.Range(line.First, line.End - line.First).Select(word => page.Alignment.InText[word]).Where(place => place is not WordAlignment.None).ToList();
        return places.Count * 2 >= line.End - line.First && places is not [] ? places.Min() : null;
    }

    private static IEnumerable<(int Order, int? Line, LocatedValue Value)> Unseen(ComparedPage page, IReadOnlyList<InventedPassage> invented)
    {
        var next = 0;
        foreach (var range in LinesOf(page.Text))
        {
            var first = next;
            while (next < page.Words.Count && page.Words[next].Begin < range.End.Value)
            {
                next++;
            }

            var words = Enumerable.Range(first, next - first).ToList();
            if (words is not [] && words.Count(word => page.Alignment.InPage[word] is not WordAlignment.None) < Seen * words.Count)
            {
                var isInvented = invented.Any(passage => passage.First < next && passage.Last >= first);
                yield return (first, null, new(
                    0, DeedComparison.Field, isInvented ? Standing.Invented : Standing.Unwitnessed, page.Text[range].Trim(), null, isInvented ? Contradicted : Alone));
            }
        }
    }

    private static LocatedValue Value(ComparedLine line, Standing standing, double confidence) =>
        new(0, DeedComparison.Field, standing, line.Line.Text, line.Line.Box, Math.Round(confidence, 2));

    /// <summary>The lines of a text that are not empty.</summary>
    private static IEnumerable<Range> LinesOf(string text)
    {
        for (var begin = 0; begin < text.Length;)
        {
            var end = text.IndexOf('\n', begin) is >= 0 and var at ? at : text.Length;
            if (!string.IsNullOrWhiteSpace(text[begin..end]))
            {
                yield return begin..end;
            }

            begin = end + 1;
        }
    }
}
