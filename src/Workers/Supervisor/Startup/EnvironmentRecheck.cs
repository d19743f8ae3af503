using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workers.Database;
using Workers.Database.Environments;
using Workers.Hosting.Environments;
using Workers.Hosting.Loops;
using Workers.Hosting.Startup;

namespace Workers.Supervisor.Startup;

/// <summary>Asks environments that were refused at the start again, and serves each as soon as it passes the same check.</summary>
/// <param name="checkOf">The check that the start makes.</param>
internal sealed partial class EnvironmentRecheck(
    DisabledEnvironments disabled, Databases databases, Func<TargetEnvironment, StartupCheck> checkOf, BackgroundLoops loops, ILogger<EnvironmentRecheck> logger)
    : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    /// <summary>One look at each environment that is not served.</summary>
    public Task RunOnceAsync(CancellationToken cancellation) =>
        Task.WhenAll(disabled.Reasons.Keys.Select(environment => TryAsync(environment, cancellation)));

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        disabled.Reasons.Count == 0 ? Task.CompletedTask : loops.RepeatAsync("refused environments", Interval, RunOnceAsync, stoppingToken);

    [SuppressMessage("Design", "CA1031", Justification = "Whatever an environment answers, it is asked again and the others are served.")]
    private async Task TryAsync(TargetEnvironment environment, CancellationToken cancellation)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bounded.CancelAfter(Bound);
        try
        {
            switch (await checkOf(environment).AskAsync(bounded.Token))
            {
                case CheckResult.Wrong wrong:
                    Explain(environment, wrong.Message);
                    break;
                case CheckResult.NotYet notYet:
                    Explain(environment, notYet.Message);
                    break;
                default:
                    databases.Serve(environment);
                    disabled.Remove(environment);
                    LogJoined(environment.Label());
                    break;
            }
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested)
        {
            Explain(environment, fault is OperationCanceledException ? $"no answer within {Bound.TotalSeconds:0} s" : fault.Message);
        }
    }

    private void Explain(TargetEnvironment environment, string reason)
    {
        if (disabled.Explain(environment, reason))
        {
            LogStillRefused(environment.Label(), reason);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Message}")]
    public static partial void LogWarning(ILogger logger, string message);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Environment} passed its checks and is served from here on")]
    private partial void LogJoined(string environment);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Environment} is still NOT served: {Reason}")]
    private partial void LogStillRefused(string environment, string reason);
}
