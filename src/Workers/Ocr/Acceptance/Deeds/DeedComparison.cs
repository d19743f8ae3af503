using System.Globalization;
using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses;
using Workers.Ocr.Witnesses.Words;

namespace Workers.Ocr.Acceptance.Deeds;

/// <summary>What others than the model say of a page's transcription.</summary>
/// <param name="Doubts">Each with its dispute.</param>
/// <param name="Values">Every line of writing, in the order of the text.</param>
/// <param name="Missing">The passages that were left out.</param>
internal sealed record DeedFindings(IReadOnlyList<Doubt> Doubts, IReadOnlyList<LocatedValue> Values, IReadOnlyList<MissingPassage> Missing);

/// <summary>
/// Holds the transcription of a deed's page against what a witness saw of it: lines that were left out, passages that stand nowhere on the
/// page, numbers that are others, a page that is another. Where no witness speaks or understands the page there is no doubt by it. Pure.
/// </summary>
internal static class DeedComparison
{
    public const string Field = "text";

    private const int FewWords = 40;
    private const int LongestQuote = 32;

    /// <summary>Of more a person reads the page itself.</summary>
    private const int MostDoubts = 12;

    /// <summary>A text of which the page has less than this, and the other way round, is that of another page.</summary>
    private const double Another = 0.35;

    /// <summary>A page of which the text has more is its own.</summary>
    private const double Own = 0.8;
    private const double Other = 0.75;
    private const double FarMore = 0.2;

    /// <param name="text">As returned for this page.</param>
    /// <param name="others">The texts returned for other pages, by page.</param>
    public static DeedFindings Of(string text, DeedTestimony said, IReadOnlyDictionary<int, string>? others = null)
    {
        if (ComparedPage.Of(text, said) is not { } page)
        {
            return new([.. InkComparison.FindDoubts(text, said)], LocatedLines.WithoutWitness(text), []);
        }

        if (FindOther(page, said, others) is { } other)
        {
            return new([OfAnother(page, other)], LocatedLines.WithoutWitness(text), []);
        }

        if (!page.IsSamePage)
        {
            return new(IsOfNoPage(page) ? [OfAnother(page, null)] : [], LocatedLines.WithoutWitness(text), []);
        }

        var missing = MissingPassages.In(page);
        var invented = InventedPassages.In(page);
        var changed = ChangedWords.In(page);
        var located = LocatedLines.Of(page, missing, invented, changed);
        List<Doubt> doubts =
        [
            .. missing.Select(passage => OfMissing(page, passage, located)),
            .. invented.Select(passage => OfInvented(page, passage, located)),
            .. changed.Select(word => OfChanged(page, word, located)),
        ];
        return new([.. doubts.Take(MostDoubts), .. Rest(doubts.Count - MostDoubts)], located.Values, missing);
    }

    private static IEnumerable<Doubt> Rest(int count) => count > 0
        ? [new(FormattableString.Invariant($"{count} further places differ from the page"), Told: "the text differs from the page in many places")]
        : [];

    /// <summary>Deeds say the same in many words: the page is another's when that text has far more of it.</summary>
    private static int? FindOther(ComparedPage page, DeedTestimony said, IReadOnlyDictionary<int, string>? others) =>
        page.Page.Count < FewWords || page.PageFound > Own || others is null ? null : others
            .Select(other => (other.Key, Found: ComparedPage.Of(other.Value, said)?.PageFound ?? 0))
            .Where(other => other.Found >= Other && other.Found >= page.PageFound + FarMore)
            .OrderByDescending(other => other.Found)
            .Select(other => (int?)other.Key)
            .FirstOrDefault();

    /// <summary>A file says in words of a language what is not in the text.</summary>
    private static bool IsOfNoPage(ComparedPage page) =>
        page.IsExact && page.IsLanguage && page.Page.Count >= FewWords && Math.Max(page.PageFound, page.TextFound) <= Another;

    private static Doubt OfAnother(ComparedPage page, int? where)
    {
        var seen = string.Join(' ', page.Lines.Take(2).Select(line => line.Line.Text));
        return new(
            where is null
                ? $"the text is not that of the page, which begins with {Quote(seen)}"
                : FormattableString.Invariant($"the text is that of another page: what begins with {Quote(seen)} was returned as page {where}"),
            Told: "the text is not that of the page",
            Dispute: new(null, Field, Standing.Disputed, Begin(page.Text), seen, WitnessOf(page), PageBox.Around(page.Lines.Select(line => line.Line.Box))));
    }

    private static Doubt OfMissing(ComparedPage page, MissingPassage passage, LocatedLines located)
    {
        var count = passage.Lines.Count;
        var (before, after) = (LineText(page, passage.First - 1), LineText(page, passage.Last + 1));
        var where = (before, after) switch
        {
            (null, null) => "",
            ({ } one, null) => $" after {Quote(one, fromEnd: true)}",
            (null, { } other) => $" before {Quote(other)}",
            ({ } one, { } other) => $" between {Quote(one, fromEnd: true)} and {Quote(other)}",
        };
        var lines = count is 1 ? $"the line {Quote(passage.Text)}{where} stands" : FormattableString.Invariant($"about {count} lines{where} stand");
        return new(
            $"{lines} on the page and {(count is 1 ? "was" : "were")} not returned",
            Told: count is 1 ? "a line of the page was not returned" : "some lines of the page were not returned",
            Dispute: new(located.NumberOf(passage.First), Field, Standing.Missing, "", passage.Text, WitnessOf(page), passage.Box));
    }

    private static Doubt OfInvented(ComparedPage page, InventedPassage passage, LocatedLines located)
    {
        var after = passage.Line is { } line ? page.Lines[line].Line.Box : (PageBox?)null;
        return new(
            FormattableString.Invariant($"{passage.Last - passage.First + 1} words that begin with {Quote(passage.Text)} stand nowhere on the page"),
            Told: "a passage of the text stands nowhere on the page",
            Dispute: new(passage.Line is { } at ? located.NumberOf(at) : 1, Field, Standing.Invented, passage.Text, "", WitnessOf(page), after));
    }

    private static Doubt OfChanged(ComparedPage page, ChangedWord word, LocatedLines located)
    {
        var line = page.LineAt(word.First);
        var box = PageBox.Around(Enumerable.Range(word.First, word.Last - word.First + 1).Select(at => page.WordAt(at).Box));
        return new(
            $"the text says {(word.Read is "" ? "nothing" : $"'{word.Read}'")} where the page says '{word.Seen}'{Near(page, word)}",
            Told: "a number or a date differs from the page",
            Dispute: new(located.NumberOf(line), Field, Standing.Disputed, word.Read, word.Seen, WitnessOf(page), box));
    }

    private static string Near(ComparedPage page, ChangedWord word) =>
        string.Create(CultureInfo.InvariantCulture, $", in the line that begins with {Quote(page.Lines[page.LineAt(word.First)].Line.Text)}");

    private static string? LineText(ComparedPage page, int line) => line >= 0 && line < page.Lines.Count ? page.Lines[line].Line.Text : null;

    private static string Begin(string text) => text.Length <= 4 * LongestQuote ? text : text[..(4 * LongestQuote)] + "…";

    private static string Quote(string text, bool fromEnd = false)
    {
        var tidy = text.ReplaceLineEndings(" ").Trim();
        return tidy.Length <= LongestQuote ? $"'{tidy}'" : fromEnd ? $"'…{tidy[^LongestQuote..].TrimStart()}'" : $"'{tidy[..LongestQuote].TrimEnd()}…'";
    }

    private static Witness WitnessOf(ComparedPage page) => page.Source is WordSource.TextLayer ? Witness.TextLayer : Witness.Tesseract;
}
