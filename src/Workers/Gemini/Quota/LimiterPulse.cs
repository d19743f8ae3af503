using Microsoft.Extensions.Hosting;
using Workers.Hosting.Loops;

namespace Workers.Gemini.Quota;

/// <summary>Keeps this process known to the shared limiter and the operators' figures fresh, once a second.</summary>
internal sealed class LimiterPulse(GeminiLimiter limiter, BackgroundLoops loops) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loops.RepeatAsync("gemini quota", Interval, limiter.TickAsync, stoppingToken);
}
