using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace Workers.Hosting.Loops;

/// <summary>
/// Where every background loop of the process runs, under its name. A pass that fails costs that pass; a loop that ends, with or without
/// a fault, is said, counted and started again, ever more slowly; one that no longer passes is named. None of them ends the process.
/// </summary>
internal sealed partial class BackgroundLoops(TimeProvider time, ILogger<BackgroundLoops> logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, BackgroundLoop> _running = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly HashSet<string> _late = new(StringComparer.Ordinal);

    /// <summary>Makes a pass each time the interval has passed, until it is stopped.</summary>
    /// <param name="atOnce">The first one without a wait.</param>
    /// <param name="longest">See <see cref="BackgroundLoop"/>.</param>
    public Task RepeatAsync(string name, TimeSpan interval, Func<CancellationToken, Task> pass, CancellationToken stop, bool atOnce = false, TimeSpan? longest = null) => RunAsync(
        name,
        interval,
        async (loop, stopping) =>
        {
            using var timer = new PeriodicTimer(interval, time);
            if (atOnce)
            {
                await loop.PassAsync(pass, stopping);
            }

            while (await timer.WaitForNextTickAsync(stopping))
            {
                await loop.PassAsync(pass, stopping);
            }
        },
        stop,
        longest: longest);

    /// <summary>Keeps a loop alive until it is stopped.</summary>
    /// <param name="pace">The longest time between two passes when all is well; null for a loop that only waits for events.</param>
    /// <param name="body">The loop; it returns only when it was stopped, and tells its passes.</param>
    /// <param name="died">Called when it ended and is started again.</param>
    /// <param name="longest">See <see cref="BackgroundLoop"/>.</param>
    [SuppressMessage("Design", "CA1031", Justification = "A loop outlives whatever it meets.")]
    public async Task RunAsync(string name, TimeSpan? pace, Func<BackgroundLoop, CancellationToken, Task> body, CancellationToken stop, Action? died = null, TimeSpan? longest = null)
    {
        var loop = new BackgroundLoop(name, pace, time, logger, longest);
        _running[name] = loop;
        for (var pause = FirstPause; !stop.IsCancellationRequested; pause = 2 * pause < LongestPause ? 2 * pause : LongestPause)
        {
            try
            {
                await body(loop, stop);
                if (stop.IsCancellationRequested)
                {
                    break;
                }

                throw new InvalidOperationException("it returned although nobody stopped it");
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                break;
            }
            catch (Exception fault)
            {
                loop.Failed(fault);
                died?.Invoke();
                LogDied(fault.Stack(), name, pause.TotalSeconds, fault.Message);
            }

            await Task.Delay(pause, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _running.TryRemove(new(name, loop));
    }

    /// <summary>All that run, by name.</summary>
    public IReadOnlyList<LoopReport> Report() =>
        [.. _running.Values.OrderBy(loop => loop.Name, StringComparer.Ordinal).Select(loop => loop.Report())];

    /// <summary>Names each loop that is late once, and once more when it passes again.</summary>
    public void SayWhoIsLate()
    {
        lock (_gate)
        {
            foreach (var loop in Report())
            {
                if (loop.IsLate && _late.Add(loop.Name))
                {
                    LogLate(loop.Name, loop.SecondsSincePass);
                }
                else if (!loop.IsLate && _late.Remove(loop.Name))
                {
                    LogPasses(loop.Name);
                }
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The loop {Loop} died and starts again in {Seconds} s: {Why}")]
    private partial void LogDied(Exception? fault, string loop, double seconds, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "The loop {Loop} has made no pass for {Seconds:0} s")]
    private partial void LogLate(string loop, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "The loop {Loop} passes again")]
    private partial void LogPasses(string loop);
}
