using System.Diagnostics;
using Simulators.Gemini;
using Workers.Gemini;

namespace Workers.Benchmarks.Limiter;

/// <summary>What greedy consumers of several processes ask for, against a server that counts rolling minutes itself.</summary>
/// <param name="Rpm">Our limit; the server's too unless <paramref name="HiddenRpm"/> is lower.</param>
/// <param name="Believed">What is believed of a request with so many tokens.</param>
/// <param name="HiddenRpm">A quota that the server keeps without ever telling it; lifted for the last minute.</param>
internal sealed record LimiterScenario(
    string Name, int Rpm, long Tpm, Func<Random, int> Tokens, Func<Random, int, (long Tokens, long Sigma)> Believed, int? HiddenRpm = null)
{
    public const int Processes = 3;
    public const int Consumers = 16;
    private static readonly TimeSpan Fill = TimeSpan.FromSeconds(66);
    private static readonly TimeSpan Measure = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Recover = TimeSpan.FromSeconds(50);

    public async Task<LimiterResult> RunAsync(string redisUrl)
    {
        await using var server = await GeminiSimulator.StartAsync(new()
        {
            RequestsPerMinute = HiddenRpm ?? Rpm,
            TokensPerMinute = Tpm,
            Latency = TimeSpan.FromMilliseconds(300),
        });
        server.Quota.Configure(new() { ["tellsRetry"] = false, ["namesQuota"] = false });
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

        var counts = new int[Processes * Consumers];
        var consumers = Enumerable.Range(0, counts.Length).Select(i => ConsumeAsync(nodes[i % Processes], i, counts, stop.Token)).ToList();
        await Task.Delay(Fill, CancellationToken.None);
        var (before, started) = (server.Quota.Report(), Stopwatch.GetTimestamp());
        var countsBefore = counts.ToArray();
        await Task.Delay(Measure, CancellationToken.None);
        var (after, minutes) = (server.Quota.Report(), Stopwatch.GetElapsedTime(started).TotalMinutes);
        var shares = counts.Zip(countsBefore, (now, then) => (double)(now - then)).ToList();
        var recovered = HiddenRpm is null ? (double?)null : await RecoverAsync(server.Quota);
        await stop.CancelAsync();
        await Task.WhenAll(consumers);
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }

        double Rate(string field) => ((long)after[field]! - (long)before[field]!) / minutes;
        return new(
            Name,
            (int)after["mostRequests60s"]! / (double)(HiddenRpm ?? Rpm),
            (long)after["mostTokens60s"]! / (double)Tpm,
            Math.Max(Rate("accepted") / (HiddenRpm ?? Rpm), Rate("acceptedTokens") / Tpm),
            (long)after["violations"]!,
            Math.Pow(shares.Sum(), 2) / (shares.Count * shares.Sum(share => share * share)),
            recovered);
    }

    private async Task ConsumeAsync(LimiterNode node, int number, int[] counts, CancellationToken stop)
    {
        var random = new Random(number);
        try
        {
            while (!stop.IsCancellationRequested)
            {
                var tokens = Tokens(random);
                if (await node.SendAsync(tokens, Believed(random, tokens), TimeSpan.FromSeconds(1.2 * random.NextDouble()), stop))
                {
                    counts[number]++;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The scenario is over.
        }
    }

    /// <summary>Lifts the hidden quota.</summary>
    /// <returns>Seconds until eight seconds begin at 90 % of the limit (a burst cannot pass for that); the whole time given when they never do.</returns>
    private async Task<double> RecoverAsync(GeminiQuota quota)
    {
        quota.Configure(new() { ["rpm"] = Rpm });
        var started = Stopwatch.GetTimestamp();
        var seen = new Queue<(double At, long Accepted)>();
        while (Stopwatch.GetElapsedTime(started) < Recover)
        {
            var now = Stopwatch.GetElapsedTime(started).TotalSeconds;
            var accepted = (long)quota.Report()["accepted"]!;
            seen.Enqueue((now, accepted));
            while (seen.Peek().At < now - 8)
            {
                seen.Dequeue();
            }

            var (first, count) = seen.Peek();
            if (now - first > 7.7 && (accepted - count) / (now - first) >= 0.9 * Rpm / 60)
            {
                return first;
            }

            await Task.Delay(100, CancellationToken.None);
        }

        return Recover.TotalSeconds;
    }
}

/// <param name="MostRequests">Most requests in a rolling minute, as a part of the quota.</param>
/// <param name="MostTokens">Most input tokens in a rolling minute, as a part of the quota.</param>
/// <param name="Used">Used part of the nearer quota.</param>
/// <param name="Violations">429s.</param>
/// <param name="Fairness">Jain's index over all consumers.</param>
/// <param name="RecoveredAfter">Seconds from the lifting of a hidden quota to full speed.</param>
internal sealed record LimiterResult(
    string Name, double MostRequests, double MostTokens, double Used, long Violations, double Fairness, double? RecoveredAfter);
