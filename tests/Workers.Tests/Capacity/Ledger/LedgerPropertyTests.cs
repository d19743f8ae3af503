using FsCheck;
using FsCheck.Fluent;
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
