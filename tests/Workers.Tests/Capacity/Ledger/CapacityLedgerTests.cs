using System.Text.Json.Nodes;
using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Capacity.Ledger;

public sealed class CapacityLedgerTests(RedisFixture redis) : IAsyncLifetime
{
    private readonly CancellationToken _test = TestContext.Current.CancellationToken;
    private LedgerBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await LedgerBench.StartAsync(await redis.UrlAsync(), redis.NewPrefix());

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Operators_read_what_is_held_in_their_own_units()
    {
        var ledger = await _bench.OpenLedgerAsync();
        await GrantAsync(ledger, "registre-1", WorkerType.Registre);
        await GrantAsync(ledger, "ocr-1", WorkerType.IndexOcr);
        await GrantAsync(ledger, "ocr-2", WorkerType.ActeOcr);

        var (cpu, ram, workers) = await _bench.DisplayAsync();

        cpu.ShouldBe("5.5");
        ram.ShouldBe("2.25");
        workers.Keys.ShouldBe(["registre-1", "ocr-1", "ocr-2"], ignoreOrder: true);
        var index = JsonNode.Parse(workers["ocr-1"])!;
        index["workerId"]!.GetValue<string>().ShouldBe("ocr-1");
        index["type"]!.GetValue<string>().ShouldBe("index-ocr");
        index["cpu"]!.GetValue<decimal>().ShouldBe(1.5m);
        index["ram"]!.GetValue<decimal>().ShouldBe(0.75m);
        DateTimeOffset.FromUnixTimeMilliseconds(index["startedAt"]!.GetValue<long>()).ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task After_a_clean_stop_operators_read_zero()
    {
        var ledger = await _bench.OpenLedgerAsync();
        await GrantAsync(ledger, "registre-1", WorkerType.Registre);

        await ledger.CloseAsync(_test);

        var (cpu, ram, workers) = await _bench.DisplayAsync();
        (cpu, ram).ShouldBe(("0", "0"));
        workers.ShouldBeEmpty();
        (await ledger.ReadAsync(_test)).Daemons.ShouldBeEmpty();
        ledger.Holds("registre-1").ShouldBeFalse();
    }

    [Fact]
    public async Task What_does_not_fit_is_refused_with_the_numbers_and_the_remedy()
    {
        var ledger = await _bench.OpenLedgerAsync();
        await GrantAsync(ledger, "registre-1", WorkerType.Registre);
        await GrantAsync(ledger, "registre-2", WorkerType.Registre);

        var refused = (await ledger.ReserveAsync("ocr-1", WorkerType.IndexOcr, _test)).ShouldBeOfType<ReserveAnswer.Refused>();

        refused.Shortage.Message.ShouldBe("Insufficient server capacity: need 1.5 vCPU, 0.4 free of 6.4; reduce OCR_WORKER_POOL_SIZE or raise SERVER_MAX_CPU");
        refused.Shortage.NeverFits.ShouldBeFalse();
        ledger.Holds("ocr-1").ShouldBeFalse();
    }

    [Fact]
    public async Task Too_little_memory_names_the_memory()
    {
        var ledger = await _bench.OpenLedgerAsync(new(64_000, 1536));
        await GrantAsync(ledger, "ocr-1", WorkerType.IndexOcr);

        var refused = (await ledger.ReserveAsync("registre-1", WorkerType.Registre, _test)).ShouldBeOfType<ReserveAnswer.Refused>();

        refused.Shortage.Message.ShouldBe("Insufficient server capacity: need 1 GB, 0.75 free of 1.5; reduce WORKER_COUNT or raise SERVER_MAX_RAM");
    }

    [Fact]
    public async Task A_reservation_is_asked_for_twice_and_held_once()
    {
        var ledger = await _bench.OpenLedgerAsync();

        var first = await ledger.ReserveAsync("registre-1", WorkerType.Registre, _test);
        var second = await ledger.ReserveAsync("registre-1", WorkerType.Registre, _test);

        second.ShouldBeOfType<ReserveAnswer.Granted>().Reservation.Grant.ShouldBe(first.ShouldBeOfType<ReserveAnswer.Granted>().Reservation.Grant);
        (await ledger.ReadAsync(_test)).Allocated.ShouldBe(Footprint.Of(WorkerType.Registre));
    }

    [Fact]
    public async Task A_swap_that_does_not_fit_keeps_the_old()
    {
        var ledger = await _bench.OpenLedgerAsync(new(4400, 13107));
        await GrantAsync(ledger, "registre-1", WorkerType.Registre);
        await GrantAsync(ledger, "ocr-1", WorkerType.ActeOcr);

        var refused = (await ledger.SwapAsync("ocr-1", WorkerType.IndexOcr, _test)).ShouldBeOfType<SwapAnswer.Refused>();

        refused.Shortage.Message.ShouldContain("need 1.5 vCPU, 0.4 free of 4.4");
        ledger.HeldType("ocr-1").ShouldBe(WorkerType.ActeOcr);
        (await ledger.ReadAsync(_test)).Workers.Single(worker => worker.WorkerId == "ocr-1").Type.ShouldBe(WorkerType.ActeOcr);
    }

    [Fact]
    public async Task A_swap_that_fits_is_one_step_and_keeps_the_start()
    {
        var ledger = await _bench.OpenLedgerAsync(new(4500, 13107));
        await GrantAsync(ledger, "registre-1", WorkerType.Registre);
        await GrantAsync(ledger, "ocr-1", WorkerType.ActeOcr);
        var before = (await ledger.ReadAsync(_test)).Workers.Single(worker => worker.WorkerId == "ocr-1").Since;

        (await ledger.SwapAsync("ocr-1", WorkerType.IndexOcr, _test)).ShouldBeOfType<SwapAnswer.Swapped>();

        ledger.HeldType("ocr-1").ShouldBe(WorkerType.IndexOcr);
        (await ledger.ReadAsync(_test)).Workers.Single(worker => worker.WorkerId == "ocr-1").ShouldSatisfyAllConditions(
            worker => worker.Type.ShouldBe(WorkerType.IndexOcr), worker => worker.Since.ShouldBe(before));
        (await _bench.DisplayAsync()).Cpu.ShouldBe("4.5");
    }

    [Fact]
    public async Task What_a_dead_daemon_held_is_back_after_its_time_to_live()
    {
        var dead = await _bench.OpenLedgerAsync();
        await GrantAsync(dead, "old-1", WorkerType.Registre);
        await GrantAsync(dead, "old-2", WorkerType.Registre);
        var next = _bench.Ledger();

        await _bench.AgeAsync(TimeSpan.FromSeconds(50));
        (await next.ReserveAsync("new-1", WorkerType.Registre, _test)).ShouldBeOfType<ReserveAnswer.Refused>();
        await _bench.AgeAsync(TimeSpan.FromSeconds(15));

        await GrantAsync(next, "new-1", WorkerType.Registre);
        (await next.ReadAsync(_test)).Daemons.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Figures_end_with_what_they_count_when_nobody_is_left()
    {
        var ledger = await _bench.OpenLedgerAsync(ttlSeconds: 5);
        await GrantAsync(ledger, "registre-1", WorkerType.Registre);

        var left = (long)await _bench.Redis.ExecuteAsync("PTTL", [(StackExchange.Redis.RedisKey)_bench.Keys.ServerCpuAllocated], _test);

        left.ShouldBeInRange(1, 10_000);
    }

    [Fact]
    public async Task The_least_declared_budget_is_in_force_and_lowering_it_only_drains()
    {
        var first = await _bench.OpenLedgerAsync();
        await GrantAsync(first, "registre-1", WorkerType.Registre);
        await GrantAsync(first, "ocr-1", WorkerType.IndexOcr);
        var modest = _bench.Ledger(new(3200, 6553));
        (await modest.OpenAsync(_test)).Refusal.ShouldBeNull();

        (await first.ReserveAsync("ocr-2", WorkerType.ActeOcr, _test)).ShouldBeOfType<ReserveAnswer.Refused>();
        (await first.RenewAsync(_test)).ShouldBeTrue();
        first.Holds("ocr-1").ShouldBeTrue();
        YieldPlan.MustYield(await first.ReadAsync(_test), "ocr-1").ShouldBeTrue();
        (await first.SwapAsync("ocr-1", WorkerType.ActeOcr, _test)).ShouldBeOfType<SwapAnswer.Swapped>("shrinking is always possible");

        await modest.CloseAsync(_test);
        await GrantAsync(first, "ocr-2", WorkerType.ActeOcr);
    }

    [Fact]
    public async Task A_waiting_registre_worker_is_not_kept_out_by_small_ones()
    {
        var ledger = await _bench.OpenLedgerAsync();
        foreach (var worker in new[] { "ocr-1", "ocr-2", "ocr-3", "ocr-4" })
        {
            await GrantAsync(ledger, worker, WorkerType.IndexOcr);
        }

        (await ledger.ReserveAsync("registre-1", WorkerType.Registre, _test, shadow: true)).ShouldBeOfType<ReserveAnswer.Refused>();
        YieldPlan.MustYield(await ledger.ReadAsync(_test), "ocr-1").ShouldBeFalse();
        YieldPlan.MustYield(await ledger.ReadAsync(_test), "ocr-3").ShouldBeTrue();
        YieldPlan.MustYield(await ledger.ReadAsync(_test), "ocr-4").ShouldBeTrue();

        await ledger.ReleaseAsync("ocr-4", _test);
        var again = (await ledger.ReserveAsync("ocr-4", WorkerType.ActeOcr, _test)).ShouldBeOfType<ReserveAnswer.Refused>();
        again.Shortage.Message.ShouldContain("kept for a worker that waits longer");
        YieldPlan.MustYield(await ledger.ReadAsync(_test), "ocr-2").ShouldBeFalse();

        await ledger.ReleaseAsync("ocr-3", _test);
        await GrantAsync(ledger, "registre-1", WorkerType.Registre, shadow: true);
        (await ledger.ReadAsync(_test)).Waiting.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_waiting_worker_that_could_not_come_in_anyway_keeps_nobody_out()
    {
        var ledger = await _bench.OpenLedgerAsync(new(8000, 13107));
        await GrantAsync(ledger, "registre-1", WorkerType.Registre);
        await GrantAsync(ledger, "registre-2", WorkerType.Registre);

        (await ledger.ReserveAsync("registre-3", WorkerType.Registre, _test, shadow: true)).ShouldBeOfType<ReserveAnswer.Refused>();

        await GrantAsync(ledger, "ocr-1", WorkerType.ActeOcr);
        YieldPlan.MustYield(await ledger.ReadAsync(_test), "ocr-1").ShouldBeFalse();
    }

    [Fact]
    public async Task A_waiting_worker_that_gives_up_frees_its_place()
    {
        var ledger = await _bench.OpenLedgerAsync(new(3400, 13107));
        await GrantAsync(ledger, "ocr-1", WorkerType.ActeOcr);
        await ledger.ReserveAsync("registre-1", WorkerType.Registre, _test, shadow: true);
        (await ledger.ReserveAsync("ocr-2", WorkerType.ActeOcr, _test)).ShouldBeOfType<ReserveAnswer.Refused>();

        await ledger.ReleaseAsync("registre-1", _test);

        await GrantAsync(ledger, "ocr-2", WorkerType.ActeOcr);
    }

    [Fact]
    public async Task Another_machine_on_a_plain_ledger_is_refused_with_the_remedy_and_taken_once_the_first_is_gone()
    {
        var here = await _bench.OpenLedgerAsync(machine: "vm-a");
        var there = _bench.Ledger(machine: "vm-b");

        var refusal = (await there.OpenAsync(_test)).Refusal.ShouldNotBeNull();
        refusal.ShouldContain("vm-a");
        refusal.ShouldContain("SERVER_ID");
        (await there.ReserveAsync("x", WorkerType.ActeOcr, _test)).ShouldBeOfType<ReserveAnswer.Unavailable>();

        await here.CloseAsync(_test);
        (await there.OpenAsync(_test)).Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task Servers_with_their_own_names_have_their_own_ledgers()
    {
        var prefix = redis.NewPrefix();
        await using var one = await LedgerBench.StartAsync(await redis.UrlAsync(), prefix, serverId: "vm-1");
        await using var two = await LedgerBench.StartAsync(await redis.UrlAsync(), prefix, serverId: "vm-2");
        var first = await one.OpenLedgerAsync(new(3000, 2048), machine: "vm-a");
        var second = await two.OpenLedgerAsync(new(3000, 2048), machine: "vm-b");

        await GrantAsync(first, "registre-1", WorkerType.Registre);
        await GrantAsync(second, "registre-1", WorkerType.Registre);

        (await _bench.Redis.GetAsync($"{prefix}server:vm-1:cpu:allocated", _test)).ShouldBe("3");
        (await _bench.Redis.GetAsync($"{prefix}server:vm-2:cpu:allocated", _test)).ShouldBe("3");
    }

    [Fact]
    public async Task Two_processes_cannot_hold_under_one_name()
    {
        var first = await _bench.OpenLedgerAsync();
        var second = _bench.Ledger();
        await GrantAsync(first, "registre-1", WorkerType.Registre);

        (await second.ReserveAsync("registre-1", WorkerType.Registre, _test)).ShouldBeOfType<ReserveAnswer.Unavailable>().Why.ShouldContain("registre-1");
        await second.ReleaseAsync("registre-1", _test);

        (await first.ReadAsync(_test)).Workers.ShouldHaveSingleItem();
    }

    private async Task GrantAsync(CapacityLedger ledger, string worker, WorkerType type, bool shadow = false)
    {
        (await ledger.ReserveAsync(worker, type, _test, shadow)).ShouldBeOfType<ReserveAnswer.Granted>();
        ledger.HeldType(worker).ShouldBe(type);
    }
}
