using System.Globalization;
using System.Text.Json;
using Simulators.Servers;

namespace Workers.Benchmarks.Limiter;

/// <summary>
/// The Gemini limiter against a server that counts by itself: 16 consumers in each of 3 processes, about 4 minutes. Ends
/// with one JSON line and a Markdown table; exit code 1 when a promise is broken.
/// </summary>
internal static class LimiterBenchmark
{
    private const double LeastUse = 0.95;
    private const double LeastFairness = 0.98;

    private static readonly LimiterScenario[] Scenarios =
    [
        new("requests", 1600, 1_000_000_000, random => random.Next(50, 150), (_, tokens) => (tokens, tokens / 4)),
        new("tokens ±40 %", 100_000, 1_600_000, random => random.Next(1_500, 4_500), (random, tokens) => Wrong(tokens, 0.6 + (0.8 * random.NextDouble()))),
        new("tokens guessed 30 % low", 100_000, 1_600_000, random => random.Next(1_500, 4_500), (random, tokens) => Wrong(tokens, 0.5 + (0.4 * random.NextDouble()))),
        new("large, counted first", 100_000, 1_600_000, random => random.Next(4) is 0 ? 32_000 : random.Next(1_500, 4_500), (_, tokens) => (tokens, tokens / 50)),
        new("hidden quota", 1600, 1_000_000_000, random => random.Next(50, 150), (_, tokens) => (tokens, tokens / 4), HiddenRpm: 1000),
    ];

    public static async Task<int> RunAsync()
    {
        await using var redis = await RedisServer.StartAsync();
        var pings = await LimiterThroughput.PingsAsync(redis.Url);
        var scripts = await LimiterThroughput.ScriptsAsync(redis.Url);
        var leases = await LimiterThroughput.LeasesAsync(redis.Url);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a second: {pings:0} pings, {scripts:0} reservations (script), {leases:0} leases (acquired and settled)"));

        var results = await Task.WhenAll(Scenarios.Select(scenario => scenario.RunAsync(redis.Url)));
        Console.WriteLine(JsonSerializer.Serialize(new { limiter = new { pings, scripts, leases, scenarios = results } }));
        Console.WriteLine("| scenario | most requests ÷ quota | most tokens ÷ quota | used | 429s | fairness | back to speed |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var result in results)
        {
            var back = result.RecoveredAfter is { } seconds ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s") : "–";
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {result.Name} | {result.MostRequests:0.000} | {result.MostTokens:0.000} | {result.Used:0.000} | {result.Violations} | {result.Fairness:0.000} | {back} |"));
        }

        // A biased guess and a hidden quota are reported; the rest is promised.
        return Array.TrueForAll(results, result => result.Name is "hidden quota" or "tokens guessed 30 % low"
            || (result is { MostRequests: <= 1, MostTokens: <= 1, Violations: 0, Used: >= LeastUse, Fairness: >= LeastFairness })) ? 0 : 1;
    }

    private static (long Tokens, long Sigma) Wrong(int tokens, double factor) => ((long)(tokens * factor), (long)(tokens * factor / 4));
}
