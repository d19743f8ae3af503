using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Capacity.Ledger;

public sealed class ReservationTests(RedisFixture redis)
{
    private readonly CancellationToken _test = TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_what_the_ledger_holds_through_a_change_and_until_it_is_given_back()
    {
        await using var bench = await LedgerBench.StartAsync(await redis.UrlAsync(), redis.NewPrefix());
        var ledger = await bench.OpenLedgerAsync();
        var held = (await ledger.ReserveAsync("ocr-1", WorkerType.ActeOcr, _test)).ShouldBeOfType<ReserveAnswer.Granted>().Reservation;
        (held.Type, held.IsCertain).ShouldBe((WorkerType.ActeOcr, true));

        (await held.SwapAsync(WorkerType.IndexOcr, _test)).ShouldBeOfType<SwapAnswer.Swapped>();
        (held.Type, held.IsCertain).ShouldBe((WorkerType.IndexOcr, true));

        await ledger.ReleaseAsync("ocr-1", _test);
        held.IsCertain.ShouldBeFalse();
        (await ledger.ReadAsync(_test)).Workers.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_reservation_that_is_no_longer_certain_still_says_what_it_was()
    {
        var clock = new MonotonicClock();
        await using var bench = await LedgerBench.StartAsync(await redis.UrlAsync(), redis.NewPrefix(), clock: clock);
        var ledger = await bench.OpenLedgerAsync();
        var held = (await ledger.ReserveAsync("ocr-1", WorkerType.ActeOcr, _test)).ShouldBeOfType<ReserveAnswer.Granted>().Reservation;

        clock.Move(TimeSpan.FromSeconds(59.5));

        (held.Type, held.IsCertain).ShouldBe((WorkerType.ActeOcr, false));
        (await ledger.RenewAsync(_test)).ShouldBeTrue();
        held.IsCertain.ShouldBeTrue();
    }

    [Fact]
    public async Task A_change_that_nobody_looked_at_is_remembered_when_certainty_lapses_and_after_the_loss()
    {
        var clock = new MonotonicClock();
        await using var bench = await LedgerBench.StartAsync(await redis.UrlAsync(), redis.NewPrefix(), clock: clock);
        var ledger = await bench.OpenLedgerAsync();
        var held = (await ledger.ReserveAsync("ocr-1", WorkerType.IndexOcr, _test)).ShouldBeOfType<ReserveAnswer.Granted>().Reservation;

        (await held.SwapAsync(WorkerType.ActeOcr, _test)).ShouldBeOfType<SwapAnswer.Swapped>();
        clock.Move(TimeSpan.FromSeconds(59.5));
        (held.Type, held.IsCertain).ShouldBe((WorkerType.ActeOcr, false));

        var operation = (await ledger.ReadAsync(_test)).Workers.ShouldHaveSingleItem().Operation!;
        await bench.Scripts(name: "other").ReleaseAsync("ocr-1", [operation], _test);
        (await ledger.RenewAsync(_test)).ShouldBeTrue();
        ledger.KnownHolders.ShouldBeEmpty();
        (held.Type, held.IsCertain).ShouldBe((WorkerType.ActeOcr, false));
    }
}
