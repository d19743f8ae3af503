using System.Collections.ObjectModel;
using System.Text.Json;
using Workers.Database;

namespace Workers.Jobs;

/// <summary>The jobs that a claim brought, beside them the rows that were claimed and cannot be read, and those that the database refuses to have claimed.</summary>
internal sealed class ClaimAnswer(IList<ClaimedJob> jobs, IReadOnlyList<UnreadableRow> unreadable, IReadOnlyList<RefusedRow> refused) : ReadOnlyCollection<ClaimedJob>(jobs)
{
    public IReadOnlyList<UnreadableRow> Unreadable => unreadable;

    public IReadOnlyList<RefusedRow> Refused => refused;

    /// <exception cref="DatabaseException">An item does not say which row it is: the answer is none of ours.</exception>
    public static ClaimAnswer Of(IReadOnlyList<JsonElement> rows, IReadOnlyList<RefusedRow> refused)
    {
        List<ClaimedJob> jobs = [];
        List<UnreadableRow> unreadable = [];
        foreach (var row in rows)
        {
            if (DatabaseJson.TryRead<ClaimedJob>(row, out var job, out var why) && job.Attempt > 0)
            {
                jobs.Add(job);
            }
            else if (DatabaseJson.TryRead<ClaimRef>(row, out var claim, out _) && claim.Id != Guid.Empty)
            {
                unreadable.Add(new UnreadableRow(claim, why ?? $"attempt is {job!.Attempt}, and attempts count from 1", NumberOf(row)));
            }
            else
            {
                throw new DatabaseException(DatabaseFailure.Unavailable, $"workers_claim answered a row without id and claim_token: {why}");
            }
        }

        return new ClaimAnswer(jobs, unreadable, refused);
    }

    private static string NumberOf(JsonElement row) =>
        row.TryGetProperty("document_number", out var number) && number.ValueKind is JsonValueKind.String ? number.GetString()! : "";
}

/// <param name="Why">Which column, and what it holds.</param>
/// <param name="Number">The document's, where that can be read.</param>
internal sealed record UnreadableRow(ClaimRef Claim, string Why, string Number = "");
