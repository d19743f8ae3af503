using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Simulators.Servers;
using StackExchange.Redis;
using Workers.Support;
using Xunit;

namespace Workers.Capacity.Ledger;

public sealed class ReservationKeeperTests(RedisFixture redis)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);
    private readonly CancellationToken _test = TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_pass_renews_everything_that_is_held()
    {
        await using var bench = await LedgerBench.StartAsync(await redis.UrlAsync(), redis.NewPrefix());
        var ledger = await bench.OpenLedgerAsync();
        await ledger.ReserveAsync("registre-1", WorkerType.Registre, _test);
        await ledger.ReserveAsync("ocr-1", WorkerType.ActeOcr, _test);
        using var keeper = Keeper(ledger, bench);

        await bench.AgeAsync(TimeSpan.FromSeconds(50));
        await keeper.RunOnceAsync(_test);
        await bench.AgeAsync(TimeSpan.FromSeconds(50));

        (await ledger.ReadAsync(_test)).Workers.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_stop_gives_everything_back()
    {
        await using var bench = await LedgerBench.StartAsync(await redis.UrlAsync(), redis.NewPrefix());
        var ledger = await bench.OpenLedgerAsync();
        using var keeper = Keeper(ledger, bench);
        await keeper.StartAsync(_test);
        await ledger.ReserveAsync("registre-1", WorkerType.Registre, _test);

        await keeper.StopAsync(_test);

        (await bench.DisplayAsync()).Cpu.ShouldBe("0");
        (await ledger.ReserveAsync("registre-1", WorkerType.Registre, _test)).ShouldBeOfType<ReserveAnswer.Unavailable>();
    }

    [Fact]
    public async Task What_is_held_is_registered_again_as_soon_as_a_redis_that_forgot_is_back()
    {
        await using var server = await RedisServer.StartAsync();
        await using var bench = await LedgerBench.StartAsync(server.Url, "", timeoutMs: 1000);
        var ledger = await bench.OpenLedgerAsync(ttlSeconds: 3600);
        await ledger.ReserveAsync("registre-1", WorkerType.Registre, _test);
        using var keeper = Keeper(ledger, bench, ttlSeconds: 3600);
        await keeper.StartAsync(_test);

        await server.RestartAsync();

        using var bound = new CancellationTokenSource(Bound);
        await using var other = await LedgerBench.StartAsync(server.Url, "");
        while ((await other.DisplayAsync()).Cpu != "3")
        {
            bound.Token.ThrowIfCancellationRequested();
        }

        await keeper.StopAsync(_test);
    }

    [Fact]
    public async Task A_key_of_another_program_is_told_once_with_its_name_and_renewal_goes_on_when_it_is_gone()
    {
        await using var bench = await LedgerBench.StartAsync(await redis.UrlAsync(), redis.NewPrefix());
        var ledger = await bench.OpenLedgerAsync();
        await ledger.ReserveAsync("ocr-1", WorkerType.ActeOcr, _test);
        var log = new ScopedLines<ReservationKeeper>();
        using var keeper = Keeper(ledger, bench, log: log);
        await bench.Redis.ExecuteAsync("RENAME", [(RedisKey)bench.Keys.LedgerState, (RedisKey)(bench.Keys.LedgerState + ":aside")], _test);
        await bench.Redis.SetAsync(bench.Keys.LedgerState, "of another program", null, _test);

        await keeper.RunOnceAsync(_test);
        await keeper.RunOnceAsync(_test);
        await ledger.ReleaseAsync("nobody", _test);
        (await ledger.ReserveAsync("ocr-2", WorkerType.ActeOcr, _test)).ShouldBeOfType<ReserveAnswer.Unavailable>();
        (await ledger.SwapAsync("ocr-1", WorkerType.IndexOcr, _test)).ShouldBeOfType<SwapAnswer.Unavailable>();

        log.Lines.ShouldHaveSingleItem().Line.ShouldContain(bench.Keys.LedgerState);
        await bench.Redis.ExecuteAsync("RENAME", [(RedisKey)(bench.Keys.LedgerState + ":aside"), (RedisKey)bench.Keys.LedgerState], _test);
        await keeper.RunOnceAsync(_test);
        await keeper.RunOnceAsync(_test);

        log.Lines.Count.ShouldBe(2);
        ledger.Holds("ocr-1").ShouldBeTrue();
    }

    private static ReservationKeeper Keeper(CapacityLedger ledger, LedgerBench bench, double ttlSeconds = 60, ILogger<ReservationKeeper>? log = null) => new(
        ledger, new CapacityOptions { TimeToLive = TimeSpan.FromSeconds(ttlSeconds) }, bench.Redis, Loops.On(TimeProvider.System), TimeProvider.System, log ?? NullLogger<ReservationKeeper>.Instance);
}
