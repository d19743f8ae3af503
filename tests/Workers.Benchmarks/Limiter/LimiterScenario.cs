using System.Diagnostics;
using Simulators.Gemini;
using Workers.Gemini;

namespace Workers.Benchmarks.Limiter;

/// <summary>Real input tokens of the next request.</summary>
internal static class Sizes
{
    public static int Small(Random random) => random.Next(50, 150);

    public static int Middle(Random random) => random.Next(1_500, 4_500);

    /// <summary>One in four takes a fiftieth of a minute's 1.6 million.</summary>
    public static int WithLarge(Random random) => random.Next(4) is 0 ? LimiterScenario.Large : Middle(random);
}

/// <summary>What is believed of a request, with its standard error.</summary>
internal static class Guess
{
    public static (long Tokens, long Sigma) Right(Random random, int tokens) => (tokens, tokens / 4);

    public static (long Tokens, long Sigma) Counted(Random random, int tokens) => (tokens, tokens / 50);

    public static Func<Random, int, (long Tokens, long Sigma)> Wrong(double from, double to) => (random, tokens) =>
    {
        var factor = from + ((to - from) * random.NextDouble());
        return ((long)(tokens * factor), (long)(tokens * factor / 4));
    };
}

/// <summary>Greedy consumers of several processes against a server that counts by itself.</summary>
internal sealed record LimiterScenario(string Name, Func<Random, int> Tokens, Func<Random, int, (long Tokens, long Sigma)> Believed)
{
    public const int Processes = 3;
    public const int Large = 32_000;
    private static readonly TimeSpan Fill = TimeSpan.FromSeconds(66);

    // The limiter's window: what is used repeats with it, so only whole ones are measured.
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(61);

    public int Rpm { get; init; } = 100_000;

    public long Tpm { get; init; } = 1_000_000_000;

    /// <summary>In each process.</summary>
    public int Consumers { get; init; } = 16;

    /// <summary>How the server divides time: rolling, fixed or second.</summary>
    public string Window { get; init; } = "rolling";

    /// <summary>A quota that the server keeps without ever telling it; lifted at the end.</summary>
    public int? HiddenRpm { get; init; }

    /// <summary>Part of the grants that are given back unused.</summary>
    public double GivenBack { get; init; }

    /// <summary>At the end one 429 asks for so long a stop.</summary>
    public TimeSpan Stops { get; init; }

    /// <summary>At the end everything is refused for so long, without a word of when to come back.</summary>
    public TimeSpan Outage { get; init; }

    /// <summary>Whether the bars for over-admission and use count.</summary>
    public bool IsPromised { get; init; } = true;

    public async Task<IReadOnlyList<LimiterFigure>> RunAsync(string redisUrl, TimeSpan measured)
    {
        await using var server = await GeminiSimulator.StartAsync(new()
        {
            RequestsPerMinute = HiddenRpm ?? Rpm,
            TokensPerMinute = Tpm,
            Latency = TimeSpan.FromMilliseconds(300),
        });
        server.Quota.Configure(new() { ["tellsRetry"] = false, ["namesQuota"] = false, ["window"] = Window });
        var options = new GeminiOptions
        {
            ApiKey = "benchmark",
            BaseUrl = server.Address,
            MaxRequestsPerMinute = Rpm,
            MaxTokensPerMinute = Tpm,
            QuotaWait = TimeSpan.FromHours(1),
        };
        using var stop = new CancellationTokenSource();
        var nodes = new List<LimiterNode>();
        for (var i = 0; i < Processes; i++)
        {
            nodes.Add(await LimiterNode.StartAsync(redisUrl, $"bench-{Name}:", options));
        }

        var tally = new LimiterTally(Processes * Consumers);
        var consumers = Enumerable.Range(0, Processes * Consumers).Select(i => ConsumeAsync(nodes[i % Processes], i, tally, stop.Token)).ToList();
        await Task.Delay(Fill, CancellationToken.None);
        var (before, started) = (server.Quota.Report(), Stopwatch.GetTimestamp());
        tally.Begin();
        await Task.Delay(Period * Math.Ceiling(measured / Period), CancellationToken.None);
        var (after, minutes) = (server.Quota.Report(), Stopwatch.GetElapsedTime(started).TotalMinutes);
        tally.End();
        double Rate(string field) => ((long)after[field]! - (long)before[field]!) / minutes;
        List<LimiterFigure> figures =
        [
            Bounded("most requests in a window ÷ quota", (int)after["mostRequests60s"]! / InWindow(HiddenRpm ?? Rpm), 1),
            Bounded("most tokens in a window ÷ quota", (long)after["mostTokens60s"]! / InWindow(Tpm), 1),
            IsPromised ? LimiterFigure.AtLeast(Name, "used", Used(), "x", 0.95)
                : HiddenRpm is null ? LimiterFigure.Report(Name, "used", Used(), "x")
                : LimiterFigure.AtLeast(Name, "used", Used(), "x", 0.9),
            HiddenRpm is null ? Bounded("429s", (long)after["violations"]!, 0) : LimiterFigure.AtMost(Name, "429s", (long)after["violations"]!, "", 60),
            LimiterFigure.AtLeast(Name, "fairness (Jain)", tally.Fairness, "x", 0.98),
            .. tally.LargeWait is { } wait ? [LimiterFigure.AtMost(Name, "wait of a large request ÷ ideal", wait, "x", 2)] : Array.Empty<LimiterFigure>(),
            .. await LimiterRecovery.MeasureAsync(this, server),
        ];
        await stop.CancelAsync();
        await Task.WhenAll(consumers);
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }

        return figures;

        double Used() => Math.Max(Rate("accepted") / (HiddenRpm ?? Rpm), Rate("acceptedTokens") / Tpm);
        double InWindow(long quota) => Window is "second" ? Math.Ceiling(quota / 60.0) : quota;
    }

    private LimiterFigure Bounded(string name, double value, double most) =>
        IsPromised ? LimiterFigure.AtMost(Name, name, value, "", most) : LimiterFigure.Report(Name, name, value, "");

    private async Task ConsumeAsync(LimiterNode node, int number, LimiterTally tally, CancellationToken stop)
    {
        var random = new Random(number);
        try
        {
            while (!stop.IsCancellationRequested)
            {
                var tokens = Tokens(random);
                var isGivenBack = random.NextDouble() < GivenBack;
                var started = Stopwatch.GetTimestamp();
                var lease = await node.AcquireAsync(Believed(random, tokens), stop);
                var waited = Stopwatch.GetElapsedTime(started);
                if (await node.UseAsync(lease, isGivenBack ? null : tokens, TimeSpan.FromSeconds(1.2 * random.NextDouble())))
                {
                    tally.Count(number, waited, tokens == Large);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The scenario is over.
        }
    }
}
