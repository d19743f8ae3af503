using System.Globalization;
using Shouldly;
using StackExchange.Redis;
using Workers.Support;
using Xunit;

namespace Workers.Capacity.Ledger;

/// <summary>Entries that a newer version wrote, with a type of worker and with fields that this one does not know.</summary>
public sealed class LedgerOfTwoVersionsTests(RedisFixture redis) : IAsyncLifetime
{
    private readonly CancellationToken _test = TestContext.Current.CancellationToken;
    private LedgerBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await LedgerBench.StartAsync(await redis.UrlAsync(), redis.NewPrefix());

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_reservation_of_another_type_or_with_more_fields_holds_its_room_until_it_ends()
    {
        var ledger = await _bench.OpenLedgerAsync();
        var till = DateTimeOffset.UtcNow.AddMinutes(1).ToUnixTimeMilliseconds();
        await SetAsync(_bench.Keys.ServerWorkers, "plans-1", string.Create(CultureInfo.InvariantCulture,
            $$"""{"workerId":"plans-1","type":"plan-reader","cpu":2,"ram":2,"startedAt":1,"expiresAt":{{till}},"daemon":"newer","operation":"op","gpu":1}"""));

        await ledger.RenewAsync(_test);
        var seen = await ledger.ReadAsync(_test);

        seen.Allocated.ShouldBe(new Footprint(2000, 2048));
        seen.Workers.ShouldHaveSingleItem().Type.ShouldBeNull();
        YieldPlan.MustYield(seen, "plans-1").ShouldBeFalse();
        (await ledger.ReserveAsync("registre-1", WorkerType.Registre, _test)).ShouldBeOfType<ReserveAnswer.Granted>();
        (await ledger.ReserveAsync("registre-2", WorkerType.Registre, _test)).ShouldBeOfType<ReserveAnswer.Refused>();
    }

    [Fact]
    public async Task A_figure_more_does_not_close_the_ledger()
    {
        var ledger = await _bench.OpenLedgerAsync();
        (await ledger.ReserveAsync("registre-1", WorkerType.Registre, _test)).ShouldBeOfType<ReserveAnswer.Granted>();
        var figures = (await _bench.Redis.HashGetAllAsync(_bench.Keys.LedgerState, _test))["figures"];
        await SetAsync(_bench.Keys.LedgerState, "figures", figures + " 77");

        (await ledger.ReserveAsync("ocr-1", WorkerType.ActeOcr, _test)).ShouldBeOfType<ReserveAnswer.Granted>();

        (await _bench.DisplayAsync()).Cpu.ShouldBe("4");
    }

    private Task SetAsync(string key, string field, string value) => _bench.Redis.ExecuteAsync("HSET", [(RedisKey)key, field, value], _test);
}
