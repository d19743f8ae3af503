using Workers.Hosting.Environments;
using Workers.Jobs.Reviews;

namespace Workers.Operations.Reviews;

/// <summary>An item whose id begins as it was typed.</summary>
internal sealed record FoundItem(TargetEnvironment Environment, ReviewItem Item);

/// <summary>Which items the beginning of an id means.</summary>
internal static class ReviewNames
{
    private const int MostMatches = 20;

    /// <param name="environment">Null looks in all that are configured.</param>
    /// <exception cref="OperationException">The environment is not configured, or a database did not answer.</exception>
    public static async Task<IReadOnlyList<FoundItem>> FindAsync(Queues queues, IdWord word, TargetEnvironment? environment, CancellationToken cancellation)
    {
        var matches = new List<FoundItem>();
        foreach (var one in environment is { } asked ? [queues.Require(asked)] : queues.Configured)
        {
            await queues.RequireOwnFunctionsAsync(one, cancellation);
            var items = await Queues.AskAsync(one, queues.ReviewsOf(one).FindAsync(word.Digits, MostMatches, cancellation));
            matches.AddRange(items.Select(item => new FoundItem(one, item)));
        }

        return matches;
    }
}
