using System.Text.Json.Nodes;
using Workers.Database;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Registre.Matching;

namespace Workers.Registre.Consultations;

/// <summary>
/// What was bought, in one environment's database. Every method is one SQL function and may be repeated; what must
/// not be lost (that bytes were received) is repeated until the database answers or a bound ends it.
/// </summary>
internal sealed class ConsultationLedger(IDatabaseFunctions database, string machineId, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>The disk that this server's paid documents lie on.</summary>
    public string MachineId => machineId;

    /// <exception cref="DatabaseException">No answer.</exception>
    public Task<ConsultationBegun> BeginAsync(DocumentRequest request, ClaimRef claim, TimeSpan reuse, CancellationToken cancellation) =>
        database.CallAsync<ConsultationBegun>(
            "workers_consultation_begin",
            new
            {
                Environment = database.Environment.Label(),
                JobId = claim.Id,
                claim.ClaimToken,
                MachineId = machineId,
                ReuseSeconds = reuse.TotalSeconds,
                Document = new
                {
                    request.Source,
                    Number = FoldedText.Number(request.Number),
                    Circonscription = FoldedText.Line(request.Circonscription),
                    Cadastre = FoldedText.Line(request.Cadastre ?? ""),
                    Designation = FoldedText.Line(request.Designation ?? ""),
                    ActeType = FoldedText.Line(request.ActeType ?? ""),
                },
            },
            cancellation);

    /// <summary>To be called immediately before the request that bills, and for each such request.</summary>
    /// <returns>False: the claim is no longer held, or the row is not where a submission may start. Nothing may be submitted.</returns>
    /// <exception cref="DatabaseException">No answer: nothing may be submitted.</exception>
    public async Task<bool> MarkSubmittingAsync(Guid id, ClaimRef claim, Guid submission, string account, CancellationToken cancellation)
    {
        var request = new { Id = id, claim.ClaimToken, Submission = submission, Account = account, MachineId = machineId };
        return (await database.CallAsync<Submitted>("workers_consultation_submit", request, cancellation)).Accepted;
    }

    /// <summary>Ends a submission that brought no document.</summary>
    /// <param name="state">Prepared, Abandoned, Uncertain or Rejected.</param>
    public Task SettleAsync(Guid id, ClaimRef claim, ConsultationState state, string note, TimeSpan bound, CancellationToken cancellation) =>
        InsistAsync<Answer>("workers_consultation_settle", new { Id = id, claim.ClaimToken, State = state, Note = note }, bound, cancellation);

    public Task<Consultation> MarkReceivedAsync(Guid id, LocalCopy copy, TimeSpan bound, CancellationToken cancellation) =>
        InsistAsync<Consultation>(
            "workers_consultation_receive",
            new
            {
                Id = id,
                MachineId = machineId,
                LocalPath = copy.Path,
                copy.Facts.ContentSha256,
                copy.Facts.Bytes,
                copy.Facts.Pages,
                Obtained = copy.Facts.Obtained ?? new JsonObject(),
            },
            bound,
            cancellation);

    public Task MarkStoredAsync(Guid id, string supabasePath, string contentSha256, TimeSpan bound, CancellationToken cancellation) =>
        InsistAsync<Answer>("workers_consultation_store", new { Id = id, SupabasePath = supabasePath, ContentSha256 = contentSha256 }, bound, cancellation);

    public Task ForgetAsync(Guid id, string note, CancellationToken cancellation) =>
        database.CallAsync<Answer>("workers_consultation_forget", new { Id = id, Note = note }, cancellation);

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

    private sealed record Submitted(bool Accepted);

    private sealed record Answer(bool Done);
}
