using Shouldly;
using Simulators.Servers;
using Xunit;

namespace Workers.Capacity.Ledger;

/// <summary>When a daemon may begin at once on a Redis that knows nothing, and when that may mean that it has forgotten.</summary>
public sealed class FirstDaemonTests
{
    private readonly CancellationToken _test = TestContext.Current.CancellationToken;

    [Fact]
    public async Task On_a_new_Redis_the_first_daemon_that_ever_was_is_admitted_at_once()
    {
        await using var server = await RedisServer.StartAsync();
        await using var bench = await LedgerBench.StartAsync(server.Url, "");
        var first = bench.Ledger();

        (await first.OpenAsync(_test, isFirst: true)).ShouldBe(new OpenAnswer(null, TimeSpan.Zero));

        (await first.ReserveAsync("registre-1", WorkerType.Registre, _test)).ShouldBeOfType<ReserveAnswer.Granted>();
        // Whoever comes second finds a ledger that knows all its holders.
        var second = bench.Ledger();
        (await second.OpenAsync(_test)).ShouldBe(new OpenAnswer(null, TimeSpan.Zero));
        (await second.ReserveAsync("ocr-1", WorkerType.ActeOcr, _test)).ShouldBeOfType<ReserveAnswer.Granted>();
    }

    [Fact]
    public async Task Where_a_daemon_was_ever_known_a_Redis_that_knows_nothing_is_waited_for()
    {
        await using var server = await RedisServer.StartAsync();
        await using var bench = await LedgerBench.StartAsync(server.Url, "");

        await WaitsAsync(bench.Ledger(), isFirst: false);
    }

    [Fact]
    public async Task Somebody_else_who_is_connected_may_hold_what_Redis_forgot()
    {
        await using var server = await RedisServer.StartAsync();
        await using var other = await LedgerBench.StartAsync(server.Url, "");
        await using var bench = await LedgerBench.StartAsync(server.Url, "");

        await WaitsAsync(bench.Ledger(), isFirst: true);
    }

    [Theory]
    [InlineData("daemons")]
    [InlineData("workers")]
    [InlineData("tombstones")]
    [InlineData("state")]
    public async Task A_Redis_that_lost_a_part_has_forgotten(string left)
    {
        await using var server = await RedisServer.StartAsync();
        await using var bench = await LedgerBench.StartAsync(server.Url, "");
        var (key, command) = left switch
        {
            "daemons" => (bench.Keys.LedgerDaemons, "HSET"),
            "workers" => (bench.Keys.ServerWorkers, "HSET"),
            "tombstones" => (bench.Keys.LedgerTombstones, "ZADD"),
            _ => (bench.Keys.LedgerState, "HSET"),
        };
        object[] arguments = command == "ZADD" ? [(StackExchange.Redis.RedisKey)key, "1", "o"] : [(StackExchange.Redis.RedisKey)key, "run", """{"expiresAt":0}"""];
        await bench.Redis.ExecuteAsync(command, arguments, _test);

        await WaitsAsync(bench.Ledger(), isFirst: true);
    }

    [Fact]
    public async Task A_ledger_that_is_waiting_is_not_opened_by_who_comes_as_the_first()
    {
        await using var server = await RedisServer.StartAsync();
        await using var bench = await LedgerBench.StartAsync(server.Url, "");
        await bench.Ledger().OpenAsync(_test);

        await WaitsAsync(bench.Ledger(), isFirst: true);
    }

    private async Task WaitsAsync(CapacityLedger ledger, bool isFirst)
    {
        (await ledger.OpenAsync(_test, isFirst)).OpensIn.ShouldBeGreaterThan(TimeSpan.FromSeconds(30));
        (await ledger.ReserveAsync("registre-1", WorkerType.Registre, _test)).ShouldBeOfType<ReserveAnswer.Unavailable>().Why.ShouldContain("nothing starts");
    }
}
