using FsCheck;
using FsCheck.Fluent;
using Workers.Support;
using Xunit;

namespace Workers.Gemini.Quota;

/// <summary>Random interleavings of everything that can happen to the limiter, on the real Redis in moved time, checked after every step.</summary>
public sealed class LimiterPropertyTests(RedisFixture redis)
{
    [Fact]
    public async Task Whatever_happens_no_limit_is_passed_what_is_shown_is_true_and_nothing_leaks()
    {
        var step = from kind in Gen.Choose(0, 99)
                   from who in Gen.Choose(0, 2)
                   from what in Gen.Choose(0, 999)
                   select new LimiterStep(kind, who, what);
        var steps = Gen.ArrayOf(step, 70).ToArbitrary();
        await redis.UrlAsync();

        Prop.ForAll(steps, run => RunAsync(run).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(20));
    }

    private async Task RunAsync(LimiterStep[] steps)
    {
        await using var rig = await LimiterRig.StartAsync(redis, LimiterTruth.Configured);
        var model = await LimiterModel.StartAsync(rig);
        for (var done = 0; done < steps.Length; done++)
        {
            await model.TakeAsync(steps[done]);
            await model.CheckAsync($"after step {done}: {steps[done]}");
        }

        await model.EndAsync();
    }
}
