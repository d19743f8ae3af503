using Shouldly;
using Workers.Jobs;
using Workers.Jobs.Outcomes;
using Workers.Support;
using Xunit;

namespace Workers.Supervisor;

/// <summary>What slots do with documents that come back because something they need is away or in use.</summary>
public sealed class SupervisorOutageTests(PostgresFixture postgres, RedisFixture redis)
{
    [Fact]
    public async Task An_outage_rests_the_claims_is_shown_with_its_reason_and_ends_with_the_first_document_that_gets_through()
    {
        await using var world = await StartAsync("1");
        await world.AddAsync(DocumentSource.PlanCadastraux, 3, isStored: false);
        var met = await world.Workers.NextAsync();
        met.Outcome.SetResult(new JobOutcome.HandedBack(HandBackReason.Outage, "the registry is closed", TimeSpan.FromSeconds(1)));
        await SupervisorWorld.UntilAsync(async () => (await world.ReadReportAsync()).Resting is [var rest] && rest.Contains("the registry is closed", StringComparison.Ordinal));
        world.Workers.HasStarted.ShouldBeFalse();

        (await world.Workers.NextAsync()).Store();

        (await world.Workers.NextAsync()).Store();
        (await world.Workers.NextAsync()).Store();
        await SupervisorWorld.UntilAsync(async () => (await world.ReadReportAsync()).Resting is [] && await world.CountAsync(3) == 3);
    }

    [Fact]
    public async Task A_worker_whose_account_is_in_use_lets_go_of_what_it_has_and_others_go_on()
    {
        await using var world = await StartAsync("2");
        await world.AddAsync(DocumentSource.PlanCadastraux, 4, isStored: false);
        var (first, second) = (await world.Workers.NextAsync(), await world.Workers.NextAsync());
        first.Outcome.SetResult(new JobOutcome.HandedBack(HandBackReason.Occupied, "every account is in use", TimeSpan.FromHours(1)));
        await SupervisorWorld.UntilAsync(() => Task.FromResult(world.Workers.Rests(first.Job.Job.WorkerId) == 1));

        second.Store();
        for (var left = 2; left > 0; left--)
        {
            var next = await world.Workers.NextAsync();
            next.Job.Job.WorkerId.ShouldBe(second.Job.Job.WorkerId);
            next.Store();
        }
    }

    private Task<SupervisorWorld> StartAsync(string workers) => SupervisorWorld.StartAsync(
        postgres, redis, [("WORKER_COUNT", workers), ("OCR_WORKER_POOL_SIZE", "0"), ("SERVER_MAX_CPU", "32")], new ScriptedWorkers());
}
