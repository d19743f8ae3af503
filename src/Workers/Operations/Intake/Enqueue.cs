using System.Runtime.CompilerServices;
using Workers.Jobs;

namespace Workers.Operations.Intake;

/// <summary>What became of one document that was to be added.</summary>
internal sealed record AddedDocument(NewDocument Document, EnqueuedDocument Answer);

/// <summary>Adds documents to a queue.</summary>
internal static class Enqueue
{
    private const int Batch = 200;

    /// <summary>Adds one environment's documents in batches and then wakes its daemons. Each answer is given as soon as its batch is committed.</summary>
    /// <exception cref="OperationException">The database did not answer; what was given before is added.</exception>
    public static async IAsyncEnumerable<AddedDocument> AddAsync(Queues queues, IntakeGroup group, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var batch in group.Documents.Chunk(Batch))
        {
            foreach (var answer in await DatabaseQuestions.AskAsync(group.Environment, queues[group.Environment].EnqueueAsync(batch, cancellation)))
            {
                yield return new(batch[answer.Row], answer);
            }
        }

        await queues.WakeAsync(group.Environment, cancellation);
    }
}
