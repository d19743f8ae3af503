using System.Diagnostics.Metrics;
using Workers.Hosting.Environments;
using Workers.Hosting.Telemetry;

namespace Workers.Gemini.Quota;

/// <summary>What this process's limiter counts.</summary>
internal static class LimiterMetrics
{
    private static readonly Counter<long> Grants = Meters.Count(Instruments.LimiterGrants);
    private static readonly Histogram<double> Waits = Meters.Times(Instruments.LimiterWait);
    private static readonly Counter<long> Refusals = Meters.Count(Instruments.RateLimited);
    private static readonly Counter<long> Tokens = Meters.Count(Instruments.SettledTokens);
    private static readonly Counter<long> LateSends = Meters.Count(Instruments.LateSends);

    public static void Granted(TargetEnvironment environment, TimeSpan waited)
    {
        var tag = Labels.Environment.Is(environment.Label());
        Grants.Add(1, tag);
        Waits.Record(waited.TotalSeconds, tag);
    }

    public static void SentLate() => LateSends.Add(1);

    public static void RateLimited() => Refusals.Add(1);

    public static void Settled(long tokens) => Tokens.Add(tokens);
}

/// <summary>The quota as this process saw it in the last second.</summary>
internal sealed class LimiterGauges : ObservedGauges
{
    public LimiterGauges(GeminiLimiter limiter)
    {
        Show(Instruments.LimiterRequests, usage => usage.Requests);
        Show(Instruments.LimiterRequestLimit, usage => usage.MaxRequests);
        Show(Instruments.LimiterTokens, usage => usage.Tokens);
        Show(Instruments.LimiterTokenLimit, usage => usage.MaxTokens);
        Show(Instruments.LimiterDay, usage => usage.RequestsToday);
        Show(Instruments.LimiterFrozen, usage => usage.FrozenFor.TotalSeconds);
        Show(Instruments.LimiterParked, usage => usage.ParkedFor.TotalSeconds);
        Show(Instruments.LimiterPart, usage => usage.PartInUse);
        Observe(Instruments.LimiterWaiting, () => [new(limiter.Waiting)]);

        void Show(InstrumentName instrument, Func<GeminiUsage, double> figure) => Observe(instrument, () => [new(figure(limiter.Usage))]);
    }
}
