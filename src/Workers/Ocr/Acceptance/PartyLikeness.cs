using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses.Tables;
using Workers.Ocr.Witnesses.Words;

namespace Workers.Ocr.Acceptance;

/// <summary>Parties beside names that were read from an image: slips are no difference, a name that only one of the two has is one. Pure.</summary>
internal static class PartyLikeness
{
    private const double Agrees = 0.7;

    /// <summary>Parties are another band's when that fits so much better.</summary>
    private const double Better = 0.4;
    private const double Poor = 0.5;

    /// <summary>A word that says who somebody is has so many letters.</summary>
    private const int LongWord = 5;

    /// <summary>Words that were read with less confidence speak against nobody.</summary>
    private const int LeastSure = 75;

    /// <summary>But where one stands there that may be a name nothing is confirmed.</summary>
    private const int Legible = 25;

    /// <summary>One word alone speaks against the reading when Tesseract is as sure as this.</summary>
    private const int QuiteSure = 92;

    /// <summary>And a family name as lists of names have it, in capitals before a comma, of which Tesseract is never as sure.</summary>
    private const int SureOfFamily = 88;

    private const int ShortestSure = 4;

    /// <param name="at">The band that the line is paired with.</param>
    /// <param name="seen">The words of the band's columns of names.</param>
    public static Standing Of(Inscription line, IReadOnlyList<IndexBand> bands, int at, IReadOnlyList<PageWord> seen)
    {
        var names = line.Parties.Select(party => Likeness.Words(party.Name)).ToList();
        var read = names.SelectMany(name => name).ToList();
        var around = WordsOf(bands[at]);

        // A name that wraps may be taken for the next band's.
        var near = around.Concat(new[] { at - 1, at + 1 }.Where(next => next >= 0 && next < bands.Count).SelectMany(next => WordsOf(bands[next]))).ToList();
        var sure = Long(seen, LeastSure);
        var own = Likeness.Share(read, around);
        if (sure is not [] && (names.Any(name => HasLong(name) && Likeness.Share(name, near) is 0) || IsOfNeighbour(read, own, bands, at)))
        {
            return Standing.Disputed;
        }

        return LeavesOut(line, seen) ? Standing.Disputed
            : read is not [] && sure is not [] && Unsaid(line, Long(seen, Legible)).Count is 0 && own >= Agrees ? Standing.Confirmed
            : Standing.Unwitnessed;
    }

    /// <summary>Somebody is named there whom the line does not name.</summary>
    /// <param name="seen">As of <see cref="Of"/>.</param>
    public static bool LeavesOut(Inscription line, IReadOnlyList<PageWord> seen)
    {
        var sure = Long(seen, LeastSure);
        var unsaid = Unsaid(line, sure);
        return unsaid.Count > 1 || (unsaid is not [] && HasMore(sure, Said(line))) || Long(seen, QuiteSure).Concat(Long([.. seen.Where(IsFamily)], SureOfFamily)).Any(unsaid.Contains);
    }

    private static bool IsFamily(PageWord word) => word.Text.EndsWith(',') && word.Text.Count(char.IsUpper) >= LongWord && word.Text.Where(char.IsLetter).All(char.IsUpper);

    private static List<string> Unsaid(Inscription line, List<string> sure)
    {
        var said = Said(line);
        return [.. sure.Where(word => Likeness.Share([word], said) is 0)];
    }

    private static List<string> Said(Inscription line) =>
        [.. line.Parties.SelectMany(party => Likeness.Words(party.Name)), .. Likeness.Words(string.Join(' ', line.Parties.Select(party => party.Role).Append(line.Remarks)))];

    /// <summary>Words that say who somebody is, of those that were read so surely.</summary>
    public static List<string> Long(IReadOnlyList<PageWord> words, int leastSure, int shortest = ShortestSure) =>
        [.. words.Where(word => word.Confidence >= leastSure).SelectMany(word => Likeness.Words(word.Text)).Where(word => word.Length >= shortest && word.All(char.IsAsciiLetter))];

    /// <summary>A word stands there more often than it is said: of two with the same first name one may be left out.</summary>
    private static bool HasMore(List<string> seen, List<string> said) => seen.Distinct(StringComparer.Ordinal)
        .Any(word => said.Count(other => Likeness.IsLike(word, other)) is > 0 and var times && seen.Count(other => other == word) > times);

    private static bool IsOfNeighbour(List<string> read, double own, IReadOnlyList<IndexBand> bands, int at) => own < Poor && new[] { at - 1, at + 1 }
        .Where(next => next >= 0 && next < bands.Count)
        .Any(next => Likeness.Share(read, Likeness.Words(IndexField.Parties.Seen(bands[next]))) >= own + Better);

    private static IReadOnlyList<string> WordsOf(IndexBand band) => Likeness.Words(string.Join(' ', band.Cells.SelectMany(cell => cell.Value).Select(cell => cell.Text)));

    private static bool HasLong(IReadOnlyList<string> name) => name.Any(word => word.Length >= LongWord);
}
