using Shouldly;
using Workers.Database;
using Workers.Database.Migrations;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Parking;
using Workers.Support;
using Xunit;

namespace Workers.Supervisor.Peers;

/// <summary>Several daemons on one queue, and environments that are served later than the daemon starts.</summary>
public sealed class DaemonPeersTests(PostgresFixture postgres, RedisFixture redis)
{
    private static readonly (string, string)[] OneServer =
        [("SERVER_ID", "one"), ("WORKER_COUNT", "0"), ("OCR_WORKER_POOL_SIZE", "4"), ("OCR_MIN_INDEX_WORKERS", "0"), ("OCR_MIN_ACTE_WORKERS", "0"), ("SERVER_MAX_CPU", "32")];

    private static readonly (string, string)[] OtherServer = [("SERVER_ID", "other"), .. OneServer[1..]];

    [Fact]
    public async Task Two_daemons_wake_as_many_workers_as_documents_wait_and_show_each_its_own_server()
    {
        await using var one = await SupervisorWorld.StartAsync(postgres, redis, OneServer, new());
        await using var other = await one.StartBesideAsync(OtherServer);
        await UntilTheyKnowEachOtherAsync(one, other);

        await one.AddAsync(DocumentSource.Acte, 4, isStored: true);
        var runs = new[] { await one.Workers.NextAsync(), await one.Workers.NextAsync(), await one.Workers.NextAsync(), await one.Workers.NextAsync() };

        Holding(one).ShouldBe(2);
        Holding(other).ShouldBe(2);
        await SupervisorWorld.UntilAsync(async () => await AllocationAsync(one, "one") && await AllocationAsync(other, "other"));
        Array.ForEach(runs, run => run.Read());
    }

    [Fact]
    public async Task A_daemon_that_is_gone_leaves_its_share_to_the_others()
    {
        await using var one = await SupervisorWorld.StartAsync(postgres, redis, OneServer, new());
        await using (var other = await one.StartBesideAsync(OtherServer))
        {
            await UntilTheyKnowEachOtherAsync(one, other);
        }

        await one.AddAsync(DocumentSource.Acte, 4, isStored: true);
        for (var document = 0; document < 4; document++)
        {
            (await one.Workers.NextAsync()).Job.Job.WorkerId.ShouldBeOneOf([.. one.Slots.Ocr.Select(slot => slot.WorkerId)]);
        }

        Holding(one).ShouldBe(4);
    }

    [Fact]
    public async Task An_environment_that_was_refused_is_served_as_soon_as_it_passes()
    {
        await using var world = await SupervisorWorld.StartAsync(postgres, redis, OneServer, new(), refusal: "DEV: the database does not answer.");
        await Should.ThrowAsync<DatabaseException>(() => world.Store.ReadDepthAsync(exact: true, CancellationToken.None));

        await world.Recheck.RunOnceAsync(CancellationToken.None);
        world.Disabled.Reasons[TargetEnvironment.Dev].ShouldContain("workers migrate --env dev");
        world.Store.IsServed.ShouldBeFalse();

        await Migrator.ApplyAsync(world.Database.Address, CancellationToken.None);
        await world.Recheck.RunOnceAsync(CancellationToken.None);
        world.Disabled.Reasons.ShouldBeEmpty();

        await world.AddAsync(DocumentSource.Acte, 1, isStored: true);
        (await world.Workers.NextAsync()).Read();
        await SupervisorWorld.UntilAsync(async () => await world.CountAsync(4) == 1);
    }

    [Fact]
    public async Task What_one_daemon_finds_parked_for_all_the_others_do_not_claim_and_status_shows_it()
    {
        await using var one = await SupervisorWorld.StartAsync(postgres, redis, OneServer, new());
        await using var other = await one.StartBesideAsync(OtherServer);
        var answer = (string?)"402";

        one.Parking.Park(TargetEnvironment.Dev, JobStage.Download, ParkingCause.StoreRefuses, "402", "the store takes it", _ => Task.FromResult<string?>(answer));

        await SupervisorWorld.UntilAsync(() => Task.FromResult(other.Parking.Find(TargetEnvironment.Dev, JobStage.Download) is not null));
        other.Parking.Own.ShouldBeEmpty();
        (await one.ReportsAsync()).SelectMany(report => report.Parked!).ShouldHaveSingleItem().Why.ShouldBe("402");

        answer = null;
        await SupervisorWorld.UntilAsync(() => Task.FromResult(other.Parking.Find(TargetEnvironment.Dev, JobStage.Download) is null));
        one.Parking.Own.ShouldBeEmpty();
    }

    private static int Holding(SupervisorWorld world) => world.Slots.Ocr.Count(slot => slot.View().Holds is not null);

    private static async Task<bool> AllocationAsync(SupervisorWorld world, string server) =>
        await world.ReadRedisAsync($"server:{server}:worker_pool:allocation") == """{"indexWorkers":0,"acteWorkers":2,"totalWorkers":2}""";

    /// <summary>The other's first report was seen by both: one second later each plans with it.</summary>
    private static Task UntilTheyKnowEachOtherAsync(SupervisorWorld one, SupervisorWorld other) =>
        SupervisorWorld.UntilAsync(() => Task.FromResult(one.DaemonPeers.Others == 1 && other.DaemonPeers.Others == 1));
}
