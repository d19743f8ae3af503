using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Changes;

namespace Workers.Operations.Changes;

/// <summary>Changes one document at once.</summary>
internal static class ChangeDocument
{
    /// <exception cref="OperationException">The environment is not configured, or its database did not answer.</exception>
    public static async Task<OperatorAnswer> RunAsync(
        Queues queues, TargetEnvironment environment, BulkVerb verb, Guid id, BulkOptions options, string? reason, CancellationToken cancellation)
    {
        var answer = await Queues.AskAsync(environment, queues.ChangesOf(environment).ChangeAsync(verb, id, options, reason, cancellation));
        await queues.WakeAsync(environment, cancellation);
        return answer;
    }
}
