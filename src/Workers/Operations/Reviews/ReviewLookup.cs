using Workers.Hosting.Environments;
using Workers.Jobs.Reviews;

namespace Workers.Operations.Reviews;

/// <summary>Finds the environment that has a document, or an item.</summary>
internal static class ReviewLookup
{
    /// <returns>Null when no environment that was asked has it.</returns>
    /// <exception cref="OperationException">The environment is not configured, or its database did not answer.</exception>
    public static async Task<(TargetEnvironment Environment, ReviewedDocument Document, IReadOnlyList<ReviewItem> Items)?> FindAsync(
        Queues queues, Guid id, TargetEnvironment? environment, CancellationToken cancellation)
    {
        foreach (var one in environment is { } asked ? [queues.Require(asked)] : queues.Configured)
        {
            var review = await Queues.AskAsync(one, queues.ReviewsOf(one).ReadAsync(id, whole: false, cancellation));
            if (review.Document is { } document)
            {
                return (one, document, review.Items);
            }
        }

        return null;
    }
}
