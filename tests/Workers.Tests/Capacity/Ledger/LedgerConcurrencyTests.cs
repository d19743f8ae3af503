using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Capacity.Ledger;

public sealed class LedgerConcurrencyTests(RedisFixture redis)
{
    private const int Rounds = 60;
    private static readonly WorkerType[] Types = [WorkerType.Registre, WorkerType.IndexOcr, WorkerType.ActeOcr];

    [Fact]
    public async Task Many_daemons_at_once_never_hold_more_than_the_budget_and_leave_nothing()
    {
        var prefix = redis.NewPrefix();
        var benches = await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ => await LedgerBench.StartAsync(await redis.UrlAsync(), prefix)));
        var watcher = await benches[0].OpenLedgerAsync();
        using var done = new CancellationTokenSource();
        var watching = WatchAsync(watcher, done.Token);

        var granted = await Task.WhenAll(Enumerable.Range(0, 6).Select(daemon => Task.Run(() => WorkAsync(benches[daemon % 3].Ledger(name: $"c{daemon}"), daemon))));

        await done.CancelAsync();
        (await watching).ShouldBeGreaterThan(0, "the sum was looked at while they worked");
        granted.Sum().ShouldBeGreaterThan(Rounds);
        await watcher.CloseAsync(CancellationToken.None);
        (await benches[0].DisplayAsync()).Cpu.ShouldBe("0");
        foreach (var bench in benches)
        {
            await bench.DisposeAsync();
        }
    }

    private static async Task<int> WorkAsync(CapacityLedger ledger, int seed)
    {
        var dice = new Random(seed);
        var granted = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var worker = $"w{seed}-{dice.Next(3)}";
            var answer = await ledger.ReserveAsync(worker, Types[dice.Next(3)], CancellationToken.None, shadow: dice.Next(4) == 0);
            granted += answer is ReserveAnswer.Granted ? 1 : 0;
            if (answer is ReserveAnswer.Granted)
            {
                await ledger.SwapAsync(worker, Types[dice.Next(3)], CancellationToken.None);
            }

            await ledger.RenewAsync(CancellationToken.None);
            await ledger.ReleaseAsync(worker, CancellationToken.None);
        }

        await ledger.CloseAsync(CancellationToken.None);
        return granted;
    }

    private static async Task<int> WatchAsync(CapacityLedger ledger, CancellationToken done)
    {
        var looks = 0;
        for (; !done.IsCancellationRequested; looks++)
        {
            var now = await ledger.ReadAsync(CancellationToken.None);
            now.Allocated.FitsIn(now.Budget!.Value).ShouldBeTrue($"{now.Allocated} of {now.Budget}");
        }

        return looks;
    }
}
