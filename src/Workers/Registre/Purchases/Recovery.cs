using System.Diagnostics;
using System.Text.Json.Nodes;
using Workers.Hosting.Telemetry;
using Workers.Jobs.Outcomes;
using Workers.Registre.Browser;
using Workers.Registre.Consultations;
using Workers.Registre.Matching;
using Workers.Registre.Site;

namespace Workers.Registre.Purchases;

/// <summary>A request that may have billed.</summary>
/// <param name="Submission">Its name in the ledger; null when the row was never submitted.</param>
/// <param name="Account">It was sent with.</param>
/// <param name="At">When it was sent, at the earliest.</param>
/// <param name="Age">How long ago that was.</param>
/// <param name="Known">What is known of it, as a sentence; null when whoever sent it left no word.</param>
/// <param name="Doubt">What happened to it in this attempt; null when an earlier attempt left it behind.</param>
/// <param name="MayRepeat">It may be bought again when it is not among the invoices.</param>
/// <param name="WasClosed">The last look found the site closed: how long its invoice is waited for begins with this one.</param>
internal sealed record SentRequest(
    Guid Consultation, Guid? Submission, string Account, DateTimeOffset At, TimeSpan Age, string? Known, PurchaseResult.InDoubt? Doubt = null, bool MayRepeat = false, bool WasClosed = false)
{
    /// <summary>The line of an invoice that opened another document, as an operator saw; null for none.</summary>
    public string? Refused { get; init; }

    /// <summary>What was once settled as uncertain does not wait again.</summary>
    public bool Waits => Age != TimeSpan.MaxValue;
}

/// <summary>
/// Looks for a document that may have been paid for among the account's invoices, from where it opens again at no cost.
/// Not finding it proves nothing, so it is bought again only where the site had turned the request away or an operator allows it, and only after this look.
/// </summary>
internal sealed class Recovery(PurchaseJob job, PurchaseServices services, SentRequest sent)
{
    private const string Step = "invoices";

    /// <summary>The longest pause between two looks at invoices that may still grow.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(30);

    /// <returns>
    /// Received; refused only when no invoice shows and the site had turned the request away, so that nothing was billed, or an operator
    /// allowed to buy again; else in doubt: not found yet, found and not to be had now, or given up and left to an operator.
    /// </returns>
    public async Task<PurchaseResult> RunAsync()
    {
        using var span = Spans.Start(Spans.LookUp, ActivityKind.Client);
        var result = await services.Visits.RunAsync(job, sent.Account, LookAsync, failure => new PurchaseResult.InDoubt(failure));
        PurchaseMetrics.LookedUp(job.Running.Environment, result);
        if (sent.Waits && result.Failure is { Fault: RegistreFault.SiteClosed })
        {
            await NoteAsync(SiteSeen.Closed);
        }

        if (result.Failure is { Fault: RegistreFault.SessionExpired or RegistreFault.SiteUnavailable or RegistreFault.NotSent })
        {
            services.Visits.Session.LoggedOut();
        }

        // An invoice that is there and a document that does not come is tried again, at no cost, while attempts are left.
        return result is PurchaseResult.InDoubt { Why: var why } && FailureOutcome.EndsRecovery(why, job.IsLastAttempt)
            ? new PurchaseResult.InDoubt(await GiveUpAsync($"its invoice did not bring it: {why.Message}", why.Evidence ?? sent.Doubt?.Why.Evidence))
            : result;
    }

    private async Task<PurchaseResult> LookAsync(SiteTab tab)
    {
        var history = new InvoiceHistoryPage(tab);
        await history.OpenAsync();
        var rows = await history.ReadAsync();
        if (InvoiceMatch.Decide([.. rows.Where(line => line != RefusedIn(rows))], job.Request, sent.At) is not { Row: var row } found)
        {
            return await NotThereAsync();
        }

        var pending = found.IsNamed ? null : await FindPendingAsync();
        if (!found.IsClear)
        {
            return new PurchaseResult.InDoubt(pending ?? await GiveUpAsync($"an invoice with its number may be it and cannot be told or opened: {row.Text}", sent.Doubt?.Why.Evidence));
        }

        using var paidStep = tab.Shield(services.Options.PaidStepBound);
        await history.ReopenAsync(row, services.Options.ViewerTimeout);
        var obtained = new JsonObject { ["account"] = sent.Account, ["source"] = "invoices", ["invoice"] = row.Text };
        return await new Reception(job, services).ReceiveAsync(
            tab, sent.Consultation, sent.Submission, InvoiceMatch.AsSpelled(row, job.Request), obtained, found.IsNamed ? null : named => Unproven(row, named, pending));
    }

    /// <summary>One line of that text: another one of the same is not refused.</summary>
    private InvoiceRow? RefusedIn(IEnumerable<InvoiceRow> rows) => sent.Refused is null ? null : rows.FirstOrDefault(row => row.Text == sent.Refused);

    /// <summary>While its own invoice may still come, another document by its number says nothing; null when nothing else is looked for any more.</summary>
    private RegistreFailure? Unproven(InvoiceRow row, string named, RegistreFailure? pending) =>
        pending ?? (job.IsLastAttempt ? null : new(RegistreFault.SiteChanged, Step, $"the invoice with this number opens {named}: {row.Text}"));

    private async Task<PurchaseResult> NotThereAsync()
    {
        if (sent.Doubt is { IsTurnedAway: true, Why.Fault: RegistreFault.SessionExpired } refused)
        {
            await SettleAsync(ConsultationState.Prepared, refused.Why.Message);
            return new PurchaseResult.Refused(refused.Why);
        }

        if (await FindPendingAsync() is { } pending)
        {
            return new PurchaseResult.InDoubt(pending);
        }

        if (sent.MayRepeat)
        {
            await SettleAsync(ConsultationState.Abandoned, $"{Known}; its invoice was not there, and it may be bought again");
            return new PurchaseResult.Refused(new(RegistreFault.InvoicePending, Step, "its invoice is not there, and it may be bought again"));
        }

        return new PurchaseResult.InDoubt(await GiveUpAsync($"no invoice of account {sent.Account} shows it", sent.Doubt?.Why.Evidence));
    }

    /// <returns>Null when its invoice must be there.</returns>
    private async Task<RegistreFailure?> FindPendingAsync()
    {
        if (sent.Waits && sent.WasClosed && services.Options.InvoiceWait > TimeSpan.Zero)
        {
            await NoteAsync(SiteSeen.Open);
            return Pending(services.Options.InvoiceWait);
        }

        var left = services.Options.InvoiceWait - sent.Age;
        return left > TimeSpan.Zero ? Pending(left) : null;
    }

    private string Known => sent.Known ?? "an earlier attempt sent the request and did not live to see the answer";

    /// <summary>Ends a purchase that only an operator may start again.</summary>
    private async Task<RegistreFailure> GiveUpAsync(string looked, string? evidence)
    {
        await SettleAsync(ConsultationState.Uncertain, Known);
        var uncertain = RegistreFailure.Business(
            OutcomeCodes.PurchaseUncertain, Step, $"the document may have been bought and could not be received ({Known}; {looked}). 'retry' looks at the invoices again, 'retry --allow-repurchase' buys it when it still is not there");
        uncertain.Evidence = evidence;
        return uncertain;
    }

    /// <summary>The site may still be working on the request, or who sent it may be about to.</summary>
    private static RegistreFailure Pending(TimeSpan left) =>
        new(RegistreFault.InvoicePending, Step, "the request that bills was sent and its invoice is not there yet") { RetryAfter = left < LookAgain ? left : LookAgain };

    private Task NoteAsync(SiteSeen site) => services.Ledger.SettleAsync(
        sent.Consultation, job.Claim, sent.Submission, ConsultationState.Submitting, Known, PurchaseServices.Insist, CancellationToken.None, site: site);

    private Task SettleAsync(ConsultationState state, string note) =>
        services.Ledger.SettleAsync(sent.Consultation, job.Claim, sent.Submission, state, note, PurchaseServices.Insist, CancellationToken.None);
}
