using Workers.Registre.Browser;

namespace Workers.Registre.Purchases;

/// <summary>Visits of one worker to the site: a tab of a client who is logged in, and the evidence of what a visit failed at, or last ended well with.</summary>
internal sealed class SiteVisits(RegistreSession session, Evidence evidence)
{
    public RegistreSession Session => session;

    /// <param name="only">The only one that will do; null for any.</param>
    /// <param name="act">What is done in the tab.</param>
    /// <param name="failed">What it means for the purchase when the site or the browser ends the visit.</param>
    public async Task<PurchaseResult> RunAsync(
        PurchaseJob job, string? only, Func<SiteTab, Task<PurchaseResult>> act, Func<RegistreFailure, PurchaseResult> failed)
    {
        var result = await VisitAsync(job, only, act, failed);
        PurchaseMetrics.Visited(job.Running.Environment, result);
        return result;
    }

    private async Task<PurchaseResult> VisitAsync(
        PurchaseJob job, string? only, Func<SiteTab, Task<PurchaseResult>> act, Func<RegistreFailure, PurchaseResult> failed)
    {
        SiteTab tab;
        try
        {
            tab = await session.EnterAsync(only, job.Stop, async (tab, why) => why.Evidence = await evidence.SaveAsync(tab, session.Account, job.Row, why.Step));
        }
        catch (RegistreFailure failure)
        {
            return failed(failure);
        }

        var account = session.Account;
        var keep = () => Task.CompletedTask;
        try
        {
            var result = await ActAsync(tab, act, failed);
            if (result.Failure is { } why)
            {
                why.Evidence ??= await evidence.SaveAsync(tab, account, job.Row, why.Step);
            }
            else if (result is PurchaseResult.Received && !job.Stop.IsCancellationRequested)
            {
                // The bytes are on disk and in the ledger: nothing can be lost any more.
                keep = () => evidence.SaveLastAsync(tab, account);
            }

            return result;
        }
        finally
        {
            session.Finish(tab, keep);
        }
    }

    private static async Task<PurchaseResult> ActAsync(
        SiteTab tab, Func<SiteTab, Task<PurchaseResult>> act, Func<RegistreFailure, PurchaseResult> failed)
    {
        try
        {
            return await act(tab);
        }
        catch (RegistreFailure failure)
        {
            return failed(failure);
        }
    }
}
