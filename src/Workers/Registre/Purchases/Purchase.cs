using System.Text.Json.Nodes;
using Workers.Database;
using Workers.Documents;
using Workers.Jobs.Outcomes;
using Workers.Progress;
using Workers.Registre.Consultations;

namespace Workers.Registre.Purchases;

/// <summary>One document from its row to the store: bought at most once, resumed from its last certain step.</summary>
internal sealed class Purchase(PurchaseContext context)
{
    private const int Logins = 2;
    private static readonly TimeSpan WaitForOther = TimeSpan.FromSeconds(15);

    /// <exception cref="RegistreFailure">Not had, for a reason of the registry, its site or the browser.</exception>
    /// <exception cref="DatabaseException">The ledger does not answer.</exception>
    /// <exception cref="DocumentStoreException">The store does not take it; the bytes stay on disk.</exception>
    /// <exception cref="OperationCanceledException">The job must end; nothing is lost.</exception>
    public async Task<JobOutcome> RunAsync()
    {
        context.Report(Stages.Login, 5);
        var begun = await context.Ledger.BeginAsync(context.Request, context.Claim, context.Options.Reuse, context.Job.Stop);
        if (begun is not { Consultation: { } consultation })
        {
            throw new OperationCanceledException("The claim is no longer held.");
        }

        var copy = begun.Verdict is BeginVerdict.Open ? await context.Copies.FindAsync(consultation.Id, context.Job.Stop) : null;
        switch (ConsultationStep.Next(begun, copy is not null, context.MachineId, context.Options.Unseen))
        {
            case ConsultationMove.Buy:
                return await StoreAsync(consultation.Id, await BuyAsync(consultation.Id));
            case ConsultationMove.Upload:
                await context.Ledger.ReceiveAsync(consultation.Id, copy!, PurchaseContext.Insist, context.Job.Stop);
                return await StoreAsync(consultation.Id, copy!);
            case ConsultationMove.Reuse:
                return await ReuseAsync(consultation);
            case ConsultationMove.LookUp:
                return await LookUpAsync(consultation);
            case ConsultationMove.Wait:
                return new JobOutcome.HandedBack(HandBackReason.ResourceLost, $"document {consultation.JobId} is buying the same", WaitForOther);
            case ConsultationMove.GoHome:
                return new JobOutcome.HandedBack(HandBackReason.ResourceLost, $"its bytes lie on the disk of another server ({consultation.MachineId})",
                    Home: new(consultation.MachineId!, context.Options.Unseen - consultation.Age));
            default:
                throw RegistreFailure.Business(OutcomeCodes.WrongDocument, "verify", consultation.Note ?? "the registry delivered another document; look at it, then allow the repurchase");
        }
    }

    private async Task<LocalCopy> BuyAsync(Guid consultation)
    {
        for (var left = Logins; ; left--)
        {
            var started = context.Time.GetUtcNow();
            try
            {
                return await SubmitAsync(consultation);
            }
            catch (RegistreFailure expired) when (expired.Fault is RegistreFault.SessionExpired && left > 1)
            {
                context.Session.LoggedOut();
            }
            catch (PurchaseInDoubt doubt)
            {
                context.Session.LoggedOut();
                if (await RecoverAsync(consultation, context.Session.Account.Code, started, context.Time.GetUtcNow() - started, doubt) is { } copy)
                {
                    return copy;
                }

                if (left == 1)
                {
                    throw doubt.Cause;
                }
            }
        }
    }

    private async Task<LocalCopy> SubmitAsync(Guid consultation)
    {
        await using var tab = await context.Session.EnterAsync(only: null, context.Job.Stop);
        try
        {
            return await new Submission(context).RunAsync(tab, consultation);
        }
        catch (RegistreFailure failure)
        {
            failure.Evidence ??= await context.Evidence.SaveAsync(tab, context.Job.Job, failure.Step);
            throw;
        }
        catch (PurchaseInDoubt doubt)
        {
            doubt.Cause.Evidence ??= await context.Evidence.SaveAsync(tab, context.Job.Job, doubt.Cause.Step);
            throw;
        }
    }

    /// <summary>An invoice that is there and a document that does not come is tried again, at no cost, while attempts are left.</summary>
    private async Task<LocalCopy?> RecoverAsync(Guid consultation, string account, DateTimeOffset submitted, TimeSpan age, PurchaseInDoubt? doubt)
    {
        var recovery = new Recovery(context);
        try
        {
            return await recovery.RunAsync(consultation, account, submitted, age, doubt);
        }
        catch (RegistreFailure failure) when (FailureOutcome.EndsRecovery(failure, context.IsLastAttempt))
        {
            var uncertain = await recovery.UncertainAsync(consultation, doubt is null ? failure.Message : $"{doubt.Message}; {failure.Message}");
            uncertain.Evidence = failure.Evidence ?? doubt?.Cause.Evidence;
            throw uncertain;
        }
    }

    private async Task<JobOutcome> LookUpAsync(Consultation consultation)
    {
        // What was once settled as uncertain does not wait again.
        var age = consultation.State is ConsultationState.Submitting ? consultation.Age : TimeSpan.MaxValue;
        var copy = await RecoverAsync(consultation.Id, consultation.Account, consultation.SubmittingAt ?? context.Job.Job.CreatedAt, age, doubt: null);
        return await StoreAsync(consultation.Id, copy!);
    }

    private async Task<JobOutcome> StoreAsync(Guid consultation, LocalCopy copy)
    {
        // Everything is safe on disk; a job that must end is continued from here.
        context.Job.Stop.ThrowIfCancellationRequested();
        var facts = copy.Facts;
        if (facts.NamedInstead is { } other)
        {
            var why = $"the registry delivered {other} instead of {context.Request.Number} ({context.Request.Circonscription})";
            await context.Ledger.SettleAsync(consultation, context.Claim, ConsultationState.Rejected, why, PurchaseContext.Insist, context.Job.Stop);
            throw RegistreFailure.Business(OutcomeCodes.WrongDocument, "verify", why);
        }

        context.Report(Stages.Upload, 90);
        var name = new DocumentName(
            context.Request.Source, context.Request.Number, context.Request.Circonscription, context.Request.Cadastre, facts.ContentSha256);
        var path = await context.Store.PutAsync(name, copy.Path, context.Job.Stop);
        await context.Ledger.StoreAsync(consultation, path, facts.ContentSha256, PurchaseContext.Insist, context.Job.Stop);
        context.Copies.Remove(consultation);
        context.Report(Stages.Upload, 100);
        return new JobOutcome.Stored(new(path, facts.ContentSha256, facts.Bytes, facts.Pages, Details(facts.Obtained)));
    }

    /// <summary>An object that is certainly gone is forgotten, and the document bought like a new one.</summary>
    private async Task<JobOutcome> ReuseAsync(Consultation stored)
    {
        var file = Path.Combine(context.Downloads, $"{stored.Id:D}.reused.pdf");
        try
        {
            await context.Store.FetchAsync(stored.SupabasePath!, context.Request.Source, file, context.Job.Stop);
            if (await LocalCopies.HashAsync(file, context.Job.Stop) != stored.ContentSha256)
            {
                throw new DocumentStoreException($"{stored.SupabasePath} holds other bytes than were stored", missing: true);
            }
        }
        catch (DocumentStoreException gone) when (gone.Missing)
        {
            await context.Ledger.ForgetAsync(stored.Id, gone.Message, context.Job.Stop);
            return await RunAsync();
        }
        finally
        {
            File.Delete(file);
        }

        var obtained = new JsonObject { ["source"] = "already stored", ["consultation"] = stored.Id };
        return new JobOutcome.Stored(new(stored.SupabasePath!, stored.ContentSha256!, stored.Bytes ?? 0, stored.Pages ?? 0, Details(obtained)));
    }

    private JsonObject Details(JsonObject? obtained) => new() { ["requested"] = context.Requested(), ["obtained"] = obtained?.DeepClone() };
}
