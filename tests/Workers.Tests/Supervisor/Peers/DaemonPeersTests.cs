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
    private const int MostRounds = 10;

    private static readonly (string, string)[] OneServer =
        [("SERVER_ID", "one"), ("WORKER_COUNT", "0"), ("OCR_WORKER_POOL_SIZE", "4"), ("OCR_MIN_INDEX_WORKERS", "0"), ("OCR_MIN_ACTE_WORKERS", "0"), ("SERVER_MAX_CPU", "32")];

    private static readonly (string, string)[] OtherServer = [("SERVER_ID", "other"), .. OneServer[1..]];

    [Fact]
    public async Task Two_daemons_wake_as_many_workers_as_documents_wait_and_show_each_its_own_server()
    {
        await using var one = await SupervisorWorld.StartAsync(postgres, redis, OneServer, new());
        await using var other = await one.StartBesideAsync(OtherServer);
        var read = 0;
        for (var round = 0; round < MostRounds; round++)
        {
            // One that a machine under load let wait for too long counts as gone, and its share goes to the other rightly: then it is tried anew.
            var lost = one.DaemonPeers.Lost + other.DaemonPeers.Lost;
            await UntilTheyKnowEachOtherAsync(one, other);
            await one.AddAsync(DocumentSource.Acte, 4, isStored: true);
            var runs = new[] { await one.Workers.NextAsync(), await one.Workers.NextAsync(), await one.Workers.NextAsync(), await one.Workers.NextAsync() };
            var split = (Of(one, runs), Of(other, runs));
            var isGood = split == (2, 2);
            (isGood || one.DaemonPeers.Lost + other.DaemonPeers.Lost > lost).ShouldBeTrue($"{split}, though both knew each other all the time");
            if (isGood)
            {
                await SupervisorWorld.UntilAsync(async () => await AllocationAsync(one, "one") && await AllocationAsync(other, "other"));
            }

            Array.ForEach(runs, run => run.Read());
            if (isGood)
            {
                return;
            }

            read += runs.Length;
            await SupervisorWorld.UntilAsync(async () => await one.CountAsync(4) == read);
        }

        Assert.Fail($"In {MostRounds} rounds one of them counted as gone each time: the machine lets daemons wait for too long.");
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

        await SupervisorWorld.UntilAsync(() => Task.FromResult(one.Slots.Ocr.Count(slot => slot.View().Holds is not null) == 4));
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
        // One that did not show itself in time shows nothing for a while.
        var shown = new List<Parked>();
        await SupervisorWorld.UntilAsync(async () => (shown = [.. (await one.ReportsAsync()).SelectMany(report => report.Parked!)]).Count > 0);
        shown.ShouldHaveSingleItem().Why.ShouldBe("402");

        answer = null;
        await SupervisorWorld.UntilAsync(() => Task.FromResult(one.Parking.Own.Count == 0 && other.Parking.Find(TargetEnvironment.Dev, JobStage.Download) is null));
    }

    private static int Of(SupervisorWorld world, IEnumerable<ScriptedRun> runs) => runs.Count(run => world.Slots.Ocr.Any(slot => slot.WorkerId == run.Job.Job.WorkerId));

    private static async Task<bool> AllocationAsync(SupervisorWorld world, string server) =>
        await world.ReadRedisAsync($"server:{server}:worker_pool:allocation") == """{"indexWorkers":0,"acteWorkers":2,"totalWorkers":2}""";

    /// <summary>The other's first report was seen by both: one second later each plans with it.</summary>
    private static Task UntilTheyKnowEachOtherAsync(SupervisorWorld one, SupervisorWorld other) =>
        SupervisorWorld.UntilAsync(() => Task.FromResult(one.DaemonPeers.Others == 1 && other.DaemonPeers.Others == 1));
}
