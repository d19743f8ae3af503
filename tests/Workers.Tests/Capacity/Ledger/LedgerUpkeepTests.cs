using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Capacity.Ledger;

/// <summary>What the ledger does about what was spoilt, ended or must end by itself.</summary>
public sealed class LedgerUpkeepTests(RedisFixture redis) : IAsyncLifetime
{
    private readonly CancellationToken _test = TestContext.Current.CancellationToken;
    private LedgerBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await LedgerBench.StartAsync(await redis.UrlAsync(), redis.NewPrefix());

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Sums_that_somebody_spoilt_are_right_again_after_a_renewal()
    {
        var ledger = await _bench.OpenLedgerAsync();
        await GrantAsync(ledger, "registre-1", WorkerType.Registre);
        var figures = (await _bench.Redis.HashGetAllAsync(_bench.Keys.LedgerState, _test))["figures"].Split(' ');
        figures[1] = "99999";
        await _bench.Redis.ExecuteAsync("HSET", [(StackExchange.Redis.RedisKey)_bench.Keys.LedgerState, "figures", string.Join(' ', figures)], _test);
        (await ledger.ReserveAsync("ocr-1", WorkerType.ActeOcr, _test)).ShouldBeOfType<ReserveAnswer.Refused>();

        await ledger.RenewAsync(_test);

        await GrantAsync(ledger, "ocr-1", WorkerType.ActeOcr);
        (await _bench.DisplayAsync()).Cpu.ShouldBe("4");
    }

    [Fact]
    public async Task What_ends_first_is_back_first_though_another_was_taken_before_it()
    {
        var longLived = await _bench.OpenLedgerAsync(ttlSeconds: 600);
        var shortLived = await _bench.OpenLedgerAsync(ttlSeconds: 60);
        await GrantAsync(longLived, "registre-1", WorkerType.Registre);
        await GrantAsync(shortLived, "registre-2", WorkerType.Registre);

        await _bench.AgeAsync(TimeSpan.FromSeconds(61));

        await GrantAsync(longLived, "registre-3", WorkerType.Registre);
    }

    [Fact]
    public async Task What_cannot_be_read_is_gone_after_a_renewal_and_keeps_nobody_out()
    {
        var ledger = await _bench.OpenLedgerAsync();
        await GrantAsync(ledger, "registre-1", WorkerType.Registre);
        await _bench.Redis.ExecuteAsync("HSET", [(StackExchange.Redis.RedisKey)_bench.Keys.ServerWorkers, "ocr-1", "who wrote this?"], _test);

        (await ledger.RenewAsync(_test)).ShouldBeTrue();

        (await _bench.DisplayAsync()).Workers.Keys.ShouldBe(["registre-1"]);
        await GrantAsync(ledger, "ocr-1", WorkerType.ActeOcr);
    }

    [Fact]
    public async Task Figures_that_cannot_be_read_close_the_ledger_until_holders_have_registered_again()
    {
        var ledger = await _bench.OpenLedgerAsync();
        await GrantAsync(ledger, "registre-1", WorkerType.Registre);
        await _bench.Redis.ExecuteAsync("HSET", [(StackExchange.Redis.RedisKey)_bench.Keys.LedgerState, "figures", "spoilt"], _test);

        (await ledger.ReserveAsync("ocr-1", WorkerType.ActeOcr, _test)).ShouldBeOfType<ReserveAnswer.Unavailable>();
        await ledger.RenewAsync(_test);

        ledger.Holds("registre-1").ShouldBeTrue();
        (await _bench.DisplayAsync()).Workers.Keys.ShouldBe(["registre-1"]);
    }

    [Fact]
    public async Task What_operators_read_ends_by_itself_after_what_it_shows_whatever_was_given_back_between()
    {
        var ledger = await _bench.OpenLedgerAsync(ttlSeconds: 60);
        await GrantAsync(ledger, "ocr-1", WorkerType.IndexOcr);
        await ledger.SwapAsync("ocr-1", WorkerType.ActeOcr, _test);
        await ledger.ReleaseAsync("ocr-1", _test);
        await GrantAsync(ledger, "ocr-2", WorkerType.ActeOcr);
        await ledger.SwapAsync("ocr-2", WorkerType.IndexOcr, _test);

        foreach (var key in new[] { _bench.Keys.ServerWorkers, _bench.Keys.ServerCpuAllocated, _bench.Keys.ServerRamAllocated })
        {
            var milliseconds = (long)await _bench.Redis.ExecuteAsync("PTTL", [(StackExchange.Redis.RedisKey)key], _test);
            milliseconds.ShouldBeInRange(60_000, 120_000, key);
        }
    }

    private async Task GrantAsync(CapacityLedger ledger, string worker, WorkerType type) =>
        (await ledger.ReserveAsync(worker, type, _test)).ShouldBeOfType<ReserveAnswer.Granted>();
}
