using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Workers.Jobs.Outcomes;
using Workers.Progress;
using Workers.Registre.Browser;
using Workers.Registre.Consultations;
using Workers.Registre.Matching;
using Workers.Registre.Recognition;
using Workers.Registre.Site;

namespace Workers.Registre.Purchases;

/// <summary>
/// From a search to the document's bytes. Every request that may bill goes through one gate: account budget, lease left,
/// and the ledger's <i>submitting</i>, committed just before. What the site then shows decides: nothing billed (and the
/// ledger says so), the document, or doubt.
/// </summary>
/// <param name="earlier">The request that the ledger names for the consultation, if any.</param>
/// <param name="paid">This purchase among the paid steps of the process.</param>
internal sealed partial class Submission(PurchaseJob job, PurchaseServices services, Guid consultation, Guid? earlier, PaidStep paid)
{
    private const int MostPages = 6;
    private const int MostRows = 1000;
    private static readonly TimeSpan LeasePause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan NoticeBound = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LeaseWait = TimeSpan.FromSeconds(15);

    private readonly JsonObject _obtained = [];
    private long _sentAt;
    private RecognisedPage? _answered;

    /// <summary>The last request's name in the ledger; null before the first.</summary>
    public Guid? Last { get; private set; }

    /// <summary>Since the last request was sent.</summary>
    public TimeSpan Age => services.Time.GetElapsedTime(_sentAt);

    /// <returns>Refused where nothing was billed.</returns>
    /// <exception cref="RegistreFailure">The search could not be filled in, or the next request not be prepared: nothing was billed.</exception>
    public async Task<PurchaseResult> RunAsync(SiteTab tab)
    {
        services.Progress.Report(job.Running, Stages.Search, 20);
        var search = new SearchPage(tab, job.Request.Source);
        var filled = await search.FillAsync(job.Request);
        var spelled = job.Request with { Circonscription = filled.Circonscription, Cadastre = filled.Cadastre, Designation = filled.Designation };
        if (filled.Corrections.Count > 0)
        {
            var corrected = string.Join(", ", filled.Corrections.Select(name => $"{name.What} '{name.Wanted}' was taken as '{name.Chosen}'"));
            _obtained["corrected"] = corrected;
            LogCorrected(services.Logger, corrected);
        }

        if (await FindElsewhereAsync(spelled) is { } elsewhere)
        {
            return elsewhere;
        }

        _obtained["account"] = services.Visits.Session.Account.Code;
        _obtained["circonscription"] = filled.Circonscription;
        _obtained["cadastre"] = filled.Cadastre;
        _obtained["designation"] = filled.Designation;

        var (send, before) = await search.ReadyAsync();
        for (var pages = 0; pages < MostPages; pages++)
        {
            if (await WaitForGateAsync() is { } closed)
            {
                return new PurchaseResult.Refused(closed);
            }

            using var paidStep = tab.Shield(services.Options.PaidStepBound);
            try
            {
                if (!await MarkSubmittingAsync())
                {
                    return new PurchaseResult.Refused(Short("the document is no longer held by this worker; nothing was bought"));
                }
            }
            catch (RegistreFailure over) when (over.Fault is RegistreFault.OverBudget)
            {
                await services.Accounts.UnspendAsync(services.Visits.Session.Account, consultation, CancellationToken.None);
                return new PurchaseResult.Refused(over);
            }

            paid.Sent();
            switch (await SendAsync(tab, send, before))
            {
                case SiteReply.Document:
                    return await new Reception(job, services).ReceiveAsync(tab, consultation, Last, spelled, _obtained, viewer: _answered);
                case SiteReply.Doubt doubt:
                    return new PurchaseResult.InDoubt(doubt.Why, doubt.IsTurnedAway);
                case SiteReply.NotSent gone:
                    await SettleAsync(ConsultationState.Prepared, gone.Why.Message);
                    return new PurchaseResult.Refused(gone.Why);
                case SiteReply.Refusal refusal:
                    await MarkRefusedAsync(refusal);
                    return new PurchaseResult.Refused(refusal.Why);
                case SiteReply.Confirmation confirmation:
                    await SettleAsync(ConsultationState.Prepared, "confirmation is asked for");
                    services.Progress.Report(job.Running, Stages.Confirm, 45);
                    (send, before) = await new ConfirmationPage(tab, confirmation.Page).ReadyAsync();
                    break;
                case SiteReply.Choice choice:
                    await SettleAsync(ConsultationState.Prepared, "a choice is asked for");
                    _obtained["message"] = choice.Page.Message;
                    var (list, none) = await ChooseAsync(tab, choice.Page, spelled, filled.Circonscriptions);
                    if (none is not null)
                    {
                        await MarkRefusedAsync(none);
                        return new PurchaseResult.Refused(none.Why);
                    }

                    (send, before) = await list.ReadyAsync();
                    break;
                default:
                    throw new InvalidOperationException("Unknown reply.");
            }
        }

        return new PurchaseResult.Refused(
            new(RegistreFault.SiteChanged, "submit", $"the registry asked more than {MostPages} questions about one document"));
    }

    /// <summary>The same document under other names is one purchase: that of the names in the site's lists.</summary>
    private async Task<PurchaseResult.Elsewhere?> FindElsewhereAsync(DocumentRequest spelled)
    {
        if (spelled.Key == job.Request.Key)
        {
            return null;
        }

        var begun = await services.Ledger.BeginAsync(spelled, job.Claim, services.Options.Reuse, job.Stop, asked: job.Request);
        if (begun.Consultation is not { } meant || meant.Id == consultation)
        {
            return null;
        }

        await services.Ledger.SettleAsync(
            consultation, job.Claim, earlier, ConsultationState.Abandoned, $"the same document as {spelled.Key}", PurchaseServices.Insist, job.Stop);
        return new(begun);
    }

    /// <summary>Waits for the account's turn and for enough lease, both of which may end the attempt at no cost.</summary>
    /// <returns>Null when the gate is open.</returns>
    private async Task<RegistreFailure?> WaitForGateAsync()
    {
        var account = services.Visits.Session.Account;
        if (services.Gate.FindClosed(account.Code) is { } closed)
        {
            return closed;
        }

        await services.Accounts.SpendAsync(account, consultation, job.Stop);
        var started = services.Time.GetTimestamp();
        while (job.Running.LeaseLeft < ConsultationStep.LeaseNeeded)
        {
            if (services.Time.GetElapsedTime(started) > LeaseWait)
            {
                return Short("too little is left of the lease to buy anything");
            }

            await Task.Delay(LeasePause, services.Time, job.Stop);
        }

        // Counted before it is asked: who sees that nothing is in flight after a pause came into force can rely on it.
        paid.Begin();
        return services.Gate.FindClosed(account.Code);
    }

    private Task<bool> MarkSubmittingAsync()
    {
        job.Stop.ThrowIfCancellationRequested();
        var submission = Guid.NewGuid();
        (Last, _sentAt) = (submission, services.Time.GetTimestamp());
        return services.Ledger.MarkSubmittingAsync(
            consultation, job.Claim, submission, services.Visits.Session.Account.Code, PurchaseServices.Insist, CancellationToken.None);
    }

    /// <summary>Sends what may bill. Whatever goes wrong is doubt, but for a request that certainly never left.</summary>
    private async Task<SiteReply> SendAsync(SiteTab tab, Func<TimeSpan, Task> send, PageSight before)
    {
        var bound = services.Options.ConfirmTimeout + services.Options.ViewerTimeout;
        _sentAt = services.Time.GetTimestamp();
        try
        {
            tab.AnswersYes = true;
            await send(bound);
            var page = _answered = await tab.RecogniseAsync("submit", bound, before);
            return tab.HasDownload ? new SiteReply.Document() : SiteReply.Read(page, tab.Way, services.Visits.Session.LoginPath);
        }
        catch (RegistreFailure failure)
        {
            return await ReadNoticeAsync(tab, failure) ?? SiteReply.Without(failure);
        }
        finally
        {
            tab.AnswersYes = false;
        }
    }

    /// <summary>A server that serves nobody may say on its page why.</summary>
    private async Task<SiteReply?> ReadNoticeAsync(SiteTab tab, RegistreFailure failure)
    {
        if (failure is not { Fault: RegistreFault.SiteUnavailable, IsOutage: true })
        {
            return null;
        }

        try
        {
            var page = await tab.RecogniseAsync("submit", NoticeBound);
            return page.Kind is PageKind.Closed ? SiteReply.Read(page, tab.Way, services.Visits.Session.LoginPath) : null;
        }
        catch (RegistreFailure)
        {
            return null;
        }
    }

    /// <param name="wanted">In the site's own spelling, which is that of the list.</param>
    /// <returns>The page of the list on which a document is chosen, and why none is.</returns>
    /// <exception cref="RegistreFailure">Another page came in the place of the list's next: nothing was billed.</exception>
    private async Task<(ChoiceList List, SiteReply.Refusal? None)> ChooseAsync(
        SiteTab tab, RecognisedPage page, DocumentRequest wanted, IReadOnlyList<string> circonscriptions)
    {
        var list = new ChoiceList(tab, page);
        List<SimilarRow> offered = [.. list.Rows];
        var isCut = list.IsCut;
        while (true)
        {
            var (position, none) = ListedDocument.Decide(list.Rows, wanted, circonscriptions);
            if (position is { } chosen)
            {
                _obtained["chosen"] = list.Rows[chosen].Text;
                _obtained["offered"] = offered.Count;
                await list.ChooseAsync(chosen);
                return (list, null);
            }

            if (none is not { Outcome: OutcomeCodes.NotFound } || list.Next is not { } next || offered.Count > MostRows)
            {
                return (list, none is null ? null : SiteReply.NotListed(none, isCut || list.Next is not null));
            }

            await list.TurnPageAsync(next);
            var following = await tab.RecogniseAsync("choice", tab.Options.PageTimeout);
            list = following.Kind is PageKind.List ? new(tab, following) : throw SitePage.Unexpected(following, "choice", "the next page of the list");
            offered.AddRange(list.Rows);
            isCut |= list.IsCut;
        }
    }

    private async Task MarkRefusedAsync(SiteReply.Refusal refusal)
    {
        await SettleAsync(refusal.IsFinal ? ConsultationState.Abandoned : ConsultationState.Prepared, refusal.Said);
        await services.Accounts.UnspendAsync(services.Visits.Session.Account, consultation, CancellationToken.None);
    }

    private Task SettleAsync(ConsultationState state, string note) =>
        services.Ledger.SettleAsync(consultation, job.Claim, Last, state, note, PurchaseServices.Insist, CancellationToken.None);

    private static RegistreFailure Short(string why) => new(RegistreFault.LeaseShort, "submit", why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A name of the request has a typing error: {Corrected}. Correct it at the office.")]
    private static partial void LogCorrected(ILogger logger, string corrected);
}
