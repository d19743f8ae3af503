using Shouldly;
using Workers.Capacity.Ledger;
using Workers.Capacity.Measurement;
using Workers.Support;
using Xunit;

namespace Workers.Capacity;

/// <summary>Measured memory and the real ledger, asked together.</summary>
public sealed class AdmissionTests(RedisFixture redis) : IAsyncLifetime
{
    /// <summary>With half a GB that stays free: room for one Registre worker, and not for two.</summary>
    private const int RoomForOne = 1024 + 512 + 1000;

    private static readonly Footprint Large = new(64_000, 131_072);

    private readonly CancellationToken _test = TestContext.Current.CancellationToken;
    private readonly MachineTree _machine = new();
    private LedgerBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await LedgerBench.StartAsync(await redis.UrlAsync(), redis.NewPrefix());

    public ValueTask DisposeAsync()
    {
        _machine.Dispose();
        return _bench.DisposeAsync();
    }

    [Fact]
    public async Task Without_free_memory_the_ledger_holds_nothing_and_the_reason_is_named()
    {
        _machine.WriteMemory(614);
        var (ledger, admission) = await OpenAsync();

        var answer = await admission.ReserveAsync("registre-1", WorkerType.Registre, _test, shadow: true);

        answer.ShouldBeOfType<ReserveAnswer.Delayed>().Shortage.Message.ShouldStartWith("Insufficient memory on this machine: registre needs 1 GB, 0.6 GB free");
        var snapshot = await ledger.ReadAsync(_test);
        snapshot.Workers.ShouldBeEmpty();
        snapshot.Waiting.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_just_started_is_counted_before_any_measurement_can_show_it()
    {
        _machine.WriteMemory(RoomForOne);
        var (ledger, admission) = await OpenAsync();
        (await admission.ReserveAsync("registre-1", WorkerType.Registre, _test)).ShouldBeOfType<ReserveAnswer.Granted>();

        (await admission.ReserveAsync("registre-2", WorkerType.Registre, _test)).ShouldBeOfType<ReserveAnswer.Delayed>();

        await ledger.ReleaseAsync("registre-1", _test);
        (await admission.ReserveAsync("registre-2", WorkerType.Registre, _test)).ShouldBeOfType<ReserveAnswer.Granted>();
    }

    [Fact]
    public async Task Of_many_that_ask_at_the_same_time_only_those_start_that_fit_together()
    {
        _machine.WriteMemory(RoomForOne);
        var (_, admission) = await OpenAsync();

        var answers = await Task.WhenAll(Enumerable.Range(1, 8).Select(number => admission.ReserveAsync($"registre-{number}", WorkerType.Registre, _test)));

        answers.OfType<ReserveAnswer.Granted>().Count().ShouldBe(1);
        answers.OfType<ReserveAnswer.Delayed>().Count().ShouldBe(7);
    }

    [Fact]
    public async Task Who_just_started_in_another_daemon_of_the_server_is_counted_too()
    {
        _machine.WriteMemory(RoomForOne);
        var (_, here) = await OpenAsync();
        var (_, there) = await OpenAsync();
        (await there.ReserveAsync("registre-1", WorkerType.Registre, _test)).ShouldBeOfType<ReserveAnswer.Granted>();

        (await here.ReserveAsync("registre-2", WorkerType.Registre, _test)).ShouldBeOfType<ReserveAnswer.Delayed>();
    }

    [Fact]
    public async Task A_change_to_a_larger_type_waits_for_memory_and_one_to_a_smaller_never_does()
    {
        _machine.WriteMemory(20_000);
        var (ledger, admission) = await OpenAsync();
        var held = (await admission.ReserveAsync("ocr-1", WorkerType.IndexOcr, _test)).ShouldBeOfType<ReserveAnswer.Granted>().Reservation;
        _machine.WriteMemory(100);

        (await admission.SwapAsync(held, WorkerType.ActeOcr, _test)).ShouldBeOfType<SwapAnswer.Swapped>();
        (await admission.SwapAsync(held, WorkerType.IndexOcr, _test)).ShouldBeOfType<SwapAnswer.Delayed>();
        ledger.HeldType("ocr-1").ShouldBe(WorkerType.ActeOcr);

        _machine.WriteMemory(20_000);
        (await admission.SwapAsync(held, WorkerType.IndexOcr, _test)).ShouldBeOfType<SwapAnswer.Swapped>();
    }

    [Fact]
    public async Task Who_is_held_by_the_ledger_already_needs_no_free_memory_to_become_certain_again()
    {
        var clock = new MonotonicClock();
        await using var bench = await LedgerBench.StartAsync(await redis.UrlAsync(), redis.NewPrefix(), clock: clock);
        var ledger = await bench.OpenLedgerAsync(Large);
        using var admission = Over(ledger);
        _machine.WriteMemory(20_000);
        await admission.ReserveAsync("registre-1", WorkerType.Registre, _test);
        clock.Move(TimeSpan.FromSeconds(59.5));
        ledger.Holds("registre-1").ShouldBeFalse();
        _machine.WriteMemory(100);

        (await admission.ReserveAsync("registre-1", WorkerType.Registre, _test)).ShouldBeOfType<ReserveAnswer.Granted>();
    }

    [Fact]
    public async Task Switched_off_the_ledger_alone_decides()
    {
        _machine.WriteMemory(1);
        _machine.WritePressure("proc/pressure/memory", "99.00");
        using var admission = Over(await _bench.OpenLedgerAsync(Large), new CapacityOptions { LiveMeasurement = false });

        (await admission.ReserveAsync("registre-1", WorkerType.Registre, _test)).ShouldBeOfType<ReserveAnswer.Granted>();
        admission.Describe().ShouldContain("SERVER_LIVE_MEASUREMENT");
    }

    [Fact]
    public async Task A_busy_processor_alone_stops_nobody()
    {
        _machine.WriteMemory(20_000);
        _machine.Write("proc/loadavg", "99.00 99.00 99.00 40/900 12345\n");
        _machine.WritePressure("proc/pressure/cpu", "99.00");
        _machine.WritePressure("proc/pressure/io", "99.00");
        _machine.WritePressure("proc/pressure/memory", "0.00");
        var (_, admission) = await OpenAsync();

        (await admission.ReserveAsync("registre-1", WorkerType.Registre, _test)).ShouldBeOfType<ReserveAnswer.Granted>();
        admission.Describe().ShouldBe("Free memory is measured before a worker starts: /proc/meminfo, pressure of /proc/pressure/memory.");
    }

    private async Task<(CapacityLedger Ledger, Admission Admission)> OpenAsync()
    {
        var ledger = await _bench.OpenLedgerAsync(Large);
        return (ledger, Over(ledger));
    }

    private Admission Over(CapacityLedger ledger, CapacityOptions? options = null) => new(ledger, new MemoryMeter(_machine.Root), options ?? new());
}
