using Shouldly;
using Simulators.Paper;
using Simulators.Registre;
using Workers.Jobs;
using Workers.Jobs.Outcomes;
using Workers.Jobs.Parking;
using Xunit;

namespace Workers.Registre;

[Collection(RegistreCollection.Name)]
public sealed class UnknownPageTests(RegistreWorld world) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await world.StartAsync();

    public async ValueTask DisposeAsync() => await world.RestartAsync();

    [Fact]
    public async Task A_site_that_changed_drains_no_queue_and_is_tried_again_with_one_document()
    {
        await world.RestartAsync(closed: TimeSpan.FromMilliseconds(1));
        world.Shelve(PaperKind.Index, "1426300");
        world.Shelve(PaperKind.Index, "1426301");
        world.Site.Faults.Switch(new(FaultName.RenamedForm));

        var first = (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Index, "1426300", maxAttempts: 1))).ShouldBeOfType<JobOutcome.Failed>();
        first.Cause.ShouldContain("selCircnFoncr");
        world.Parking.Own.ShouldBeEmpty();

        (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Index, "1426301"))).ShouldBeOfType<JobOutcome.HandedBack>().Reason.ShouldBe(HandBackReason.Outage);
        var parked = world.Parking.Own.ShouldHaveSingleItem();
        (parked.Cause, parked.Stage).ShouldBe((ParkingCause.UnknownSite, JobStage.Download));
        parked.Why.ShouldContain("page is kept in");
        (await world.RunNextAsync()).ShouldBeOfType<JobOutcome.HandedBack>().Why.ShouldContain("parked");

        await world.ProbeParkedAsync();
        world.Site.Faults.Clear();
        (await world.RunNextAsync()).ShouldBeOfType<JobOutcome.Stored>();

        world.Parking.Own.ShouldBeEmpty();
        (await world.Database.ReadAsync<int>("select attemtps from extraction_queue where document_number = '1426301'")).ShouldBe(1);
    }
}
