using Shouldly;
using Simulators.Paper;
using Simulators.Registre;
using Workers.Jobs;
using Workers.Jobs.Outcomes;
using Xunit;

namespace Workers.Registre;

/// <summary>From the form that may bill to the viewer, over every redirect: each request is sent once, and what broke on the way is doubt.</summary>
[Collection(RegistreCollection.Name)]
public sealed class PaidNavigationTests(RegistreWorld world) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await world.StartAsync();

    public ValueTask DisposeAsync()
    {
        world.NothingWasBoughtTwice();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_redirect_to_where_nobody_listens_comes_after_a_charge_and_is_looked_up()
    {
        world.Shelve(PaperKind.Acte, "10000301");
        world.Site.Faults.Switch(new(FaultName.DeadRedirect) { Number = "10000301", Times = 1 });

        await world.FetchUntilDoneAsync(RegistreWorld.Ask(DocumentSource.Acte, "10000301"));

        (await world.StateAsync("10000301")).ShouldBe("stored");
        world.ChargesOf("10000301").ShouldBe(1);
    }

    [Theory]
    [InlineData("10000302", null)]
    [InlineData("10000303", true)]
    public async Task A_page_on_the_way_that_bills_is_asked_once_when_its_connection_breaks(string number, bool? confirmation)
    {
        world.Shelve(PaperKind.Acte, number, document => document with { Confirmation = confirmation });
        world.Site.Faults.Switch(new(FaultName.BilledOnTheWay) { Number = number, Times = 1 });
        world.Site.Faults.Switch(new(FaultName.ConnectionCut) { Number = number, Times = 1 });

        await world.FetchUntilDoneAsync(RegistreWorld.Ask(DocumentSource.Acte, number));

        (await world.StateAsync(number)).ShouldBe("stored");
        world.ChargesOf(number).ShouldBe(1);
    }

    [Fact]
    public async Task A_login_page_behind_the_first_redirect_comes_after_a_charge_and_its_late_invoice_is_waited_for()
    {
        await world.RestartAsync(invoice: TimeSpan.FromHours(1));
        world.Shelve(PaperKind.Acte, "10000304");
        world.Site.Faults.Switch(new(FaultName.Logout) { At = Step.Preparation, Times = 1 });
        world.Site.Faults.Switch(new(FaultName.LateInvoice) { Seconds = 3600, Times = 1 });

        (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, "10000304"))).ShouldBeOfType<JobOutcome.HandedBack>().Why.ShouldContain("not there yet");
        (await world.StateAsync("10000304")).ShouldBe("submitting");
        (await world.RunNextAsync()).ShouldBeOfType<JobOutcome.Stored>();

        world.ChargesOf("10000304").ShouldBe(1);
        await world.RestartAsync();
    }
}
