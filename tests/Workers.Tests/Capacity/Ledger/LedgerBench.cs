using Microsoft.Extensions.Logging.Abstractions;
using Workers.Redis;

namespace Workers.Capacity.Ledger;

/// <summary>Ledgers of several daemons over one Redis, as tests need them.</summary>
internal sealed class LedgerBench(RedisGateway redis, RedisKeys keys, TimeProvider? clock = null) : IAsyncDisposable
{
    public static readonly Footprint Medium = new(6400, 13107);

    private static readonly RedisScript AgeScript = RedisScript.FromText("age", """
        for i = 1, 2 do
          local all = redis.call('HGETALL', KEYS[i])
          for j = 1, #all, 2 do
            local entry = cjson.decode(all[j + 1])
            entry.expiresAt = entry.expiresAt - ARGV[1]
            redis.call('HSET', KEYS[i], all[j], cjson.encode(entry))
          end
        end
        local held = redis.call('HGETALL', KEYS[3])
        for i = 1, #held, 2 do
          local moved = string.gsub(held[i + 1], '"expiresAt":(%d+)', function(till) return '"expiresAt":' .. string.format('%.0f', till - ARGV[1]) end)
          redis.call('HSET', KEYS[3], held[i], moved)
        end
        local figures = redis.call('HGET', KEYS[4], 'figures')
        if figures then
          local before, next_end, after = string.match(figures, '^(%d+ %d+ %d+ %d+ %d+ )(%d+)( .*)$')
          local moved = next_end == '0' and 0 or math.max(1, next_end - ARGV[1])
          redis.call('HSET', KEYS[4], 'figures', before .. string.format('%.0f', moved) .. after)
        end
        for _, name in ipairs({ 'opensAt', 'daemonsUntil' }) do
          local time = redis.call('HGET', KEYS[4], name)
          if time then redis.call('HSET', KEYS[4], name, string.format('%.0f', time - ARGV[1])) end
        end
        """);

    private int _daemons;

    public RedisGateway Redis => redis;

    public RedisKeys Keys => keys;

    public static async Task<LedgerBench> StartAsync(string url, string prefix, int timeoutMs = 5000, string? serverId = null, TimeProvider? clock = null)
    {
        var options = new RedisOptions { Url = RedisAddress.Parse(url), KeyPrefix = prefix, ServerId = serverId, Timeout = TimeSpan.FromMilliseconds(timeoutMs) };
        var gateway = await RedisGateway.ConnectAsync(options, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        return new(gateway, new(prefix, serverId), clock);
    }

    /// <summary>A ledger that is open already, as after a clean stop of an earlier daemon.</summary>
    public async Task<CapacityLedger> OpenLedgerAsync(Footprint? budget = null, string machine = "here", double ttlSeconds = 60)
    {
        var ledger = Ledger(budget, machine, ttlSeconds);
        await ledger.OpenAsync(CancellationToken.None);
        await redis.ExecuteAsync("HSET", [(StackExchange.Redis.RedisKey)keys.LedgerState, "opensAt", "0"], CancellationToken.None);
        return ledger;
    }

    public CapacityLedger Ledger(Footprint? budget = null, string machine = "here", double ttlSeconds = 60, string? name = null) =>
        new(Scripts(budget, machine, ttlSeconds, name), clock ?? TimeProvider.System, NullLogger<CapacityLedger>.Instance);

    /// <param name="edit">Other texts for the scripts.</param>
    public LedgerScripts Scripts(Footprint? budget = null, string machine = "here", double ttlSeconds = 60, string? name = null, Func<string, string>? edit = null) => new(
        redis, keys, new(name ?? $"d{++_daemons}", new(machine, machine), budget ?? Medium, TimeSpan.FromSeconds(ttlSeconds)), edit);

    /// <summary>Moves the ledger's past away, as if so much time had gone by.</summary>
    public Task AgeAsync(TimeSpan age) => redis.EvaluateAsync(
        AgeScript,
        [keys.LedgerWaiting, keys.LedgerDaemons, keys.ServerWorkers, keys.LedgerState],
        [(long)age.TotalMilliseconds],
        CancellationToken.None);

    /// <summary>Takes every key of the ledger away, as FLUSHALL does.</summary>
    public async Task ForgetAsync()
    {
        string[] all =
        [
            keys.ServerWorkers, keys.LedgerWaiting, keys.LedgerDaemons, keys.LedgerTombstones, keys.LedgerState,
            keys.ServerCpuAllocated, keys.ServerRamAllocated,
        ];
        foreach (var key in all)
        {
            await redis.DeleteAsync(key, CancellationToken.None);
        }
    }

    public async Task<(string? Cpu, string? Ram, IReadOnlyDictionary<string, string> Workers)> DisplayAsync() => (
        await redis.GetAsync(keys.ServerCpuAllocated, CancellationToken.None),
        await redis.GetAsync(keys.ServerRamAllocated, CancellationToken.None),
        await redis.HashGetAllAsync(keys.ServerWorkers, CancellationToken.None));

    public ValueTask DisposeAsync() => redis.DisposeAsync();
}
