using System.Runtime.CompilerServices;
using Workers.Hosting.Environments;
using Workers.Jobs;

namespace Workers.Operations.Intake;

/// <param name="Id">Of the document that is in the queue, unless it was refused or held back.</param>
/// <param name="Reason">Why it was refused.</param>
/// <param name="There">A row that asked for the same document before.</param>
internal sealed record AddedDocument(DocumentOrder Order, Guid? Id, EnqueueResult Result, string? Reason, EarlierRow? There = null);

/// <summary>What the database of one environment did with its documents.</summary>
internal sealed record AddedDocuments(TargetEnvironment Environment, IReadOnlyList<AddedDocument> Documents)
{
    public int Count(EnqueueResult result) => Documents.Count(document => document.Result == result);

    /// <summary>Of those with this result, how many were asked for before, by the status of the earlier row.</summary>
    public IReadOnlyList<(JobStatus Status, int Documents)> CountThere(EnqueueResult result) =>
    [
        .. Documents.Where(document => document.Result == result && document.There is not null).GroupBy(document => document.There!.StatusId)
            .OrderBy(group => group.Key).Select(group => (group.Key, group.Count())),
    ];
}

/// <summary>
/// Adds documents to queues, each environment's in one transaction, and wakes its daemons. Where there are several, every environment is asked whether it
/// takes its documents before any is written to.
/// </summary>
internal static class AddDocuments
{
    /// <summary>Each environment is told as soon as its documents are in it, so whoever is cut off knows what was added.</summary>
    /// <param name="request">Of an order that may come again: under the same one an environment adds its documents once.</param>
    /// <exception cref="OperationException">A database did not answer or refused; what was told before stays added.</exception>
    public static async IAsyncEnumerable<AddedDocuments> RunAsync(Queues queues, IntakePlan plan, [EnumeratorCancellation] CancellationToken cancellation, Guid? request = null)
    {
        var environments = plan.Environments;
        foreach (var intake in environments)
        {
            await queues.RequireOwnFunctionsAsync(intake.Environment, cancellation);
        }

        if (!plan.SkipBad && environments.Count > 1)
        {
            var checks = new List<AddedDocuments>();
            foreach (var intake in environments)
            {
                checks.Add(await AskAsync(intake, queues[intake.Environment].EnqueueAsync(intake.Documents, cancellation, EnqueueMode.Check)));
            }

            if (checks.Exists(check => check.Count(EnqueueResult.Refused) > 0))
            {
                foreach (var check in checks)
                {
                    yield return check;
                }

                yield break;
            }
        }

        foreach (var intake in environments)
        {
            var added = await AddAsync(queues[intake.Environment], intake, plan.SkipBad ? EnqueueMode.Each : EnqueueMode.AllOrNone, request ?? Guid.NewGuid(), cancellation);
            if (added.Count(EnqueueResult.Created) > 0)
            {
                await queues.WakeAsync(intake.Environment, cancellation);
            }

            yield return added;
        }
    }

    /// <summary>A lost answer is asked for once more under the same request: it adds nothing that the first call added.</summary>
    private static async Task<AddedDocuments> AddAsync(JobStore store, EnvironmentIntake intake, EnqueueMode mode, Guid request, CancellationToken cancellation)
    {
        try
        {
            return await AskAsync(intake, store.EnqueueAsync(intake.Documents, cancellation, mode, request));
        }
        catch (OperationException fault) when (fault.Failure is OperationFailure.Unavailable)
        {
            try
            {
                return await AskAsync(intake, store.EnqueueAsync(intake.Documents, cancellation, mode, request));
            }
            catch (OperationException again) when (again.Failure is OperationFailure.Unavailable)
            {
                throw new OperationException(
                    again.Failure, $"{again.Message.TrimEnd('.')}. Whether its documents were added is not known: look for them before they are sent again, or give each an idempotency_key.", again);
            }
        }
    }

    private static async Task<AddedDocuments> AskAsync(EnvironmentIntake intake, Task<IReadOnlyList<EnqueuedDocument>> call)
    {
        var answers = await Queues.AskAsync(intake.Environment, call);
        return new(intake.Environment, [.. answers.Select(answer => new AddedDocument(intake.Orders[answer.Row], answer.Id, answer.Result, answer.Reason, answer.There))]);
    }
}
