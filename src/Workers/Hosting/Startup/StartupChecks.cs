using Microsoft.Extensions.Logging;

namespace Workers.Hosting.Startup;

/// <summary>Runs checks side by side, each until it passes, is certainly wrong, or the start has waited long enough.</summary>
internal sealed partial class StartupChecks(TimeSpan wait, TimeProvider time, ILogger<StartupChecks> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SayAgainAfter = TimeSpan.FromSeconds(5);

    /// <returns>What did not pass, in the order asked; empty when all is well.</returns>
    public async Task<IReadOnlyList<CheckFailure>> RunAsync(IEnumerable<StartupCheck> checks, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var failures = await Task.WhenAll(checks.Select(check => RunAsync(check, started, cancellation)));
        return [.. failures.OfType<CheckFailure>()];
    }

    private async Task<CheckFailure?> RunAsync(StartupCheck check, long started, CancellationToken cancellation)
    {
        var said = TimeSpan.MinValue;
        while (true)
        {
            switch (await check.AskAsync(cancellation))
            {
                case CheckResult.Wrong wrong:
                    return new(check.Subject, wrong.Message, ExitCode.Configuration);

                case CheckResult.NotYet notYet:
                    var waited = time.GetElapsedTime(started);
                    if (waited + Pause > wait)
                    {
                        return new(check.Subject, $"{notYet.Message} (waited {waited.TotalSeconds:0} s, STARTUP_WAIT_SECONDS)", ExitCode.Unavailable);
                    }

                    if (said == TimeSpan.MinValue || waited - said >= SayAgainAfter)
                    {
                        said = waited;
                        LogWaiting(check.Subject.Name, (int)(wait - waited).TotalSeconds, notYet.Message);
                    }

                    await Task.Delay(Pause, time, cancellation);
                    break;

                default:
                    return null;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Waiting for {Name} for another {Seconds} s: {Reason}")]
    private partial void LogWaiting(string name, int seconds, string reason);
}
