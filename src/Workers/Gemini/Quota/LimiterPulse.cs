using Microsoft.Extensions.Hosting;

namespace Workers.Gemini.Quota;

/// <summary>Keeps this process known to the shared limiter and the operators' figures fresh, once a second.</summary>
internal sealed class LimiterPulse(GeminiLimiter limiter, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await limiter.TickAsync(stoppingToken);
            await Task.Delay(Interval, time, stoppingToken);
        }
    }
}
