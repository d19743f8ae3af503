using Shouldly;
using Simulators.Paper;
using Simulators.Registre;
using Workers.Jobs;
using Workers.Jobs.Leases;
using Workers.Jobs.Outcomes;
using Workers.Registre.Browser;
using Xunit;

namespace Workers.Registre;

/// <summary>Jobs that must end, and processes that do.</summary>
[Collection(RegistreCollection.Name)]
public sealed class RegistreWorkerStopTests(RegistreWorld world) : IAsyncLifetime
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    public async ValueTask InitializeAsync() => await world.StartAsync();

    public ValueTask DisposeAsync()
    {
        world.Site.Faults.Struck = null;
        world.NothingWasBoughtTwice();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("LeaseLost", "10000101")]
    [InlineData("Shutdown", "10000102")]
    [InlineData("Cancelled", "10000103")]
    public async Task A_job_that_must_end_while_its_document_loads_still_saves_what_was_paid_for(string cause, string number)
    {
        world.Shelve(PaperKind.Acte, number);
        world.Site.Faults.Switch(new(FaultName.SlowDocument) { Seconds = 1, Times = 1 });
        using var job = await EnqueueAndClaimAsync(RegistreWorld.Ask(DocumentSource.Acte, number));
        world.Site.Faults.Struck = _ => job.End(Enum.Parse<StopCause>(cause));

        await Should.ThrowAsync<OperationCanceledException>(world.Worker.RunAsync(job).WaitAsync(Bound));

        (await world.StateAsync(number)).ShouldBe("received");
        await world.WriteAsync(job, new JobOutcome.HandedBack(HandBackReason.Shutdown, "the daemon stops"));
        (await world.RunNextAsync()).ShouldBeOfType<JobOutcome.Stored>();
        world.ChargesOf(number).ShouldBe(1);
    }

    [Fact]
    public async Task A_job_that_must_end_before_the_paid_step_ends_at_once_and_buys_nothing()
    {
        world.Shelve(PaperKind.Index, "2000101");
        world.Site.Faults.Switch(new(FaultName.SlowSelect) { Seconds = 3600, Times = 1 });
        using var job = await EnqueueAndClaimAsync(RegistreWorld.Ask(DocumentSource.Index, "2000101"));
        world.Site.Faults.Struck = _ => job.End(StopCause.Shutdown);

        await Should.ThrowAsync<OperationCanceledException>(world.Worker.RunAsync(job).WaitAsync(Bound));

        (await world.StateAsync("2000101")).ShouldBe("prepared");
        world.ChargesOf("2000101").ShouldBe(0);
    }

    [Fact]
    public async Task Nothing_is_bought_when_the_row_has_another_holder()
    {
        world.Shelve(PaperKind.Index, "2000102");
        world.Site.Faults.Switch(new(FaultName.SlowSelect) { Seconds = 0.1, Times = 1 });
        using var job = await EnqueueAndClaimAsync(RegistreWorld.Ask(DocumentSource.Index, "2000102"));
        await world.Database.ExecuteAsync("create or replace function take_over() returns void language sql as 'update extraction_queue set claim_token = claim_token + 1'");
        world.Site.Faults.Struck = _ => world.Database.ExecuteAsync("select take_over()").GetAwaiter().GetResult();

        (await world.Worker.RunAsync(job).WaitAsync(Bound)).ShouldBeOfType<JobOutcome.HandedBack>();

        world.ChargesOf("2000102").ShouldBe(0);
    }

    [Fact]
    public async Task A_browser_that_is_killed_while_the_document_loads_loses_nothing()
    {
        world.Shelve(PaperKind.Acte, "10000104");
        world.Site.Faults.Switch(new(FaultName.NeverLoading) { Times = 1 });
        world.Site.Faults.Struck = _ => BrowserProcesses.KillAsync(world.Worker.Browser).GetAwaiter().GetResult();

        (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, "10000104"))).ShouldBeOfType<JobOutcome.Stored>();

        world.ChargesOf("10000104").ShouldBe(1);
    }

    [Fact]
    public async Task A_worker_that_rests_leaves_no_process_behind_and_starts_again()
    {
        world.Shelve(PaperKind.Acte, "10000105");
        world.Shelve(PaperKind.Acte, "10000106");
        await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, "10000105"));
        var running = await BrowserProcesses.FindAsync(world.Worker.Browser);

        await world.Worker.RestAsync();

        await BrowserProcesses.AllGoneAsync(running);
        (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, "10000106"))).ShouldBeOfType<JobOutcome.Stored>();
    }

    private async Task<RunningJob> EnqueueAndClaimAsync(NewDocument document)
    {
        await world.Store.EnqueueAsync([document], CancellationToken.None);
        return await world.ClaimAsync();
    }
}
