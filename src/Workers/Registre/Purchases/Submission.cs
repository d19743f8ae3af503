using System.Text.Json.Nodes;
using Workers.Jobs;
using Workers.Jobs.Outcomes;
using Workers.Progress;
using Workers.Registre.Browser;
using Workers.Registre.Consultations;
using Workers.Registre.Matching;
using Workers.Registre.Site;

namespace Workers.Registre.Purchases;

/// <summary>
/// From a search to the document's bytes. Every request that may bill goes through one gate: account budget, lease left,
/// and the ledger's <i>submitting</i>, committed just before. What the site then shows decides: nothing billed (and the
/// ledger says so), the document, or doubt.
/// </summary>
internal sealed class Submission(PurchaseContext context)
{
    private const int MostPages = 6;
    private static readonly TimeSpan LeasePause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LeaseWait = TimeSpan.FromSeconds(15);

    private readonly JsonObject _obtained = [];

    /// <exception cref="RegistreFailure">Nothing was billed.</exception>
    /// <exception cref="PurchaseInDoubt">Something may have been billed and did not arrive.</exception>
    public async Task<LocalCopy> RunAsync(SiteTab tab, Guid consultation)
    {
        context.Report(Stages.Search, 20);
        var page = new SearchPage(tab, context.Request.Source);
        var filled = await page.FillAsync(context.Request);
        var spelled = context.Request with { Circonscription = filled.Circonscription, Cadastre = filled.Cadastre, Designation = filled.Designation };
        _obtained["account"] = context.Session.Account.Code;
        _obtained["circonscription"] = filled.Circonscription;
        _obtained["cadastre"] = filled.Cadastre;
        _obtained["designation"] = filled.Designation;

        Func<TimeSpan, Task> submit = page.SubmitAsync;
        for (var pages = 0; pages < MostPages; pages++)
        {
            await WaitForGateAsync(consultation);
            using var paidStep = tab.Shield(context.Options.PaidStepBound);
            await CommitAsync(consultation);
            var landing = await SendAsync(tab, consultation, submit);
            if (landing.Kind is PageKind.Viewer)
            {
                return await ReceiveAsync(tab, consultation, spelled);
            }

            submit = await ContinueAsync(tab, consultation, landing);
        }

        throw new RegistreFailure(RegistreFault.SiteChanged, "submit", $"the registry asked more than {MostPages} questions about one document");
    }

    private async Task<LocalCopy> ReceiveAsync(SiteTab tab, Guid consultation, DocumentRequest spelled)
    {
        try
        {
            return await new Reception(context).ReceiveAsync(tab, consultation, spelled, _obtained);
        }
        catch (RegistreFailure failure) when (failure.Fault is not RegistreFault.Business)
        {
            throw new PurchaseInDoubt(failure);
        }
    }

    /// <summary>Waits for the account's turn and for enough lease, both of which may end the attempt at no cost.</summary>
    private async Task WaitForGateAsync(Guid consultation)
    {
        await context.Accounts.SpendAsync(context.Session.Account, consultation, context.Job.Stop);
        var started = context.Time.GetTimestamp();
        while (context.Job.LeaseLeft < ConsultationStep.LeaseNeeded)
        {
            if (context.Time.GetElapsedTime(started) > LeaseWait)
            {
                throw new RegistreFailure(RegistreFault.LeaseShort, "submit", "too little is left of the lease to buy anything");
            }

            await Task.Delay(LeasePause, context.Time, context.Job.Stop);
        }
    }

    private async Task CommitAsync(Guid consultation)
    {
        context.Job.Stop.ThrowIfCancellationRequested();
        if (!await context.Ledger.SubmitAsync(consultation, context.Claim, Guid.NewGuid(), context.Session.Account.Code, CancellationToken.None))
        {
            throw new RegistreFailure(RegistreFault.LeaseShort, "submit", "the document is no longer held by this worker; nothing was bought");
        }
    }

    private async Task<PageSnapshot> SendAsync(SiteTab tab, Guid consultation, Func<TimeSpan, Task> submit)
    {
        try
        {
            await submit(context.Options.ConfirmTimeout + context.Options.ViewerTimeout);
            var landing = await PageSnapshot.ReadAsync(tab, "submit");
            return landing switch
            {
                { HasLogin: true } => throw new PurchaseInDoubt(
                    new(RegistreFault.SessionExpired, "submit", landing.Message ?? "the registry asked to log in again"), refused: true),
                { Kind: PageKind.Other, Answer: SiteAnswer.Unknown or SiteAnswer.None } or { Kind: PageKind.Form, Message: null } =>
                    throw new PurchaseInDoubt(new(RegistreFault.SiteChanged, "submit", $"the registry answered with an unknown page: {landing.Message ?? landing.Body}")),
                _ => landing,
            };
        }
        catch (RegistreFailure failure) when (failure.Fault is RegistreFault.NotSent)
        {
            await SettleAsync(consultation, ConsultationState.Prepared, failure.Message);
            throw;
        }
        catch (RegistreFailure failure)
        {
            throw new PurchaseInDoubt(failure);
        }
    }

    /// <summary>The site showed that nothing was billed yet: says so in the ledger, and finds what to submit next.</summary>
    private async Task<Func<TimeSpan, Task>> ContinueAsync(SiteTab tab, Guid consultation, PageSnapshot landing)
    {
        switch (landing)
        {
            case { Kind: PageKind.Confirmation }:
                await SettleAsync(consultation, ConsultationState.Prepared, "confirmation is asked for");
                context.Report(Stages.Confirm, 45);
                return new ConfirmationPage(tab).SubmitAsync;
            case { Kind: PageKind.List, Answer: SiteAnswer.None or SiteAnswer.SimilarList or SiteAnswer.Inactive }:
                await SettleAsync(consultation, ConsultationState.Prepared, "a choice is asked for");
                _obtained["message"] = landing.Message;
                return await ChooseAsync(tab, consultation);
            default:
                throw await RefusedAsync(consultation, landing);
        }
    }

    private async Task<Func<TimeSpan, Task>> ChooseAsync(SiteTab tab, Guid consultation)
    {
        var list = new ChoiceList(tab);
        var rows = await list.ReadAsync();
        var position = context.Request.Source is DocumentSource.Acte
            ? (await OneOfAsync(consultation, SimilarActs.Decide(rows, context.Request.Number, context.Request.ActeType))).Position
            : PlanChoice.Decide([.. rows.Select(row => new PlanRow(row.Position, row.Text))])?.Position;
        if (position is { } chosen)
        {
            _obtained["chosen"] = rows[chosen].Text;
            _obtained["offered"] = rows.Count;
            await list.ChooseAsync(chosen);
        }

        return list.SubmitAsync;
    }

    private async Task<SimilarRow> OneOfAsync(Guid consultation, SimilarChoice choice)
    {
        var (outcome, message, candidates) = choice switch
        {
            SimilarChoice.Take take => (null, "", []),
            SimilarChoice.PaperOnly paper => (OutcomeCodes.PaperOnly, "the document is kept on paper at the registry's office only", paper.Candidates),
            SimilarChoice.NoSuchNumber other => (OutcomeCodes.NotFound, "the registry offers only documents with other numbers", other.Candidates),
            SimilarChoice.Ambiguous several => (OutcomeCodes.Ambiguous, "the registry offers several documents with this number", several.Candidates),
            _ => throw new InvalidOperationException("Unknown choice."),
        };
        if (outcome is null)
        {
            return ((SimilarChoice.Take)choice).Row;
        }

        await EndAsync(consultation, message);
        throw RegistreFailure.Business(outcome, "choice", message, candidates);
    }

    private async Task<RegistreFailure> RefusedAsync(Guid consultation, PageSnapshot landing)
    {
        var said = landing.Message ?? "the registry showed the form again";
        switch (landing.Answer)
        {
            case SiteAnswer.NotFound:
                await EndAsync(consultation, said);
                return RegistreFailure.Business(OutcomeCodes.NotFound, "submit", said);
            case SiteAnswer.PaperOnly:
                await EndAsync(consultation, said);
                return RegistreFailure.Business(OutcomeCodes.PaperOnly, "submit", said);
            default:
                await SettleAsync(consultation, ConsultationState.Prepared, said);
                await context.Accounts.UnspendAsync(context.Session.Account, consultation, CancellationToken.None);
                return landing.Answer switch
                {
                    SiteAnswer.DailyCap => new(RegistreFault.DailyCap, "submit", said) { RetryAfter = TimeSpan.FromMinutes(30) },
                    SiteAnswer.Maintenance => new(RegistreFault.SiteClosed, "submit", $"the registry is closed: {said}"),
                    _ => new(RegistreFault.SiteChanged, "submit", $"the registry refused the request: {said}"),
                };
        }
    }

    private async Task EndAsync(Guid consultation, string note)
    {
        await SettleAsync(consultation, ConsultationState.Abandoned, note);
        await context.Accounts.UnspendAsync(context.Session.Account, consultation, CancellationToken.None);
    }

    private Task SettleAsync(Guid consultation, ConsultationState state, string note) =>
        context.Ledger.SettleAsync(consultation, context.Claim, state, note, PurchaseContext.Insist, CancellationToken.None);
}
