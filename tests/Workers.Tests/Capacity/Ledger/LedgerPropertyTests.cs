using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Capacity.Ledger;

/// <summary>Random interleavings of everything that can happen to a ledger, on the real Redis, checked after every step.</summary>
public sealed class LedgerPropertyTests(RedisFixture redis)
{
    [Fact]
    public async Task Whatever_happens_the_budget_holds_operations_apply_once_and_nothing_leaks()
    {
        var step = from kind in Gen.Choose(0, 99)
                   from who in Gen.Choose(0, 5)
                   from what in Gen.Choose(0, 2)
                   select new LedgerStep(kind, who, what);
        var steps = Gen.ArrayOf(step, 70).ToArbitrary();
        var url = await redis.UrlAsync();

        Prop.ForAll(steps, run => RunAsync(url, run).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(30));
    }

    [Fact]
    public async Task What_a_worker_had_and_what_it_asked_for_in_vain_is_never_applied_after_it_asked_anew()
    {
        await using var bench = await LedgerBench.StartAsync(await redis.UrlAsync(), redis.NewPrefix());
        await bench.OpenLedgerAsync();
        var scripts = bench.Scripts(ttlSeconds: 6000);
        string[] earlier = ["had", "in-doubt"];
        (await ReserveAsync("had")).ShouldBe("granted");
        await bench.AgeAsync(TimeSpan.FromSeconds(7000));
        (await ReserveAsync("anew", earlier)).ShouldBe("granted");
        await scripts.ReleaseAsync("w", ["anew"], TestContext.Current.CancellationToken);

        foreach (var operation in earlier)
        {
            (await ReserveAsync(operation)).ShouldBe("late");
        }

        async Task<string> ReserveAsync(string operation, params string[] named) =>
            (await scripts.ReserveAsync("w", operation, WorkerType.IndexOcr, shadow: false, named, TestContext.Current.CancellationToken)).Word;
    }

    private async Task RunAsync(string url, LedgerStep[] steps)
    {
        await using var bench = await LedgerBench.StartAsync(url, redis.NewPrefix());
        var model = await LedgerModel.StartAsync(bench);
        for (var done = 0; done < steps.Length; done++)
        {
            await model.TakeAsync(steps[done]);
            await model.CheckAsync($"after step {done}: {steps[done]}");
        }

        await model.EndAsync();
    }
}
