using System.Text.Json.Nodes;
using Workers.Jobs.Reviews;
using Workers.Ocr.Acceptance.Deeds;

namespace Workers.Ocr.Reviews;

/// <summary>The words before and behind a doubtful place of a deed's page, by the lines that were located there: it tells the place among others like it. Pure.</summary>
internal sealed record DeedContext(IReadOnlyList<string> Before, IReadOnlyList<string> After)
{
    private const int Reach = 6;

    /// <summary>Fewer words in common may be chance.</summary>
    private const int Fewest = 2;

    /// <returns>Null where no line of the page is known to be the item's.</returns>
    public static DeedContext? Of(JsonObject structure, ReviewItem item)
    {
        var lines = (CorrectedForm.PageOf(structure, item.Page)?["values"] as JsonArray ?? []).OfType<JsonObject>()
            .Where(value => (string?)value["field"] == item.Field && (int?)value["line"] is not null)
            .OrderBy(value => (int)value["line"]!)
            .Select(value => (Number: (int)value["line"]!, Words: Words((string?)value["text"] ?? "")))
            .ToList();
        var at = lines.FindIndex(line => line.Number == item.Line);
        if (at < 0)
        {
            return null;
        }

        var (own, first, end) = (lines[at].Words, 0, 0);
        var next = at + 1;
        if (item.Standing is "missing" && item.Seen is not "")
        {
            (own, next) = ([], Math.Min(lines.Count, at + item.Seen.Split('\n').Length));
        }
        else if (new[] { item.Seen, item.Standard, item.Read }.Select(Words).Select(words => (Words: words, Place: PlaceIn(own, words))).FirstOrDefault(found => found.Place >= 0) is { Words: not null } found)
        {
            (first, end) = (found.Place, found.Place + found.Words.Count);
        }
        else
        {
            return null;
        }

        return new([.. lines.Take(at).SelectMany(line => line.Words), .. own.Take(first)], [.. own.Skip(end), .. lines.Skip(next).SelectMany(line => line.Words)]);
    }

    /// <summary>The one of several places of a text that lies between the same words.</summary>
    /// <param name="places">The number of words before each, and that of the word behind it.</param>
    /// <returns>Its place among them; null where none does, or two do equally well.</returns>
    public int? Choose(IReadOnlyList<FoldedWord> text, IReadOnlyList<(int Before, int Behind)> places)
    {
        var scores = places.Select(place => Score(text, place.Before, place.Behind)).ToList();
        if (scores is [])
        {
            return null;
        }

        var best = scores.Max();
        return best >= Math.Min(Fewest, Before.Count + After.Count) && scores.Count(score => score == best) is 1 ? scores.IndexOf(best) : null;
    }

    private int Score(IReadOnlyList<FoldedWord> text, int before, int behind) =>
        Enumerable.Range(1, Reach).Count(far => far <= before && far <= Before.Count && text[before - far].Text == Before[^far])
        + Enumerable.Range(0, Reach).Count(far => behind + far < text.Count && far < After.Count && text[behind + far].Text == After[far]);

    private static List<string> Words(string text) => [.. FoldedWord.Of(text).Select(word => word.Text)];

    /// <returns>-1 for nowhere, more than once, or no words.</returns>
    private static int PlaceIn(List<string> line, List<string> words)
    {
        var places = words is [] ? [] : Enumerable.Range(0, Math.Max(0, line.Count - words.Count + 1)).Where(at => line.Skip(at).Take(words.Count).SequenceEqual(words, StringComparer.Ordinal)).ToList();
        return places is [var only] ? only : -1;
    }
}
