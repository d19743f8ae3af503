using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses;
using Workers.Ocr.Witnesses.Words;
using Workers.Office;

namespace Workers.Ocr.Acceptance.Deeds;

/// <summary>What others than the model say of a page's transcription.</summary>
/// <param name="Doubts">Each with its dispute.</param>
/// <param name="Values">Every line of writing, in the order of the text.</param>
/// <param name="Missing">The passages that were left out.</param>
internal sealed record DeedFindings(IReadOnlyList<Doubt> Doubts, IReadOnlyList<LocatedValue> Values, IReadOnlyList<MissingPassage> Missing)
{
    /// <summary>The text beside the words of the page; null where no witness speaks of words.</summary>
    public ComparedPage? Page { get; init; }

    /// <summary>With the places of doubts and values on the page as a viewer shows it; the passages keep theirs, on the page set upright.</summary>
    public DeedFindings AsShown(DeedTestimony said) => this with
    {
        Doubts = [.. Doubts.Select(doubt => doubt.Dispute is { Box: { } box } dispute ? doubt with { Dispute = dispute with { Box = said.AsShown(box) } } : doubt)],
        Values = [.. Values.Select(value => value.Box is { } box ? value with { Box = said.AsShown(box) } : value)],
    };
}

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
        var page = ComparedPage.Of(text, said);
        return Find(page, text, said, others) with { Page = page };
    }

    private static DeedFindings Find(ComparedPage? page, string text, DeedTestimony said, IReadOnlyDictionary<int, string>? others)
    {
        if (page is null)
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
        ? [Doubt.Of(Remark.Of("doubt.deed_further", new() { ["count"] = count }), told: "the text differs from the page in many places")]
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
        return Doubt.Of(
            where is null
                ? Remark.Of("doubt.deed_other_text", new() { ["seen"] = Quote(seen) })
                : Remark.Of("doubt.deed_other_page", new() { ["seen"] = Quote(seen), ["page"] = where.Value }),
            told: "the text is not that of the page",
            dispute: new(null, Field, Standing.Disputed, Begin(page.Text), seen, WitnessOf(page), PageBox.Around(page.Lines.Select(line => line.Line.Box))));
    }

    private static Doubt OfMissing(ComparedPage page, MissingPassage passage, LocatedLines located)
    {
        var count = passage.Lines.Count;
        var (before, after) = (LineText(page, passage.First - 1), LineText(page, passage.Last + 1));
        var where = (before, after) switch
        {
            (null, null) => null,
            ({ } one, null) => Remark.Of("where.after", new() { ["one"] = Quote(one, fromEnd: true) }),
            (null, { } other) => Remark.Of("where.before", new() { ["other"] = Quote(other) }),
            ({ } one, { } other) => Remark.Of("where.between", new() { ["one"] = Quote(one, fromEnd: true), ["other"] = Quote(other) }),
        };
        return Doubt.Of(
            count is 1
                ? Remark.Of("doubt.deed_line_missing", new() { ["text"] = Quote(passage.Text), ["where"] = where })
                : Remark.Of("doubt.deed_lines_missing", new() { ["count"] = count, ["where"] = where }),
            told: count is 1 ? "a line of the page was not returned" : "some lines of the page were not returned",
            dispute: new(located.NumberOf(passage.First), Field, Standing.Missing, "", passage.Text, WitnessOf(page), passage.Box));
    }

    private static Doubt OfInvented(ComparedPage page, InventedPassage passage, LocatedLines located)
    {
        var after = passage.Line is { } line ? page.Lines[line].Line.Box : (PageBox?)null;
        return Doubt.Of(
            Remark.Of("doubt.deed_invented", new() { ["count"] = passage.Last - passage.First + 1, ["text"] = Quote(passage.Text) }),
            told: "a passage of the text stands nowhere on the page",
            dispute: new(passage.Line is { } at ? located.NumberOf(at) : 1, Field, Standing.Invented, passage.Text, "", WitnessOf(page), after));
    }

    private static Doubt OfChanged(ComparedPage page, ChangedWord word, LocatedLines located)
    {
        var line = page.LineAt(word.First);
        var box = PageBox.Around(Enumerable.Range(word.First, word.Last - word.First + 1).Select(at => page.WordAt(at).Box));
        return Doubt.Of(
            Remark.Of("doubt.deed_changed", new()
            {
                ["read"] = Remark.Quoted(word.Read), ["seen"] = Remark.Of("word.quoted", new() { ["text"] = word.Seen }), ["line"] = Quote(page.Lines[line].Line.Text),
            }),
            told: "a number or a date differs from the page",
            dispute: new(located.NumberOf(line), Field, Standing.Disputed, word.Read, word.Seen, WitnessOf(page), box));
    }

    private static string? LineText(ComparedPage page, int line) => line >= 0 && line < page.Lines.Count ? page.Lines[line].Line.Text : null;

    private static string Begin(string text) => text.Length <= 4 * LongestQuote ? text : text[..(4 * LongestQuote)] + "…";

    private static Remark Quote(string text, bool fromEnd = false)
    {
        var tidy = text.ReplaceLineEndings(" ").Trim();
        var shown = tidy.Length <= LongestQuote ? tidy : fromEnd ? $"…{tidy[^LongestQuote..].TrimStart()}" : $"{tidy[..LongestQuote].TrimEnd()}…";
        return Remark.Of("word.quoted", new() { ["text"] = shown });
    }

    private static Witness WitnessOf(ComparedPage page) => page.Source is WordSource.TextLayer ? Witness.TextLayer : Witness.Tesseract;
}
