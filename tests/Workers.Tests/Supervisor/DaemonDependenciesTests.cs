using Shouldly;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Claims;
using Workers.Jobs.Outcomes;
using Xunit;

namespace Workers.Supervisor;

/// <summary>The part that stands is the part that says so.</summary>
public sealed class DaemonDependenciesTests
{
    private static readonly DaemonDependencies.ServedEnvironment Dev = new(TargetEnvironment.Dev, null);

    [Theory]
    [InlineData(OutageOf.Model, JobStage.Ocr, "reading DEV, gemini")]
    [InlineData(OutageOf.Site, JobStage.Download, "buying DEV")]
    [InlineData(OutageOf.Store, JobStage.Ocr, "reading DEV")]
    [InlineData(OutageOf.Database, JobStage.Ocr, "environment DEV, buying DEV, reading DEV")]
    internal void Claims_that_rest_are_told_of_the_work_that_rests(OutageOf of, JobStage stage, string notReady) =>
        NotReady(Dev, new ClaimRest(TargetEnvironment.Dev, stage, of, "nobody is served")).ShouldBe(notReady);

    [Fact]
    public void Where_the_database_is_silent_nothing_of_its_environment_is_ready()
    {
        NotReady(Dev with { WhyNot = "it hangs" }).ShouldBe("environment DEV, buying DEV, reading DEV");
        NotReady(Dev with { BuyingParked = "the disk is full" }).ShouldBe("buying DEV");
        NotReady(Dev).ShouldBe("");
    }

    [Fact]
    public void What_rests_in_one_environment_is_told_of_no_other()
    {
        var all = DaemonDependencies.Of(Pools.All, null, [Dev, new(TargetEnvironment.Prod, null)], [new(TargetEnvironment.Prod, JobStage.Download, OutageOf.Site, "it is closed")], null);

        all.Where(one => one.WhyNot is not null).Select(one => one.Name).ShouldBe(["buying PROD"]);
    }

    [Fact]
    public void A_full_disk_lets_nothing_be_bought_and_a_clock_that_is_wrong_is_named()
    {
        var all = DaemonDependencies.Of(Pools.All, "it is out of memory (OOM)", [Dev], [], null, "3 MB are free under /a, 500 MB are needed", TimeSpan.FromSeconds(-300));

        all.Where(one => one.WhyNot is not null).Select(one => $"{one.Name}: {one.WhyNot}").ShouldBe(
            ["redis: it is out of memory (OOM)", "clock: it is 300 s ahead of that of Redis", "buying DEV: 3 MB are free under /a, 500 MB are needed"]);
        DaemonDependencies.Of(Pools.All, null, [Dev], [], null, null, TimeSpan.FromSeconds(20)).ShouldAllBe(one => one.WhyNot == null && one.Name != "clock");
    }

    private static string NotReady(DaemonDependencies.ServedEnvironment environment, params ClaimRest[] rests) =>
        string.Join(", ", DaemonDependencies.Of(Pools.All, null, [environment], rests, null).Where(one => one.WhyNot is not null).Select(one => one.Name));
}
