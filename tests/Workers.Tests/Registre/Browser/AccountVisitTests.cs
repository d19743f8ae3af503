using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Simulators.Registre;
using StackExchange.Redis;
using Workers.Capacity;
using Workers.Capacity.Ledger;
using Workers.Capacity.Measurement;
using Workers.Hosting.Node;
using Workers.Registre.Accounts;
using Workers.Support;
using Xunit;

namespace Workers.Registre.Browser;

/// <summary>A browser beside the workers: it has room on the server and an account, or it ends.</summary>
[Collection(RegistreCollection.Name)]
public sealed class AccountVisitTests(RedisFixture redis) : IAsyncLifetime
{
    private readonly CancellationToken _test = TestContext.Current.CancellationToken;
    private readonly LeapingTime _clock = new();
    private LedgerBench _bench = null!;
    private CapacityLedger _ledger = null!;
    private Admission _admission = null!;

    private VisitRoom Room => new(_admission, _ledger, _clock, NullLogger<VisitRoom>.Instance);

    public async ValueTask InitializeAsync()
    {
        _bench = await LedgerBench.StartAsync(await redis.UrlAsync(), redis.NewPrefix());
        await AccountsInUse.OpenAsync(_bench.Redis, _bench.Keys);
        _ledger = await _bench.OpenLedgerAsync();
        _admission = new(_ledger, new MemoryMeter(), new CapacityOptions { LiveMeasurement = false });
    }

    public async ValueTask DisposeAsync()
    {
        _admission.Dispose();
        await _bench.DisposeAsync();
    }

    [Fact]
    public async Task It_waits_for_the_footprint_of_a_Registre_worker_and_gives_it_back()
    {
        await FillAsync();

        var asked = Room.TakeAsync("canary/1", _test);
        await UntilAsync(ledger => ledger.Waiting.Count == 1);
        asked.IsCompleted.ShouldBeFalse();
        await _ledger.ReleaseAsync("registre-1", _test);
        var taken = await asked;

        (await _ledger.ReadAsync(_test)).Workers.Single(worker => worker.WorkerId == "canary/1").Type.ShouldBe(WorkerType.Registre);
        await taken.DisposeAsync();
        (await _ledger.ReadAsync(_test)).Workers.Select(worker => worker.WorkerId).ShouldBe(["registre-2"]);
    }

    [Fact]
    public async Task It_waits_for_a_while_says_what_is_missing_and_keeps_no_place()
    {
        await FillAsync();
        var asked = Room.TakeAsync("invoices/1", _test);
        await UntilAsync(ledger => ledger.Waiting.Count == 1);

        _clock.Leap(VisitRoom.Patience);

        (await Should.ThrowAsync<RegistreFailure>(asked)).ShouldSatisfyAllConditions(
            none => none.Fault.ShouldBe(RegistreFault.NoRoom), none => none.Message.ShouldStartWith("the server has no room for its browser: Insufficient server capacity"));
        (await _ledger.ReadAsync(_test)).Waiting.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_command_takes_room_beside_the_daemons_of_this_machine_leaves_their_budget_and_gives_it_back()
    {
        await using var bench = await LedgerBench.StartAsync(await redis.UrlAsync(), redis.NewPrefix());
        CapacityOptions options = new() { LiveMeasurement = false, TimeToLive = TimeSpan.FromSeconds(60) };
        await using (var alone = await CommandRoom.OpenAsync(options, bench.Redis, bench.Keys, _clock, _test))
        {
            alone.Room.ShouldBeNull("no daemon runs");
        }

        var daemon = await bench.OpenLedgerAsync(machine: BootIdentity.Current().Id);
        await using (var command = await CommandRoom.OpenAsync(options, bench.Redis, bench.Keys, _clock, _test))
        {
            await using var taken = await command.Room.ShouldNotBeNull().TakeAsync("canary/1", _test);
            var during = await daemon.ReadAsync(_test);
            (during.Budget, during.Workers.Single().Type, CommandRoom.IsCommand(during.Workers.Single().Daemon)).ShouldBe((LedgerBench.Medium, WorkerType.Registre, true));
        }

        var after = await daemon.ReadAsync(_test);
        (after.Workers.Count, after.Daemons.Count, after.Budget).ShouldBe((0, 1, LedgerBench.Medium));
        await using var elsewhere = await LedgerBench.StartAsync(await redis.UrlAsync(), redis.NewPrefix());
        await elsewhere.OpenLedgerAsync(machine: "another");
        await using var foreign = await CommandRoom.OpenAsync(options, elsewhere.Redis, elsewhere.Keys, _clock, _test);
        foreign.Room.ShouldBeNull("the daemons run elsewhere");
    }

    [Fact]
    public async Task A_command_waits_for_its_room_as_long_as_for_an_account_and_says_what_is_missing()
    {
        await using var bench = await LedgerBench.StartAsync(await redis.UrlAsync(), redis.NewPrefix());
        var daemon = await bench.OpenLedgerAsync(machine: BootIdentity.Current().Id);
        foreach (var worker in new[] { "registre-1", "registre-2" })
        {
            (await daemon.ReserveAsync(worker, WorkerType.Registre, _test)).ShouldBeOfType<ReserveAnswer.Granted>();
        }

        await using var command = await CommandRoom.OpenAsync(new() { LiveMeasurement = false }, bench.Redis, bench.Keys, _clock, _test);
        var asked = command.Room.ShouldNotBeNull().TakeAsync("accounts check/1", _test);
        while ((await daemon.ReadAsync(_test)).Waiting.Count == 0)
        {
            await Task.Yield();
        }

        _clock.Leap(AccountLeases.Patience);
        (await Should.ThrowAsync<RegistreFailure>(asked)).Message.ShouldStartWith("the server has no room for its browser: Insufficient server capacity");
    }

    [Fact]
    public async Task A_visit_that_fails_gives_its_room_back()
    {
        RegistreOptions options = new() { BaseUrl = new("http://127.0.0.1:1/") };
        var held = 0;

        var failure = await Should.ThrowAsync<RegistreFailure>(new AccountVisit(options, Leases(options), Room, TimeProvider.System, NullLogger.Instance).RunAsync(
            "canary", "12A3456", (_, _, _) => Task.FromResult(held++), _test));

        failure.Message.ShouldContain("12A3456");
        held.ShouldBe(0);
        (await _ledger.ReadAsync(_test)).Workers.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_visit_whose_lease_was_lost_ends_at_its_next_step()
    {
        await using var site = await RegistreSite.StartAsync(new() { Accounts = [new("12A3456", "simulateur")] });
        RegistreOptions options = new() { BaseUrl = site.BaseUrl, Accounts = PurchaseBench.Accounts("12A3456:simulateur"), LoginInterval = TimeSpan.Zero };
        var roomInUse = 0;

        var visit = new AccountVisit(options, Leases(options), Room, TimeProvider.System, NullLogger.Instance).RunAsync<bool>(
            "canary",
            "12A3456",
            async (tab, _, _) =>
            {
                roomInUse = (await _ledger.ReadAsync(_test)).Workers.Count;
                await _bench.Redis.ExecuteAsync("DEL", [(RedisKey)_bench.Keys.AccountLeases], _test);
                while (true)
                {
                    await tab.GoToAsync("", "walk");
                }
            },
            _test);

        (await Should.ThrowAsync<RegistreFailure>(visit.WaitAsync(TimeSpan.FromSeconds(40), _test))).ShouldSatisfyAllConditions(
            lost => lost.Fault.ShouldBe(RegistreFault.NoAccount), lost => lost.Message.ShouldBe("account 12A3456 is not this program's any more: its lease was lost, and the visit ended"));
        roomInUse.ShouldBe(1);
        (await _ledger.ReadAsync(_test)).Workers.ShouldBeEmpty();
    }

    private AccountLeases Leases(RegistreOptions options) =>
        new(options, _bench.Redis, _bench.Keys, new(new([])), new HurriedTime(), NullLogger<AccountLeases>.Instance);

    private async Task FillAsync()
    {
        foreach (var worker in new[] { "registre-1", "registre-2" })
        {
            (await _admission.ReserveAsync(worker, WorkerType.Registre, _test)).ShouldBeOfType<ReserveAnswer.Granted>();
        }
    }

    private async Task UntilAsync(Func<CapacitySnapshot, bool> isSo)
    {
        while (!isSo(await _ledger.ReadAsync(_test)))
        {
            await Task.Yield();
        }
    }

    /// <summary>A lease is renewed after a tenth of its time.</summary>
    private sealed class HurriedTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime >= TimeSpan.FromSeconds(1) ? dueTime / 10 : dueTime, period);
    }
}
