using System.Runtime.CompilerServices;
using Workers.Hosting.Environments;
using Workers.Jobs;

namespace Workers.Operations.Intake;

/// <param name="Id">Of the document that is in the queue now, unless it was refused.</param>
/// <param name="Reason">Why it was refused.</param>
internal sealed record AddedDocument(NewDocument Document, Guid? Id, EnqueueResult Result, string? Reason);

/// <summary>What one call of the database did.</summary>
/// <param name="IsLast">Nothing more comes of this environment.</param>
internal sealed record AddedBatch(TargetEnvironment Environment, IReadOnlyList<AddedDocument> Documents, bool IsLast);

/// <summary>Adds documents to queues, and wakes the daemons of each environment when it has all of its own.</summary>
internal static class AddDocuments
{
    private const int Batch = 200;

    /// <summary>Each batch is told as soon as it is in the database, so whoever is cut off knows what was added.</summary>
    /// <exception cref="OperationException">A database did not answer or refused; what was told before stays added.</exception>
    public static async IAsyncEnumerable<AddedBatch> RunAsync(Queues queues, IntakePlan plan, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var (environment, documents) in plan.Environments)
        {
            var left = documents.Count;
            foreach (var batch in documents.Chunk(Batch))
            {
                var answers = await Queues.AskAsync(environment, queues[environment].EnqueueAsync(batch, cancellation));
                left -= batch.Length;
                yield return new(environment, [.. answers.Select(answer => new AddedDocument(batch[answer.Row], answer.Id, answer.Result, answer.Reason))], left == 0);
            }

            await queues.WakeAsync(environment, cancellation);
        }
    }
}
