using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Gemini.Quota;

/// <summary>In every rolling minute both limits hold, and nearly all of the binding one is used.</summary>
public sealed class LimiterWindowTests(RedisFixture redis)
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(200);

    [Fact]
    public async Task Tokens_stay_within_their_limit_with_estimates_wrong_by_forty_percent()
    {
        var options = new GeminiOptions { MaxRequestsPerMinute = 100_000, MaxTokensPerMinute = 3_000_000 };
        var (result, start, end) = await PlayAsync(options, 1, rig => new(rig, options, 1) { Consumers = 60 });

        result.Most().Tokens.ShouldBeLessThanOrEqualTo(options.MaxTokensPerMinute);
        result.Rate(start, end).Tokens.ShouldBeGreaterThanOrEqualTo(0.95 * options.MaxTokensPerMinute);
    }

    [Fact]
    public async Task Requests_stay_within_their_limit()
    {
        var options = new GeminiOptions { MaxRequestsPerMinute = 400, MaxTokensPerMinute = 1_000_000_000 };
        var (result, start, end) = await PlayAsync(options, 3, rig => new(rig, options, 3) { Consumers = 120 });

        result.Most().Requests.ShouldBeLessThanOrEqualTo(options.MaxRequestsPerMinute);
        result.Rate(start, end).Requests.ShouldBeGreaterThanOrEqualTo(0.95 * options.MaxRequestsPerMinute);
    }

    [Fact]
    public async Task Large_requests_that_were_counted_first_are_not_starved_by_small_ones()
    {
        var options = new GeminiOptions { MaxRequestsPerMinute = 100_000, MaxTokensPerMinute = 3_000_000 };
        var (result, start, end) = await PlayAsync(options, 4, rig => new(rig, options, 4)
        {
            Consumers = 45,
            TokensOf = random => random.Next(10) is 0 ? 60_000 : random.Next(5_000, 15_000),
            Estimate = (_, tokens) => (tokens, tokens / 50),
            Large = 60_000,
        });

        result.Most().Tokens.ShouldBeLessThanOrEqualTo(options.MaxTokensPerMinute);
        result.Rate(start, end).Tokens.ShouldBeGreaterThanOrEqualTo(0.95 * options.MaxTokensPerMinute);
        result.LongestLargeWait.ShouldBeLessThanOrEqualTo(2 * result.LongestWait);
    }

    [Fact]
    public async Task Consumers_of_all_processes_get_equal_parts()
    {
        var options = new GeminiOptions { MaxRequestsPerMinute = 600, MaxTokensPerMinute = 1_000_000_000 };
        var (result, _, _) = await PlayAsync(options, 5, rig => new(rig, options, 5) { Consumers = 24, CallSecondsFrom = 1, CallSecondsTo = 2 });

        var counts = result.PerConsumer.Values.Select(count => (double)count).ToList();
        counts.Count.ShouldBe(48);
        (Math.Pow(counts.Sum(), 2) / (counts.Count * counts.Sum(count => count * count))).ShouldBeGreaterThanOrEqualTo(0.98);
    }

    /// <returns>The result and the span after the first minute, when the window is full.</returns>
    private async Task<(WorldResult Result, long Start, long End)> PlayAsync(GeminiOptions options, int seed, Func<LimiterRig, LimiterWorld> world)
    {
        await using var rig = await LimiterRig.StartAsync(redis, options);
        var result = await world(rig).RunAsync(Length);
        var first = result.Sent.Min(send => send.At);
        TestContext.Current.SendDiagnosticMessage($"seed {seed}: most {result.Most()}, rate {result.Rate(first + 60_000, first + 180_000)}, longest wait {result.LongestWait} / {result.LongestLargeWait}");
        return (result, first + 60_000, first + 180_000);
    }
}
