using Shouldly;
using Simulators.Servers;
using Workers.Support;
using Xunit;

namespace Workers.Capacity.Ledger;

/// <summary>Answers that are lost, processes that were paused, and a Redis that forgot.</summary>
public sealed class LedgerCertaintyTests(RedisFixture redis)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);
    private readonly CancellationToken _test = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_holder_stops_being_certain_before_redis_ends_its_reservation()
    {
        var clock = new MonotonicClock();
        await using var bench = await LedgerBench.StartAsync(await redis.UrlAsync(), redis.NewPrefix(), clock: clock);
        var ledger = await bench.OpenLedgerAsync(ttlSeconds: 10);
        await ledger.ReserveAsync("registre-1", WorkerType.Registre, _test);

        clock.Move(TimeSpan.FromSeconds(8.9));
        ledger.Holds("registre-1").ShouldBeTrue();
        clock.Move(TimeSpan.FromSeconds(0.2));
        ledger.Holds("registre-1").ShouldBeFalse();

        (await ledger.RenewAsync(_test)).ShouldBeTrue();
        ledger.Holds("registre-1").ShouldBeTrue();
    }

    [Theory]
    [InlineData(7)]
    [InlineData(-7)]
    public async Task A_machine_whose_clock_is_minutes_wrong_keeps_its_own_and_ends_nobody_elses(int minutes)
    {
        var clock = new MonotonicClock { Wrong = TimeSpan.FromMinutes(minutes) };
        var (url, prefix) = (await redis.UrlAsync(), redis.NewPrefix());
        await using var right = await LedgerBench.StartAsync(url, prefix);
        await using var wrong = await LedgerBench.StartAsync(url, prefix, clock: clock);
        var here = await right.OpenLedgerAsync(new(4500, 6553), ttlSeconds: 10);
        var there = wrong.Ledger(new(4500, 6553), ttlSeconds: 10, name: "wrong");
        (await here.ReserveAsync("registre-1", WorkerType.Registre, _test)).ShouldBeOfType<ReserveAnswer.Granted>();
        (await there.ReserveAsync("index-1", WorkerType.IndexOcr, _test)).ShouldBeOfType<ReserveAnswer.Granted>();

        (await there.RenewAsync(_test)).ShouldBeTrue();
        (await here.RenewAsync(_test)).ShouldBeTrue();
        (await there.ReserveAsync("acte-1", WorkerType.ActeOcr, _test)).ShouldNotBeOfType<ReserveAnswer.Granted>();

        (here.Holds("registre-1"), there.Holds("index-1")).ShouldBe((true, true));
        (await here.ReadAsync(_test)).Workers.Select(worker => worker.WorkerId).ShouldBe(["registre-1", "index-1"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_paused_holder_whose_room_was_given_away_learns_that_it_lost()
    {
        await using var bench = await LedgerBench.StartAsync(await redis.UrlAsync(), redis.NewPrefix());
        var paused = await bench.OpenLedgerAsync(new(3200, 6553));
        var lost = new Signals();
        paused.ReservationLost += lost.Add;
        await paused.ReserveAsync("registre-1", WorkerType.Registre, _test);
        await bench.AgeAsync(TimeSpan.FromSeconds(61));
        var other = bench.Ledger(new(3200, 6553));
        (await other.ReserveAsync("registre-2", WorkerType.Registre, _test)).ShouldBeOfType<ReserveAnswer.Granted>();

        (await paused.RenewAsync(_test)).ShouldBeTrue();

        (await lost.NextAsync(Bound)).ShouldBe("registre-1");
        paused.Holds("registre-1").ShouldBeFalse();
        (await other.ReadAsync(_test)).Workers.ShouldHaveSingleItem().WorkerId.ShouldBe("registre-2");
    }

    [Fact]
    public async Task A_paused_holder_whose_room_is_still_free_takes_it_again()
    {
        await using var bench = await LedgerBench.StartAsync(await redis.UrlAsync(), redis.NewPrefix());
        var paused = await bench.OpenLedgerAsync();
        await paused.ReserveAsync("registre-1", WorkerType.Registre, _test);
        await bench.AgeAsync(TimeSpan.FromSeconds(61));

        await paused.RenewAsync(_test);

        paused.Holds("registre-1").ShouldBeTrue();
        (await bench.DisplayAsync()).Cpu.ShouldBe("3");
    }

    [Fact]
    public async Task Lost_data_admits_nobody_until_the_holders_had_time_to_register_again()
    {
        await using var bench = await LedgerBench.StartAsync(await redis.UrlAsync(), redis.NewPrefix());
        var holder = await bench.OpenLedgerAsync();
        await holder.ReserveAsync("registre-1", WorkerType.Registre, _test);
        await holder.ReserveAsync("ocr-1", WorkerType.ActeOcr, _test);
        await holder.SwapAsync("ocr-1", WorkerType.IndexOcr, _test);
        await bench.ForgetAsync();
        var newcomer = bench.Ledger();

        (await newcomer.ReserveAsync("registre-2", WorkerType.Registre, _test)).ShouldBeOfType<ReserveAnswer.Unavailable>().Why.ShouldContain("nothing starts");
        (await holder.RenewAsync(_test)).ShouldBeTrue();

        holder.HeldType("registre-1").ShouldBe(WorkerType.Registre);
        holder.HeldType("ocr-1").ShouldBe(WorkerType.IndexOcr);
        (await bench.DisplayAsync()).Cpu.ShouldBe("4.5");
        (await newcomer.ReadAsync(_test)).OpensIn.ShouldBeGreaterThan(TimeSpan.FromSeconds(30));

        await bench.AgeAsync(TimeSpan.FromSeconds(61));
        await holder.RenewAsync(_test);
        (await newcomer.ReserveAsync("registre-2", WorkerType.Registre, _test)).ShouldBeOfType<ReserveAnswer.Refused>();
        (await newcomer.ReserveAsync("ocr-2", WorkerType.ActeOcr, _test)).ShouldBeOfType<ReserveAnswer.Granted>();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_restarted_redis_is_not_trusted_until_the_holders_had_time_to_register_again(bool persistent)
    {
        await using var server = await RedisServer.StartAsync(new() { Persistent = persistent });
        await using var bench = await LedgerBench.StartAsync(server.Url, "", timeoutMs: 1000);
        var holder = await bench.OpenLedgerAsync();
        await holder.ReserveAsync("registre-1", WorkerType.Registre, _test);
        await holder.ReserveAsync("registre-2", WorkerType.Registre, _test);

        await server.RestartAsync();
        await using var fresh = await LedgerBench.StartAsync(server.Url, "");

        (await fresh.Ledger(name: "newcomer").ReserveAsync("ocr-1", WorkerType.ActeOcr, _test))
            .ShouldBeOfType<ReserveAnswer.Unavailable>().Why.ShouldContain("nothing starts");
        await RenewedAsync(holder);
        holder.Holds("registre-1").ShouldBeTrue();
        // The first connection may be replaced at this moment, which ends what is on its way.
        (await fresh.DisplayAsync()).Cpu.ShouldBe("6");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public async Task After_a_failover_to_a_replica_that_missed_reservations_nobody_starts_until_their_holder_registered_again(int heard)
    {
        await using var servers = await RedisPair.StartAsync();
        await using var bench = await LedgerBench.StartAsync(servers.Url, "", timeoutMs: 1000);
        var holder = await bench.OpenLedgerAsync();
        for (var number = 1; number <= 2; number++)
        {
            if (number == heard + 1)
            {
                await servers.StopFollowingAsync();
            }

            (await holder.ReserveAsync($"registre-{number}", WorkerType.Registre, _test)).ShouldBeOfType<ReserveAnswer.Granted>();
        }

        await servers.FailOverAsync();
        await using var fresh = await LedgerBench.StartAsync(servers.Primary.Url, "");

        (await fresh.Ledger(name: "newcomer").ReserveAsync("ocr-1", WorkerType.ActeOcr, _test))
            .ShouldBeOfType<ReserveAnswer.Unavailable>().Why.ShouldContain("nothing starts");
        await RenewedAsync(holder);
        (holder.Holds("registre-1"), holder.Holds("registre-2")).ShouldBe((true, true));
        (await fresh.DisplayAsync()).Cpu.ShouldBe("6");
    }

    [Fact]
    public async Task A_ledger_that_was_empty_at_a_restart_opens_at_once()
    {
        await using var server = await RedisServer.StartAsync(new() { Persistent = true });
        await using (var before = await LedgerBench.StartAsync(server.Url, ""))
        {
            var ledger = await before.OpenLedgerAsync();
            await ledger.ReserveAsync("registre-1", WorkerType.Registre, _test);
            await ledger.CloseAsync(_test);
        }

        await server.RestartAsync();

        await using var after = await LedgerBench.StartAsync(server.Url, "");
        (await after.Ledger(name: "after").ReserveAsync("registre-1", WorkerType.Registre, _test)).ShouldBeOfType<ReserveAnswer.Granted>();
    }

    [Fact]
    public async Task A_swap_whose_answer_was_lost_starts_nothing_until_it_is_settled()
    {
        await using var server = await RedisServer.StartAsync();
        await using var bench = await LedgerBench.StartAsync(server.Url, "", timeoutMs: 1500);
        var ledger = await bench.OpenLedgerAsync();
        await ledger.ReserveAsync("ocr-1", WorkerType.IndexOcr, _test);

        server.Pause();
        (await ledger.SwapAsync("ocr-1", WorkerType.ActeOcr, _test)).ShouldBeOfType<SwapAnswer.Unavailable>();
        ledger.Holds("ocr-1").ShouldBeFalse();
        server.Continue();
        await RenewedAsync(ledger);

        var held = ledger.HeldType("ocr-1").ShouldNotBeNull();
        (await ledger.ReadAsync(_test)).Workers.ShouldHaveSingleItem().Type.ShouldBe(held);
        (await ledger.SwapAsync("ocr-1", WorkerType.ActeOcr, _test)).ShouldBeOfType<SwapAnswer.Swapped>();
        (await bench.DisplayAsync()).Cpu.ShouldBe("1");
    }

    [Fact]
    public async Task A_reservation_whose_answer_was_lost_and_that_was_given_up_leaves_nothing_behind()
    {
        await using var server = await RedisServer.StartAsync();
        await using var bench = await LedgerBench.StartAsync(server.Url, "", timeoutMs: 1500);
        var ledger = await bench.OpenLedgerAsync();

        server.Pause();
        (await ledger.ReserveAsync("registre-1", WorkerType.Registre, _test)).ShouldBeOfType<ReserveAnswer.Unavailable>();
        ledger.Holds("registre-1").ShouldBeFalse();
        server.Continue();
        await RenewedAsync(ledger);
        await ledger.ReleaseAsync("registre-1", _test);

        (await ledger.ReadAsync(_test)).Allocated.ShouldBe(default);
        (await bench.DisplayAsync()).Cpu.ShouldBe("0");
    }

    private async Task RenewedAsync(CapacityLedger ledger)
    {
        using var bound = new CancellationTokenSource(Bound);
        while (!await ledger.RenewAsync(bound.Token))
        {
            bound.Token.ThrowIfCancellationRequested();
        }
    }
}
