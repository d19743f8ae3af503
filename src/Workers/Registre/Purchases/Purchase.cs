using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Workers.Database;
using Workers.Documents;
using Workers.Hosting.Telemetry;
using Workers.Jobs;
using Workers.Jobs.Outcomes;
using Workers.Office;
using Workers.Pdf;
using Workers.Progress;
using Workers.Registre.Consultations;

namespace Workers.Registre.Purchases;

/// <summary>One document from its row to the store: bought at most once, resumed from its last certain step.</summary>
internal sealed partial class Purchase(PurchaseJob job, PurchaseServices services)
{
    private const int Logins = 2;
    private static readonly TimeSpan WaitForOther = TimeSpan.FromSeconds(15);

    /// <summary>The request that a change of the ledger is about.</summary>
    private Guid? _submission;

    /// <exception cref="DatabaseException">The ledger does not answer.</exception>
    /// <exception cref="DocumentStoreException">The store does not take it; the bytes stay on disk.</exception>
    /// <exception cref="OperationCanceledException">The job must end; nothing is lost.</exception>
    public async Task<JobOutcome> RunAsync()
    {
        services.Progress.Report(job.Running, Stages.Login, 5);
        var begun = await services.Ledger.BeginAsync(job.Request, job.Claim, services.Options.Reuse, job.Stop);
        return await ContinueAsync(begun);
    }

    private async Task<JobOutcome> ContinueAsync(ConsultationBegun begun)
    {
        if (begun is not { Consultation: { } consultation })
        {
            throw new OperationCanceledException("The claim is no longer held.");
        }

        _submission = consultation.Submission;
        var copy = begun.Verdict is BeginVerdict.Open ? await FindCopyAsync(consultation) : null;
        switch (ConsultationStep.Next(begun, copy is not null, services.Ledger.MachineId, services.Options.Unseen))
        {
            case ConsultationMove.Buy when begun.Budget is { } met:
                return WithoutBytes(RegistreFailure.OverBudget(met));
            case ConsultationMove.Buy:
                return await EndAsync(consultation.Id, await BuyAsync(consultation.Id));
            case ConsultationMove.Upload:
                var received = await services.Ledger.MarkReceivedAsync(consultation.Id, _submission, copy!, PurchaseServices.Insist, job.Stop);
                if (consultation.State is not ConsultationState.Received)
                {
                    // Whoever received them did not live to write it down.
                    PurchaseMetrics.Received(job.Running.Environment, job.Request.Source, received.PriceCad);
                }

                return await StoreAsync(consultation.Id, copy!, received.Accepted);
            case ConsultationMove.Reuse:
                return await ReuseAsync(consultation);
            case ConsultationMove.LookUp:
                var found = Judged(await LookUpAsync(consultation));

                // It may be bought again, and the invoices do not show it.
                return found is PurchaseResult.Refused ? await RunAsync() : await EndAsync(consultation.Id, found);
            case ConsultationMove.Wait:
                return new JobOutcome.HandedBack(HandBackReason.ResourceLost, $"document {consultation.JobId} is buying the same", WaitForOther);
            case ConsultationMove.GoHome:
                var left = services.Options.Unseen - consultation.Age;
                return new JobOutcome.HandedBack(
                    HandBackReason.ResourceLost,
                    $"its {(consultation.IsAccepted ? "accepted " : "")}bytes lie on the disk of another server ({consultation.MachineId}){(left > TimeSpan.Zero ? "" : ", which has not been seen for long: start it, or cancel the document")}",
                    Home: new(consultation.MachineId!, left > TimeSpan.Zero ? left : services.Options.Unseen));
            case ConsultationMove.TellGone:
                return await RejectAsync(
                    consultation.Id,
                    Remark.Of("why.bytes_gone"));
            default:
                return WithoutBytes(Wrong(WhyRejected(consultation)));
        }
    }

    /// <summary>
    /// The copy on this disk, where it is whole and what the ledger knows; any other is set aside, and the invoices are asked. So is one that was never proven, once an
    /// operator refused it.
    /// </summary>
    private async Task<LocalCopy?> FindCopyAsync(Consultation consultation)
    {
        var copy = await services.Copies.FindAsync(consultation.Id, job.Stop);
        var isRefused = consultation is { State: ConsultationState.Uncertain, IsUnproven: true };
        if (!isRefused && copy is not null && (consultation.ContentSha256 ?? copy.Facts.ContentSha256) == copy.Facts.ContentSha256)
        {
            return copy;
        }

        services.Aside.Take(consultation.Id, services.Copies.FileOf(consultation.Id), isRefused ? Reception.Unproven : "damaged");
        return null;
    }

    /// <summary>Sends the request again only where the site showed that nothing was billed, and only when its login was the reason.</summary>
    private async Task<PurchaseResult> BuyAsync(Guid consultation)
    {
        using var span = Spans.Start(Spans.Buy, ActivityKind.Client);
        if (services.Gate.FindClosed() is { } closed)
        {
            return new PurchaseResult.Refused(closed);
        }

        using var paid = services.Paid.Open();
        for (var left = Logins; ; left--)
        {
            var started = services.Time.GetUtcNow();
            var submission = new Submission(job, services, consultation, _submission, paid);
            var result = await services.Visits.RunAsync(job, only: null, submission.RunAsync, failure => new PurchaseResult.Refused(failure));
            _submission = submission.Last ?? _submission;
            switch (result = Judged(result))
            {
                case PurchaseResult.Refused { Why.Fault: RegistreFault.SessionExpired } when left > 1:
                    services.Visits.Session.LoggedOut();
                    break;
                case PurchaseResult.InDoubt doubt:
                    services.Visits.Session.LoggedOut();
                    var known = $"the request was sent, then: {doubt.Why.Message}";
                    await services.Ledger.SettleAsync(consultation, job.Claim, _submission, ConsultationState.Submitting, known, PurchaseServices.Insist, CancellationToken.None, doubt.IsTurnedAway);
                    var sent = new SentRequest(consultation, _submission, services.Visits.Session.Account.Code, started, submission.Age, known, doubt);
                    result = Judged(await new Recovery(job, services, sent).RunAsync());
                    if (result is PurchaseResult.Refused && left > 1)
                    {
                        break;
                    }

                    return result;
                case PurchaseResult.Refused { Why.Fault: RegistreFault.SiteUnavailable or RegistreFault.NotSent }:
                    // The next document enters by the front page, where a site that is away shows as such.
                    services.Visits.Session.LoggedOut();
                    return result;
                default:
                    return result;
            }
        }
    }

    /// <summary>A page that nobody knows ends more than this document; the second document that meets one loses no attempt by it.</summary>
    private PurchaseResult Judged(PurchaseResult result)
    {
        if (result is PurchaseResult.Received)
        {
            services.Unknown.Passed();
        }

        if (result.Failure is { IsUnknownPage: true } unknown
            && services.Unknown.Met(job.Running.Environment, job.Row.Id, unknown, services.Options.ClosedWait)
            && result is PurchaseResult.Refused)
        {
            return new PurchaseResult.Refused(new RegistreFailure(RegistreFault.Parked, unknown.Step, unknown.Message, unknown)
            {
                IsOutage = true,
                Evidence = unknown.Evidence,
                RetryAfter = services.Options.ClosedWait,
            });
        }

        return result;
    }

    private Task<PurchaseResult> LookUpAsync(Consultation consultation)
    {
        var age = consultation.State is ConsultationState.Submitting ? consultation.Age : TimeSpan.MaxValue;
        var sent = new SentRequest(consultation.Id, _submission, consultation.Account, consultation.SubmittingAt ?? job.Row.CreatedAt, age, consultation.Note, MayRepeat: consultation.RepurchaseAllowed, WasClosed: consultation.WasClosed)
        {
            Refused = consultation.IsUnproven ? (string?)consultation.Obtained?["invoice"] : null,
        };
        return new Recovery(job, services, sent).RunAsync();
    }

    private async Task<JobOutcome> EndAsync(Guid consultation, PurchaseResult result) => result switch
    {
        PurchaseResult.Received received => await StoreAsync(consultation, received.Copy),
        PurchaseResult.Elsewhere other => await ContinueAsync(other.Begun),
        PurchaseResult.Refused refused => WithoutBytes(refused.Why),
        PurchaseResult.InDoubt doubt => WithoutBytes(doubt.Why),
        _ => throw new InvalidOperationException("Unknown result."),
    };

    /// <param name="accepted">What a person said of a document that names itself otherwise; it counts for just the bytes that were looked at.</param>
    private async Task<JobOutcome> StoreAsync(Guid consultation, LocalCopy copy, Acceptance? accepted = null)
    {
        // Everything is safe on disk; a job that must end is continued from here.
        job.Stop.ThrowIfCancellationRequested();
        var facts = copy.Facts;
        if (facts.NamedInstead is { } other && accepted?.ContentSha256 != facts.ContentSha256)
        {
            return await RejectAsync(consultation, DeliveredInstead.Of(facts.Obtained, job.Request) ?? DeliveredInstead.Of(other, job.Request));
        }

        using var span = Spans.Start(Spans.Store, ActivityKind.Client);
        services.Progress.Report(job.Running, Stages.Upload, 90);
        var name = new DocumentName(job.Request.Source, job.Request.Number, job.Request.Circonscription, job.Request.Cadastre, facts.ContentSha256);
        var path = await services.Gate.StoreAsync(name, copy, job.Stop);
        await services.Ledger.MarkStoredAsync(consultation, path, facts.ContentSha256, PurchaseServices.Insist, job.Stop);
        Tidy(consultation);
        services.Progress.Report(job.Running, Stages.Upload, 100);
        return new JobOutcome.Stored(new(path, facts.ContentSha256, facts.Bytes, facts.Pages, Details(facts.Obtained, accepted)));
    }

    /// <summary>Billed, and not what was asked for as far as it says: a person looks at it, and keeps it or has it bought again.</summary>
    private async Task<JobOutcome> RejectAsync(Guid consultation, Remark why)
    {
        await services.Ledger.SettleAsync(consultation, job.Claim, _submission, ConsultationState.Rejected, why.Text, PurchaseServices.Insist, job.Stop);
        return WithoutBytes(Wrong(why));
    }

    /// <summary>Nothing of it is needed any more; what the disk keeps is no fault of the document.</summary>
    private void Tidy(Guid consultation)
    {
        try
        {
            services.Copies.Remove(consultation);
            services.Aside.Stored(consultation);
        }
        catch (Exception disk) when (disk is IOException or UnauthorizedAccessException)
        {
            LogLeft(services.Logger, consultation, disk.Message);
        }
    }

    /// <summary>An object that is certainly gone is forgotten, and the document bought like a new one.</summary>
    private async Task<JobOutcome> ReuseAsync(Consultation stored)
    {
        var file = services.Copies.ArrivalOf(stored.Id);
        try
        {
            await services.Store.FetchAsync(stored.SupabasePath!, job.Request.Source, file, job.Stop);
            if (await PdfHash.OfAsync(file, job.Stop) != stored.ContentSha256)
            {
                throw new DocumentStoreException(
                    $"{stored.SupabasePath} holds other bytes than were stored: restore the object, or remove it to have the document bought again.");
            }
        }
        catch (DocumentStoreException gone) when (gone.Missing)
        {
            await services.Ledger.ForgetAsync(stored.Id, gone.Message, job.Stop);
            PurchaseMetrics.BoughtAgain(services.Store.Environment);
            LogBuysAgain(services.Logger, job.Request.Source, job.Request.Number, gone.Message);
            return await RunAsync();
        }
        finally
        {
            File.Delete(file);
        }

        var obtained = new JsonObject { ["source"] = "already stored", ["consultation"] = stored.Id };
        return new JobOutcome.Stored(new(stored.SupabasePath!, stored.ContentSha256!, stored.Bytes ?? 0, stored.Pages ?? 0, Details(obtained, stored.Accepted)));
    }

    private JobOutcome WithoutBytes(RegistreFailure why) => FailureOutcome.Of(why, job.Requested(), services.Options.ClosedWait);

    /// <summary>The ledger keeps its reason in English.</summary>
    private Remark WhyRejected(Consultation consultation) => consultation.Note is not { } note ? Remark.Of("why.another_delivered")
        : Remark.For([note], [Remark.Of("why.bytes_gone"), .. DeliveredInstead.Of(consultation.Obtained, job.Request) is { } instead ? [instead] : Array.Empty<Remark>()]).First();

    private static RegistreFailure Wrong(Remark why) => RegistreFailure.Business(OutcomeCodes.WrongDocument, "verify", why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Source} {Number} was bought and stored, and is certainly gone: it is bought again. {Reason}")]
    private static partial void LogBuysAgain(ILogger logger, DocumentSource source, string number, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The document of purchase {Consultation} is stored, and what was kept of it on this disk could not be removed: {Reason}")]
    private static partial void LogLeft(ILogger logger, Guid consultation, string reason);

    private JsonObject Details(JsonObject? obtained, Acceptance? accepted)
    {
        var details = new JsonObject { ["requested"] = job.Requested(), ["obtained"] = obtained?.DeepClone() };
        if (accepted is not null)
        {
            details["accepted"] = JsonSerializer.SerializeToNode(accepted, DatabaseJson.Options);
        }

        return details;
    }
}
