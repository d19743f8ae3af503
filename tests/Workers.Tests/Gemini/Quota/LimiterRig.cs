using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using Workers.Redis;
using Workers.Support;
using Xunit;

namespace Workers.Gemini.Quota;

/// <summary>The limiter's scripts on a real Redis, with a clock that the test moves.</summary>
internal sealed class LimiterRig : TimeProvider, IAsyncDisposable
{
    private const string Clock = "local clock = redis.call('TIME')";
    private readonly RedisGateway _redis;
    private readonly RedisKeys _keys;
    private readonly LimiterScripts _scripts;

    private LimiterRig(RedisGateway redis, RedisKeys keys, GeminiOptions options)
    {
        (_redis, _keys) = (redis, keys);
        var scripts = new LimiterScripts(text =>
        {
            Assert.Equal(2, text.Split(Clock).Length);
            return text.Replace(Clock, "local clock = redis.call('HMGET', KEYS[1] .. ':clock', 's', 'us')", StringComparison.Ordinal);
        });
        (_scripts, Store) = (scripts, new(redis, keys, options, scripts, this));
    }

    public LimiterStore Store { get; }

    /// <summary>Milliseconds of the moved clock.</summary>
    public long Now { get; private set; }

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(Now);

    /// <summary>Until the day's requests are counted from the start.</summary>
    public TimeSpan UntilMidnight => PacificDay.At(GetUtcNow()) is var day
        ? TimeSpan.FromDays(day.Number(GetUtcNow()) + 1) - day.OffsetAtReset - TimeSpan.FromMilliseconds(Now)
        : default;

    /// <summary>The same limiter to a process that is configured otherwise.</summary>
    public LimiterStore StoreOf(GeminiOptions options) => new(_redis, _keys, options, _scripts, this);

    public static async Task<LimiterRig> StartAsync(RedisFixture redis, GeminiOptions options)
    {
        var prefix = redis.NewPrefix();
        Assert.True(RedisAddress.TryParse(await redis.UrlAsync(), out var url));
        var gateway = await RedisGateway.ConnectAsync(
            new RedisOptions { Url = url!, KeyPrefix = prefix, Timeout = TimeSpan.FromSeconds(10) },
            TimeProvider.System, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        var rig = new LimiterRig(gateway, new RedisKeys(prefix, null), options);
        await rig.MoveToAsync(1_000_000_000_000);
        return rig;
    }

    public async Task MoveToAsync(long milliseconds)
    {
        Now = milliseconds;
        await _redis.ExecuteAsync("HSET", [(RedisKey)(_keys.GeminiLimiter + ":clock"), "s", milliseconds / 1000, "us", milliseconds % 1000 * 1000], CancellationToken.None);
    }

    public Task MoveAsync(TimeSpan by) => MoveToAsync(Now + (long)by.TotalMilliseconds);

    /// <summary>Joins processes and moves the clock until Redis admits and each has its share.</summary>
    public async Task<string> OpenAsync(params string[] processes)
    {
        var shares = processes.ToDictionary(process => process, _ => 0.0);
        var epoch = "";
        for (var round = 0; round < 5; round++)
        {
            foreach (var process in processes)
            {
                var answer = await Store.TickAsync(process, epoch, shares[process], leave: false, [], CancellationToken.None);
                (epoch, shares[process]) = (answer.Epoch, answer.Share);
            }

            await MoveAsync(TimeSpan.FromSeconds(1));
        }

        Assert.All(shares.Values, share => Assert.Equal(1.0 / processes.Length, share, 5));
        return epoch;
    }

    /// <summary>Asks for calls of these tokens that have just arrived.</summary>
    public Task<QuotaAnswer> AskAsync(string process, string epoch, params (string Id, long Tokens)[] calls) =>
        Store.ReserveAsync(process, epoch, [.. calls.Select((call, i) => new Waiter(call.Id, new(call.Tokens, 0), i, TimeSpan.Zero))], TimeSpan.Zero, CancellationToken.None);

    public Task SettleAsync(string process, string epoch, string id, long used) => Store.SettleAsync(process, epoch, [(id, used)], CancellationToken.None);

    public Task SentLateAsync(string process, string epoch, string id, long tokens, TimeSpan age) =>
        Store.CountLateAsync(process, epoch, [(id, tokens, age)], CancellationToken.None);

    public async Task<(long Requests, long Tokens)> ShownAsync() =>
        (await NumberAsync(_keys.GeminiRpm), await NumberAsync(_keys.GeminiTpm));

    public Task<long> ShownTodayAsync() => NumberAsync(_keys.GeminiRpd);

    public Task OrderAsync(long? rpm = null, long? tpm = null, long? rpd = null, TimeSpan? lasts = null) =>
        Store.OrderAsync("operator", new(rpm, tpm, rpd, lasts), CancellationToken.None);

    public Task<TickAnswer> TickAsync(string process, string epoch, double believed = 0, params string[] dead) =>
        Store.TickAsync(process, epoch, believed, leave: false, dead, CancellationToken.None);

    public Task<TimeSpan> FreezeAsync(string process, string epoch, TimeSpan asked, bool daily = false, long tokenQuota = 0) =>
        Store.FreezeAsync(process, epoch, asked, daily, 0, tokenQuota, CancellationToken.None);

    /// <summary>The last that <see cref="FillAsync"/> asked for.</summary>
    public string LastId { get; private set; } = "";

    /// <summary>Sends calls one by one as fast as they are admitted, for at most 58 seconds.</summary>
    /// <param name="others">Processes that show meanwhile that they live, each with half of the share.</param>
    /// <returns>How many were admitted.</returns>
    public async Task<int> FillAsync(string process, string epoch, int count, long tokens, params string[] others)
    {
        var (admitted, end) = (0, Now + 58_000);
        while (admitted < count && Now < end)
        {
            LastId = $"{process}-{end}-{admitted}";
            var answer = await AskAsync(process, epoch, (LastId, tokens));
            admitted += answer.Admitted.Count;
            if (answer.Admitted.Count is 0)
            {
                await MoveAsync(TimeSpan.FromMilliseconds(500));
                foreach (var other in others)
                {
                    await TickAsync(other, epoch, 0.5);
                }
            }
        }

        return admitted;
    }

    public async Task<TimeSpan> ShownForAsync() =>
        TimeSpan.FromMilliseconds((long)await _redis.ExecuteAsync("PTTL", [(RedisKey)_keys.GeminiRpm], CancellationToken.None));

    /// <summary>What the sums hold: requests, tokens, variance.</summary>
    public async Task<string> SumsAsync()
    {
        var state = await _redis.HashGetAllAsync(_keys.GeminiLimiter, CancellationToken.None);
        return string.Join(' ', new[] { "sum_r", "sum_t", "variance" }.Select(field => double.Parse(state.GetValueOrDefault(field, "0"), CultureInfo.InvariantCulture)));
    }

    public Task LoseEverythingAsync() => _redis.ExecuteAsync(
        "DEL",
        [.. new[] { _keys.GeminiLimiter, _keys.GeminiRing, _keys.GeminiCalls, _keys.GeminiCallOrder, _keys.GeminiProcesses }.Select(key => (object)(RedisKey)key)],
        CancellationToken.None);

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    private async Task<long> NumberAsync(string key) =>
        long.Parse(await _redis.GetAsync(key, CancellationToken.None) ?? "-1", CultureInfo.InvariantCulture);
}
