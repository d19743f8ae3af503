using Workers.Gemini;
using Workers.Ocr.Acceptance;
using Workers.Ocr.Pages;
using Workers.Ocr.Readings;
using Workers.Ocr.Spending;

namespace Workers.Ocr.Readers;

/// <summary>
/// A doubtful page is asked again until the gate is satisfied or the asks are used up; the best of what came is kept. A reading that may count is
/// paid: where the model does not answer when it is asked again, or the budget is met, that reading stands with its doubts.
/// </summary>
internal static class PageLoop
{
    /// <summary>A page that the model withholds in both its views is not asked whole a third time.</summary>
    private const int MostWithheld = 2;

    /// <summary>One ask: what came of it, and what it cost.</summary>
    public delegate Task<(Judgement<T> Judgement, PageCost Cost)> Ask<T>(AskPlan plan, IReadOnlyList<string>? refusedFor)
        where T : class;

    /// <summary>The last resort for a page that is withheld, or whose picture is too large: asked in parts.</summary>
    public delegate Task<(Judgement<T> Judgement, PageCost Cost)> AskInParts<T>()
        where T : class;

    /// <param name="first">1, or 2 when the page was already asked as part of a larger call.</param>
    /// <param name="best">What that call gave.</param>
    /// <param name="cost">What that call cost for this page.</param>
    /// <param name="unasked">Told why a page that has a reading was not asked again.</param>
    /// <returns>The result, or why the page was refused at the last ask.</returns>
    public static async Task<(PageResult<T>? Result, string? Refusal)> RunAsync<T>(
        Guid jobId, int first, int asks, double temperature, Judgement<T>? best, PageCost cost, Ask<T> ask, AskInParts<T>? askInParts = null,
        Action<Exception>? unasked = null)
        where T : class
    {
        var (made, view, withheld) = (first - 1, PageView.Prepared, best is { IsWithheld: true } ? 1 : 0);
        var most = askInParts is null ? int.MaxValue : MostWithheld;
        // The same picture is not taken a second time.
        var isTooLarge = false;
        for (var number = first; number <= asks && withheld < most && !isTooLarge && best?.Verdict is not (Verdict.Accepted or Verdict.Uncertain); number++)
        {
            var plan = AskPlan.For(number, temperature);
            Judgement<T> judgement;
            PageCost price;
            try
            {
                (judgement, price) = await ask(plan, best?.Told);
            }
            catch (Exception refused) when (best is { Reading: not null } && refused is (GeminiException or ReadingBudgetException))
            {
                unasked?.Invoke(refused);
                break;
            }

            (cost, made, withheld, isTooLarge) = (cost + price, number, withheld + (judgement.IsWithheld ? 1 : 0), judgement.IsTooLarge);
            var better = best?.Or(judgement) ?? judgement;
            view = ReferenceEquals(better, best) ? view : better.View ?? plan.View;
            best = better;
        }

        if ((withheld > 0 || isTooLarge) && best is { Reading: null } && askInParts is not null)
        {
            var (judgement, price) = await askInParts();
            (best, cost, made, view) = (judgement, cost + price, made + 1, PageView.InParts);
        }

        return best is { Reading: { } reading }
            ? (new(jobId, reading, best.Reasons, made, view, cost)
            {
                Remarks = best.Remarks,
                Disputes = best.Disputes,
                Named = best.Named,
                Values = best.Values,
                AsRead = best.AsRead,
                Repairs = best.Repairs,
                StandIn = best.StandIn,
                IsUnread = best.IsUnread,
                HasUnread = best.HasUnread,
            }, null)
            : (null, best is null ? "not asked" : string.Join(", ", best.Reasons));
    }
}
