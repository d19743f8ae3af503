using Workers.Ocr.Acceptance.Deeds;
using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses;
using Workers.Ocr.Witnesses.Tables;
using Workers.Office;

namespace Workers.Ocr.Acceptance;

/// <summary>The gate's answer about the pages that one call was to transcribe.</summary>
/// <param name="Reading">Null when the whole answer was refused.</param>
/// <param name="Pages">One judgement for every page asked, whatever came back.</param>
internal sealed record ActeJudgement(ActePages? Reading, IReadOnlyDictionary<int, Judgement<ActePage>> Pages);

/// <summary>Whether the transcription of an acte's pages may count. Pure.</summary>
internal static class ActeGate
{
    private const string Illegible = "[ILLISIBLE]";
    private const int ManyIllegible = 5;

    /// <param name="asked">The pages that were to be transcribed, by rank.</param>
    /// <param name="hasInk">Whether a page shows any writing; a page that is missing here was not looked at and counts as written.</param>
    /// <param name="requestedNumber">The inscription number that was ordered; the model was not told.</param>
    /// <param name="said">What witnesses say of the pages; a page that is missing here was not looked at.</param>
    /// <param name="policy">What becomes of what nobody but the model has read; null accepts it.</param>
    public static ActeJudgement Judge(
        ModelAnswer answer, IReadOnlyList<int> asked, IReadOnlyDictionary<int, bool> hasInk, string? requestedNumber, IReadOnlyDictionary<int, DeedTestimony>? said = null, UnwitnessedPolicy? policy = null)
    {
        if (FinishRule.FindFault(answer) is { } unfinished)
        {
            return RefuseAll(asked, unfinished, answer.IsWithheld, answer.IsTooLarge);
        }

        var (reading, fault) = ReadingJson.TryParse<ActePages>(answer.Text);
        if (reading is null)
        {
            return RefuseAll(asked, fault!);
        }

        if (reading.Pages.FirstOrDefault(page => !asked.Contains(page.Page)) is { } stranger)
        {
            return RefuseAll(asked, $"the answer holds page {stranger.Page}, which was not asked for");
        }

        if (ReadingLoops.Find(reading) is { } loop)
        {
            return RefuseAll(asked, loop);
        }

        return new(reading, asked.ToDictionary(page => page, page => Judge(page, reading, hasInk, requestedNumber, said?.GetValueOrDefault(page), policy ?? UnwitnessedPolicy.Accept)));
    }

    /// <summary>The pages said to be blank, of which the ink must be looked at.</summary>
    public static IEnumerable<int> SaidBlank(ModelAnswer answer) =>
        ReadingJson.TryParse<ActePages>(answer.Text).Value is { } reading
            ? reading.Pages.Where(page => string.IsNullOrWhiteSpace(page.Text)).Select(page => page.Page).Distinct()
            : [];

    private static Judgement<ActePage> Judge(int number, ActePages reading, IReadOnlyDictionary<int, bool> hasInk, string? requestedNumber, DeedTestimony? said, UnwitnessedPolicy policy)
    {
        var found = reading.Pages.Where(page => page.Page == number).ToList();
        if (found is not [var page])
        {
            return Judgement<ActePage>.Refuse(found is [] ? "the page is missing from the answer" : "the page is returned more than once");
        }

        if (string.IsNullOrWhiteSpace(page.Text))
        {
            return hasInk.GetValueOrDefault(number, true)
                ? Judgement<ActePage>.Refuse("nothing was read on a page with writing")
                : Judgement<ActePage>.Of(page, []);
        }

        return ReadingLoops.Find(page) is { } loop ? Judgement<ActePage>.Refuse(loop) : Compared(page, [.. FindDoubts(page, reading, requestedNumber)], reading, said, policy);
    }

    private static Judgement<ActePage> Compared(ActePage page, IReadOnlyList<Doubt> doubts, ActePages reading, DeedTestimony? said, UnwitnessedPolicy policy)
    {
        if (said is null)
        {
            return Judgement<ActePage>.Of(page, doubts);
        }

        var others = reading.Pages.Where(other => other.Page != page.Page).DistinctBy(other => other.Page).ToDictionary(other => other.Page, other => other.Text);
        var found = DeedComparison.Of(page.Text, said, others).AsShown(said);
        return Judgement<ActePage>.Of(page, [.. doubts, .. OfAnotherKind(page, said), .. found.Doubts, .. UnwitnessedDeed.Find(found.Page, said, policy)]) with { Values = found.Values };
    }

    /// <summary>An index reads well as a deed: every word of it stands where it was read.</summary>
    private static IEnumerable<Doubt> OfAnotherKind(ActePage page, DeedTestimony said) =>
        page.Page is 1 && said.Words.Said is { } words && IndexTableReader.Read(words) is { IsIndex: true }
            ? [Doubt.Of(Remark.Of("doubt.is_index"), againMayHelp: false)]
            : [];

    private static IEnumerable<Doubt> FindDoubts(ActePage page, ActePages reading, string? requestedNumber)
    {
        var marked = page.Text.Split(Illegible).Length - 1;
        if (marked != page.IllegibleCount)
        {
            yield return Doubt.Of(Remark.Of("doubt.illegible_count", new() { ["counted"] = page.IllegibleCount, ["marked"] = marked }));
        }
        else if (marked >= ManyIllegible)
        {
            yield return Doubt.Of(Remark.Of("doubt.illegible", new() { ["marked"] = marked }), againMayHelp: false);
        }

        if (page.Blank)
        {
            yield return Doubt.Of(Remark.Of("doubt.blank_with_text"));
        }

        if (OrderedNumber.FindOther(reading.Deed, page.Page, requestedNumber) is { } other)
        {
            yield return Doubt.Of(other);
        }
    }

    private static ActeJudgement RefuseAll(IEnumerable<int> asked, string reason, bool isWithheld = false, bool isTooLarge = false) =>
        new(null, asked.ToDictionary(page => page, _ => Judgement<ActePage>.Refuse(reason, isWithheld, isTooLarge)));
}
