using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Search;

namespace Workers.Operations.Documents;

/// <summary>What ended as an error in one environment, by outcome and kind.</summary>
internal sealed record EnvironmentDeadLetters(TargetEnvironment Environment, IReadOnlyList<DeadLetterGroup> Groups);

/// <param name="Remedy">What to do about such documents.</param>
internal sealed record DeadLetterGroup(DeadLetters Letters, string Remedy);

/// <summary>Tells what ended as an error, and what to do about it.</summary>
internal static class ReadDeadLetters
{
    /// <exception cref="OperationException">The environment is not configured, or its database did not answer.</exception>
    public static async Task<IReadOnlyList<EnvironmentDeadLetters>> RunAsync(Queues queues, TargetEnvironment? environment, DocumentFilter filter, CancellationToken cancellation)
    {
        var told = new List<EnvironmentDeadLetters>();
        foreach (var one in environment is { } asked ? [queues.Require(asked)] : queues.Configured)
        {
            var groups = await Queues.AskAsync(one, queues.SearchOf(one).ReadDeadLettersAsync(filter, cancellation));
            told.Add(new(one, [.. groups.Select(group => new DeadLetterGroup(group, OutcomeRemedy.Of(group.Outcome)))]));
        }

        return told;
    }
}
