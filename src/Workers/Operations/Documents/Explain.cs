using Microsoft.Extensions.Logging.Abstractions;
using Workers.Gemini;
using Workers.Gemini.Quota;
using Workers.Hosting.Environments;
using Workers.Hosting.Settings;
using Workers.Jobs;
using Workers.Redis;
using Workers.Supervisor.Peers;

namespace Workers.Operations.Documents;

/// <summary>Where a document is and what happened to it.</summary>
/// <param name="WaitsFor">Null when nothing keeps it from going on.</param>
internal sealed record Explanation(TargetEnvironment Environment, JobHistory History, string? WaitsFor);

/// <summary>Tells where a document is, what it waits for and what happened to it.</summary>
internal static class Explain
{
    /// <param name="asked">Where to look; null looks in every environment.</param>
    /// <returns>Null when there is no such document.</returns>
    /// <exception cref="OperationException">A database did not answer, or the environment is not configured.</exception>
    public static async Task<Explanation?> RunAsync(LoadedSettings settings, Queues queues, Guid id, TargetEnvironment? asked, CancellationToken cancellation)
    {
        foreach (var environment in asked is null ? queues.Configured : [queues.Choose(asked)])
        {
            var history = await DatabaseQuestions.AskAsync(environment, queues[environment].ReadEventsAsync(id, cancellation));
            if (history.Document is not null)
            {
                var whyNobody = history.ReadyFor is { } stage ? await WhyNobodyTakesItAsync(settings, environment, stage, cancellation) : null;
                return new(environment, history, whyNobody is null ? history.BlockedBy : $"{history.BlockedBy}; {whyNobody}");
            }
        }

        return null;
    }

    /// <returns>Why no worker has taken a document that waits for this stage; null when one is about to.</returns>
    private static async Task<string?> WhyNobodyTakesItAsync(LoadedSettings settings, TargetEnvironment environment, JobStage stage, CancellationToken cancellation)
    {
        var options = settings.Get<RedisOptions>();
        try
        {
            await using var redis = await RedisGateway.ConnectAsync(options, TimeProvider.System, NullLoggerFactory.Instance, cancellation);
            var keys = new RedisKeys(options);
            var daemons = await new DaemonDirectory(redis, keys).ReadAsync(cancellation);
            var gemini = await new GeminiUsageReader(redis, keys, settings.Get<GeminiOptions>()).ReadAsync(cancellation);
            return WaitReason.Of(environment, stage, [.. daemons.Select(daemon => daemon.Report)], gemini);
        }
        catch (RedisUnavailableException away)
        {
            return away.Message;
        }
    }
}
