using System.Text.Json.Nodes;
using Workers.Jobs.Outcomes;
using Workers.Registre.Consultations;
using Workers.Registre.Matching;
using Workers.Registre.Site;

namespace Workers.Registre.Purchases;

/// <summary>
/// Looks for a document that may have been paid for among the account's invoices, from where it opens again at no cost.
/// Not finding it proves nothing, so it is never bought again without an operator's word.
/// </summary>
internal sealed class Recovery(PurchaseContext context)
{
    private const string Step = "invoices";

    /// <summary>The longest pause between two looks at invoices that may still grow.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(30);

    /// <param name="submitted">When the request that may have billed was sent.</param>
    /// <param name="account">The account it was sent with.</param>
    /// <param name="age">How long ago that was.</param>
    /// <param name="doubt">What happened to it; null when an earlier attempt left it behind.</param>
    /// <returns>The bytes; null when the site had refused the request and shows no invoice: nothing was billed.</returns>
    /// <exception cref="RegistreFailure">Not found yet, not found (uncertain), or found and not to be received now.</exception>
    public async Task<LocalCopy?> RunAsync(Guid consultation, string account, DateTimeOffset submitted, TimeSpan age, PurchaseInDoubt? doubt)
    {
        await using var tab = await context.Session.EnterAsync(account, context.Job.Stop);
        try
        {
            var history = new InvoiceHistoryPage(tab);
            await history.OpenAsync();
            var row = InvoiceMatch.Decide(await history.ReadAsync(), context.Request, submitted);
            if (row is null)
            {
                return doubt is { Refused: true } ? await NothingBilledAsync(consultation, doubt)
                    : age < context.Options.InvoiceWait ? throw Pending(context.Options.InvoiceWait - age)
                    : throw await UncertainAsync(consultation, doubt?.Message);
            }

            using var paidStep = tab.Shield(context.Options.PaidStepBound);
            await history.ReopenAsync(row, context.Options.ViewerTimeout);
            var obtained = new JsonObject { ["account"] = account, ["source"] = "invoices", ["invoice"] = string.Join(" | ", row.Cells) };
            return await new Reception(context).ReceiveAsync(tab, consultation, InvoiceMatch.AsSpelled(row, context.Request), obtained);
        }
        catch (RegistreFailure failure)
        {
            failure.Evidence ??= await context.Evidence.SaveAsync(tab, context.Job.Job, failure.Step);
            if (failure.Fault is RegistreFault.SessionExpired)
            {
                context.Session.LoggedOut();
            }

            throw;
        }
    }

    /// <summary>Ends a purchase that only an operator may start again.</summary>
    public async Task<RegistreFailure> UncertainAsync(Guid consultation, string? cause)
    {
        var why = cause is null ? "an earlier attempt sent the request and did not live to see the answer" : $"the request was sent, then: {cause}";
        await context.Ledger.SettleAsync(consultation, context.Claim, ConsultationState.Uncertain, why, PurchaseContext.Insist, CancellationToken.None);
        return RegistreFailure.Business(
            OutcomeCodes.PurchaseUncertain, Step, $"the document may have been bought and could not be received ({why}); look at the account's invoices, then allow the repurchase");
    }

    /// <summary>The site may still be working on the request, or who sent it may be about to.</summary>
    private static RegistreFailure Pending(TimeSpan left) =>
        new(RegistreFault.InvoicePending, Step, "the request that bills was sent and its invoice is not there yet") { RetryAfter = left < LookAgain ? left : LookAgain };

    private async Task<LocalCopy?> NothingBilledAsync(Guid consultation, PurchaseInDoubt doubt)
    {
        await context.Ledger.SettleAsync(consultation, context.Claim, ConsultationState.Prepared, doubt.Message, PurchaseContext.Insist, CancellationToken.None);
        return null;
    }
}
