using Shouldly;
using Workers.Capacity;
using Workers.Capacity.Ledger;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Leases;
using Workers.Support;
using Xunit;

namespace Workers.Supervisor.Slots;

/// <summary>What a slot says of itself, by the reservation that it keeps and the answers that it got.</summary>
public sealed class SlotTests(RedisFixture redis) : IAsyncLifetime
{
    private static readonly TimeSpan PastCertainty = TimeSpan.FromSeconds(59.5);
    private static readonly ReserveAnswer Away = new ReserveAnswer.Unavailable("Redis does not answer");

    private readonly CancellationToken _test = TestContext.Current.CancellationToken;
    private readonly MonotonicClock _clock = new();
    private LedgerBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await LedgerBench.StartAsync(await redis.UrlAsync(), redis.NewPrefix(), clock: _clock);

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task What_it_keeps_it_is()
    {
        var (_, slot) = await HoldingAsync(WorkerType.ActeOcr);

        (slot.View().Holds, slot.Report().State).ShouldBe((WorkerType.ActeOcr, SlotState.Idle));
    }

    [Fact]
    public async Task While_nothing_answers_it_waits_and_is_what_it_was_once_that_is_certain_again()
    {
        var (ledger, slot) = await HoldingAsync(WorkerType.ActeOcr);
        _clock.Move(PastCertainty);

        slot.Take(Away);

        (slot.View().Holds, slot.View().IsBlocked, slot.Report().State).ShouldBe((null, true, SlotState.Blocked));
        (await ledger.RenewAsync(_test)).ShouldBeTrue();
        slot.Reservation.ShouldNotBeNull().ShouldSatisfyAllConditions(
            held => held.IsCertain.ShouldBeTrue(), held => held.Type.ShouldBe(WorkerType.ActeOcr));
        slot.View().Holds.ShouldBe(WorkerType.ActeOcr);
    }

    [Fact]
    public async Task What_the_ledger_refused_it_no_longer_keeps()
    {
        var (_, slot) = await HoldingAsync(WorkerType.ActeOcr);
        _clock.Move(PastCertainty);

        slot.Take(new ReserveAnswer.Refused(new(WorkerType.IndexOcr, default, default, default, default)));

        (slot.Reservation, slot.View().Holds, slot.View().IsBlocked).ShouldBe((null, null, true));
    }

    [Fact]
    public async Task A_grant_ends_the_waiting()
    {
        var (ledger, slot) = await HoldingAsync(WorkerType.ActeOcr);
        slot.Take(Away);

        slot.Take(await ledger.ReserveAsync(slot.WorkerId, WorkerType.ActeOcr, _test));

        (slot.View().IsBlocked, slot.Report().BlockedBy).ShouldBe((false, null));
    }

    [Fact]
    public async Task A_running_document_keeps_its_type_when_certainty_lapses_and_when_the_reservation_is_lost()
    {
        var (ledger, slot) = await HoldingAsync(WorkerType.ActeOcr);
        using var job = new RunningJob(TargetEnvironment.Dev, Document(slot), _clock);
        slot.Begin(job);
        slot.Block("the split leaves no room");
        _clock.Move(PastCertainty);
        slot.View().Holds.ShouldBe(WorkerType.ActeOcr);

        await _bench.Scripts(name: "other").ReleaseAsync(slot.WorkerId, [slot.Reservation!.Grant], _test);
        (await ledger.RenewAsync(_test)).ShouldBeTrue();

        ledger.KnownHolders.ShouldBeEmpty();
        slot.View().Holds.ShouldBe(WorkerType.ActeOcr);
    }

    private static ClaimedJob Document(Slot slot) => new()
    {
        Id = Guid.NewGuid(),
        ClaimToken = 7,
        Stage = JobStage.Ocr,
        DocumentSource = DocumentSource.Acte,
        DocumentNumber = "2784195",
        WorkerId = slot.WorkerId,
        Attempt = 1,
    };

    private async Task<(CapacityLedger Ledger, Slot Slot)> HoldingAsync(WorkerType type)
    {
        var ledger = await _bench.OpenLedgerAsync();
        var slot = new Slot("ocr-1", Pools.Ocr, _clock);
        slot.Take(await ledger.ReserveAsync(slot.WorkerId, type, _test));
        return (ledger, slot);
    }
}
