using System.Diagnostics.Metrics;
using Workers.Hosting.Environments;

namespace Workers.Gemini.Quota;

/// <summary>What this process's limiter counts, for <c>dotnet-counters</c> and whatever listens to the meter <c>Workers.Gemini</c>.</summary>
internal static class GeminiMeter
{
    public const string Name = "Workers.Gemini";

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Grants = Meter.CreateCounter<long>("gemini.limiter.grants", "{request}", "Requests that got their share of the quota.");

    private static readonly Histogram<double> Waits = Meter.CreateHistogram<double>("gemini.limiter.wait", "s", "How long a request waited for its share.");

    private static readonly Counter<long> Refusals = Meter.CreateCounter<long>("gemini.limiter.rate_limited", "{response}", "429s from the API.");

    private static readonly Counter<long> Tokens = Meter.CreateCounter<long>("gemini.limiter.input_tokens", "{token}", "Input tokens of settled requests.");

    private static readonly Counter<long> LateSends = Meter.CreateCounter<long>("gemini.limiter.late", "{request}", "Requests that went out later than their grants allow for.");

    public static void Granted(TargetEnvironment environment, TimeSpan waited)
    {
        KeyValuePair<string, object?> tag = new("environment", environment.Label());
        Grants.Add(1, tag);
        Waits.Record(waited.TotalSeconds, tag);
    }

    public static void SentLate() => LateSends.Add(1);

    public static void RateLimited() => Refusals.Add(1);

    public static void Settled(long tokens) => Tokens.Add(tokens);
}
