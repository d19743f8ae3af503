using System.Diagnostics;
using Shouldly;
using Simulators.Paper;
using Simulators.Registre;
using Workers.Jobs;
using Workers.Jobs.Leases;
using Workers.Jobs.Outcomes;
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
        world.Site.Faults.Struck = _ => KillChromium();

        (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, "10000104"))).ShouldBeOfType<JobOutcome.Stored>();

        world.ChargesOf("10000104").ShouldBe(1);
    }

    [Fact]
    public async Task A_worker_that_rests_leaves_no_process_behind_and_starts_again()
    {
        world.Shelve(PaperKind.Acte, "10000105");
        world.Shelve(PaperKind.Acte, "10000106");
        await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, "10000105"));
        var running = Descendants();
        running.ShouldNotBeEmpty();

        await world.Worker.RestAsync();

        SpinWait.SpinUntil(() => !running.Any(Lives), Bound).ShouldBeTrue();
        (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, "10000106"))).ShouldBeOfType<JobOutcome.Stored>();
    }

    private async Task<RunningJob> EnqueueAndClaimAsync(NewDocument document)
    {
        await world.Store.EnqueueAsync([document], CancellationToken.None);
        return await world.ClaimAsync();
    }

    private static void KillChromium()
    {
        foreach (var id in Descendants())
        {
            using var process = Process.GetProcessById(id);
            if (process.ProcessName.Contains("headless", StringComparison.Ordinal) || process.ProcessName.Contains("chrom", StringComparison.Ordinal))
            {
                process.Kill();
                return;
            }
        }
    }

    /// <summary>Chromium and its driver: the processes below this one that a node started.</summary>
    private static List<int> Descendants()
    {
        var parents = Directory.GetDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(name => name!.All(char.IsAsciiDigit))
            .Select(name => (Id: int.Parse(name!, System.Globalization.CultureInfo.InvariantCulture), Parent: ParentOf(name!)))
            .ToLookup(entry => entry.Parent, entry => entry.Id);
        var drivers = parents[Environment.ProcessId].Where(IsDriver).ToList();
        var all = new List<int>(drivers);
        for (var i = 0; i < all.Count; i++)
        {
            all.AddRange(parents[all[i]]);
        }

        return all.Except(drivers).Concat(drivers).ToList();
    }

    private static bool IsDriver(int id) => Read($"/proc/{id}/cmdline").Contains("run-driver", StringComparison.Ordinal);

    private static bool Lives(int id) => Read($"/proc/{id}/stat") is { Length: > 0 } stat && !stat.Contains(") Z ", StringComparison.Ordinal);

    private static int ParentOf(string id)
    {
        var stat = Read($"/proc/{id}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 1 ? int.Parse(fields[1], System.Globalization.CultureInfo.InvariantCulture) : 0;
    }

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
