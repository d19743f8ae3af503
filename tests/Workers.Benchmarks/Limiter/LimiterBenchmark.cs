using System.Text.Json;
using Simulators.Servers;

namespace Workers.Benchmarks.Limiter;

/// <summary>
/// The Gemini limiter against servers that count by themselves: 16 consumers in each of 3 processes, all scenarios at once.
/// Ends with one JSON line and a Markdown table; exit code 1 when a bar is missed.
/// </summary>
internal static class LimiterBenchmark
{
    private const double ReservationsBar = 25_000;
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(120);

    private static readonly LimiterScenario[] Scenarios =
    [
        new("requests", Sizes.Small, Guess.Right) { Rpm = 1600 },
        new("requests, fixed minutes", Sizes.Small, Guess.Right) { Rpm = 1600, Window = "fixed" },
        new("requests, seconds", Sizes.Small, Guess.Right) { Rpm = 1600, Window = "second", IsPromised = false },
        new("tokens ±40 %", Sizes.Middle, Guess.Wrong(0.6, 1.4)) { Tpm = 1_600_000 },
        new("tokens and requests ±40 %", Sizes.Middle, Guess.Wrong(0.6, 1.4)) { Tpm = 1_600_000, Rpm = 545 },
        new("tokens guessed 30 % low", Sizes.Middle, Guess.Wrong(0.5, 0.9)) { Tpm = 1_600_000, IsPromised = false },
        new("tokens guessed half", Sizes.Middle, Guess.Wrong(0.5, 0.5)) { Tpm = 1_600_000, IsPromised = false },
        new("tokens guessed double", Sizes.Middle, Guess.Wrong(2, 2)) { Tpm = 1_600_000, IsPromised = false },
        new("large, counted first", Sizes.WithLarge, Guess.Counted) { Tpm = 1_600_000 },
        new("a third given back", Sizes.Middle, Guess.Wrong(0.6, 1.4)) { Tpm = 1_600_000, GivenBack = 1.0 / 3 },
        new("stopped, 300 waiting", Sizes.Small, Guess.Right) { Rpm = 1600, Consumers = 100, Stops = TimeSpan.FromSeconds(5), IsPromised = false },
        new("everything refused for 20 s", Sizes.Small, Guess.Right) { Rpm = 1600, Outage = TimeSpan.FromSeconds(20), IsPromised = false },
        new("hidden quota", Sizes.Small, Guess.Right) { Rpm = 1600, HiddenRpm = 1000, IsPromised = false },
    ];

    public static Task<int> RunAsync() => RunAsync(Usual);

    /// <param name="measured">How long each scenario is measured after the minute that fills its window; 900 s shows what a hidden quota costs in a quarter of an hour.</param>
    public static async Task<int> RunAsync(TimeSpan measured)
    {
        var figures = await MeasureAsync(measured);
        Console.WriteLine(JsonSerializer.Serialize(new { limiter = figures }));
        Console.WriteLine("| scenario | figure | value | bar | |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var figure in figures)
        {
            Console.WriteLine(figure.ToRow());
        }

        return figures.All(figure => figure.Holds) ? 0 : 1;
    }

    public static async Task<IReadOnlyList<LimiterFigure>> MeasureAsync(TimeSpan measured)
    {
        await using var redis = await RedisServer.StartAsync();
        var pings = await LimiterThroughput.PingsAsync(redis.Url);
        var scripts = await LimiterThroughput.ScriptsAsync(redis.Url);
        var leases = await LimiterThroughput.LeasesAsync(redis.Url);
        var results = await Task.WhenAll(Scenarios.Select(scenario => scenario.RunAsync(redis.Url, measured)));
        return
        [
            LimiterFigure.Report("throughput", "pings", pings, "/s"),
            LimiterFigure.AtLeast("throughput", "reservations (script)", scripts, "/s", ReservationsBar),
            LimiterFigure.Report("throughput", "leases acquired and settled", leases, "/s"),
            .. results.SelectMany(result => result),
        ];
    }
}
