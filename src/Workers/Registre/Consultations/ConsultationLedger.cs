using System.Text.Json.Nodes;
using Workers.Database;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Registre.Matching;
using Workers.Registre.Recognition;

namespace Workers.Registre.Consultations;

/// <summary>
/// What was bought, in one environment's database. Every method is one SQL function and may be repeated; what must
/// not be lost (that bytes were received) is repeated until the database answers or a bound ends it. Every change names
/// the submission that it ends, and an answer that says otherwise than asked is a <see cref="DatabaseException"/>.
/// </summary>
internal sealed class ConsultationLedger(IDatabaseFunctions database, string machineId, SpendingRules rules, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>The disk that this server's paid documents lie on.</summary>
    public string MachineId => machineId;

    /// <param name="asked">The request as it came, once the site's lists showed which document it means.</param>
    /// <exception cref="DatabaseException">No answer.</exception>
    public Task<ConsultationBegun> BeginAsync(DocumentRequest request, ClaimRef claim, TimeSpan reuse, CancellationToken cancellation, DocumentRequest? asked = null) =>
        database.CallAsync<ConsultationBegun>(
            "workers_consultation_begin",
            new
            {
                Environment = database.Environment.Label(),
                JobId = claim.Id,
                claim.ClaimToken,
                MachineId = machineId,
                ReuseSeconds = reuse.TotalSeconds,
                Document = Identity(request),
                Asked = asked is null ? null : Identity(asked),
                Tariff = rules.Tariff.Entries,
                rules.Budgets,
            },
            cancellation);

    /// <summary>To be called immediately before the request that bills, and for each such request.</summary>
    /// <returns>False: the claim is no longer held, or the row is not where a submission may start. Nothing may be submitted.</returns>
    /// <exception cref="RegistreFailure">A budget is used up: nothing may be submitted.</exception>
    /// <exception cref="DatabaseException">No answer: nothing may be submitted.</exception>
    public async Task<bool> MarkSubmittingAsync(Guid id, ClaimRef claim, Guid submission, string account, TimeSpan bound, CancellationToken cancellation)
    {
        var request = new { Id = id, claim.ClaimToken, Submission = submission, Account = account, MachineId = machineId, Tariff = rules.Tariff.Entries, rules.Budgets };
        var answer = await InsistAsync<Submitted>("workers_consultation_submit", request, bound, cancellation);
        if (answer.Accepted)
        {
            return true;
        }

        if (answer.Budget is { } met)
        {
            throw RegistreFailure.OverBudget(met);
        }

        // A call whose answer was lost may have been accepted before this one was refused. Nothing was sent for it.
        await TrySettleAsync(id, claim, submission, ConsultationState.Prepared, "nothing was sent", bound, cancellation);
        return false;
    }

    /// <summary>Ends a submission that brought no document.</summary>
    /// <param name="submission">The one that is ended; null for a row that was never submitted.</param>
    /// <param name="state">Prepared, Abandoned, Uncertain or Rejected; Submitting only notes what is known of a request in doubt.</param>
    /// <param name="mayRepeat">With Submitting: it may be bought again once the invoices do not show it.</param>
    /// <param name="site">With Submitting: how a look for the invoice found the site; the time that it is closed is no time to wait.</param>
    /// <exception cref="DatabaseException">No answer, or the row is another's, in another state, or submitted again.</exception>
    public async Task SettleAsync(
        Guid id, ClaimRef claim, Guid? submission, ConsultationState state, string note, TimeSpan bound, CancellationToken cancellation, bool mayRepeat = false, SiteSeen? site = null)
    {
        if (!await TrySettleAsync(id, claim, submission, state, note, bound, cancellation, mayRepeat, site))
        {
            throw Otherwise(id, $"did not become {state}: it is another claim's, in another state, or was submitted again");
        }
    }

    /// <exception cref="DatabaseException">No answer, or the ledger does not hold these bytes now.</exception>
    public async Task<Consultation> MarkReceivedAsync(Guid id, Guid? submission, LocalCopy copy, TimeSpan bound, CancellationToken cancellation)
    {
        var row = await InsistAsync<Consultation>(
            "workers_consultation_receive",
            new
            {
                Id = id,
                Submission = submission,
                MachineId = machineId,
                LocalPath = copy.Path,
                copy.Facts.ContentSha256,
                copy.Facts.Bytes,
                copy.Facts.Pages,
                Obtained = copy.Facts.Obtained ?? new JsonObject(),
                Tariff = rules.Tariff.Entries,
            },
            bound,
            cancellation);
        return row.State is ConsultationState.Received or ConsultationState.Stored && row.ContentSha256 == copy.Facts.ContentSha256
            ? row
            : throw Otherwise(id, $"is {row.State} and does not hold the bytes that were received; they stay in {copy.Path}");
    }

    /// <exception cref="DatabaseException">No answer, or the row does not name this object now: the local copy must stay.</exception>
    public async Task MarkStoredAsync(Guid id, string supabasePath, string contentSha256, TimeSpan bound, CancellationToken cancellation)
    {
        var request = new { Id = id, SupabasePath = supabasePath, ContentSha256 = contentSha256 };
        if (!(await InsistAsync<Answer>("workers_consultation_store", request, bound, cancellation)).Done)
        {
            throw Otherwise(id, $"did not become stored as {supabasePath}: it is in another state, or received other bytes");
        }
    }

    /// <exception cref="DatabaseException">No answer, or the document is not stored as far as the ledger knows.</exception>
    public async Task ForgetAsync(Guid id, string note, CancellationToken cancellation)
    {
        if (!(await database.CallAsync<Answer>("workers_consultation_forget", new { Id = id, Note = note }, cancellation)).Done)
        {
            throw Otherwise(id, "was not forgotten: it is not stored");
        }
    }

    /// <summary>Keeps what the viewer showed beside a PDF; what was kept whole stays.</summary>
    /// <exception cref="DatabaseException">No answer.</exception>
    public async Task KeepIndexRowsAsync(string contentSha256, IndexRows rows, CancellationToken cancellation) =>
        await database.CallAsync<KeptRows>("workers_index_rows_save", new { ContentSha256 = contentSha256, rows.IsWhole, rows.Entries }, cancellation);

    private async Task<bool> TrySettleAsync(
        Guid id, ClaimRef claim, Guid? submission, ConsultationState state, string note, TimeSpan bound, CancellationToken cancellation, bool mayRepeat = false, SiteSeen? site = null)
    {
        var request = new { Id = id, claim.ClaimToken, Submission = submission, State = state, Note = note, MayRepeat = mayRepeat, Site = site };
        return (await InsistAsync<Answer>("workers_consultation_settle", request, bound, cancellation)).Done;
    }

    private static DatabaseException Otherwise(Guid id, string how) => new(DatabaseFailure.Refused, $"the purchase {id} {how}");

    /// <summary>A document as the ledger names it: spelled the same for the same one.</summary>
    public static object Identity(DocumentRequest request) => new
    {
        request.Source,
        Number = FoldedText.Number(request.Number),
        Circonscription = FoldedText.Line(request.Circonscription),
        Cadastre = FoldedText.Line(request.Cadastre ?? ""),
        Designation = FoldedText.Line(request.Designation ?? ""),
        ActeType = FoldedText.Line(request.ActeType ?? ""),
    };

    private async Task<T> InsistAsync<T>(string function, object request, TimeSpan bound, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await database.CallAsync<T>(function, request, cancellation);
            }
            catch (DatabaseException failure) when (failure.Kind is DatabaseFailure.Unavailable && time.GetElapsedTime(started) < bound)
            {
                await Task.Delay(Pause, time, cancellation);
            }
        }
    }

    private sealed record Submitted(bool Accepted, BudgetMet? Budget = null);

    private sealed record Answer(bool Done);

    private sealed record KeptRows(string Kept);
}
