using Shouldly;
using Xunit;

namespace Workers.Jobs;

public abstract partial class JobStoreContract
{
    [Fact]
    public async Task A_claim_that_the_network_repeats_gives_the_same_documents()
    {
        await Store.EnqueueAsync([Index("1"), Index("2"), Index("3")], CancellationToken.None);
        var request = Request(new ClaimWant(JobStage.Download, null, ["a", "b"]));

        var first = await Store.ClaimAsync(request, CancellationToken.None);
        var again = await Store.ClaimAsync(request, CancellationToken.None);

        again.Select(job => job.Claim).ShouldBe(first.Select(job => job.Claim), ignoreOrder: true);
        (await ClaimAsync(JobStage.Download, null, "c", "d")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_claim_takes_no_document_of_a_kind_that_is_left_out()
    {
        await Store.EnqueueAsync([Index("1"), Acte("2"), Plan("3"), Index("4")], CancellationToken.None);

        var without = Request(new ClaimWant(JobStage.Download, null, ["a", "b", "c"], [DocumentSource.Index, DocumentSource.PlanCadastraux]));
        (await Store.ClaimAsync(without, CancellationToken.None)).ShouldHaveSingleItem().DocumentSource.ShouldBe(DocumentSource.Acte);
        (await ClaimAsync(JobStage.Download, null, "d", "e", "f", "g")).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Claimants_at_the_same_time_never_get_the_same_document()
    {
        await Store.EnqueueAsync([.. Enumerable.Range(0, 40).Select(n => Index($"{n}"))], CancellationToken.None);

        var claims = await Task.WhenAll(Enumerable.Range(0, 16).Select(n => ClaimAsync(JobStage.Download, null, $"w{n}a", $"w{n}b", $"w{n}c")));

        var ids = claims.SelectMany(jobs => jobs).Select(job => job.Id).ToArray();
        ids.ShouldBeUnique();
        ids.Length.ShouldBe(40);
    }

    [Fact]
    public async Task A_stale_token_writes_nothing()
    {
        var id = await EnqueueAsync(Index());
        var stale = await ClaimDownloadAsync("slow");
        await LoseLeasesAsync();
        var current = await ClaimDownloadAsync("quick");
        var before = await Database.ReadAsync<string>($"select to_jsonb(q)::text from extraction_queue q where id = '{id}'");

        (await Store.CompleteDownloadAsync(stale.Claim, Stored, CancellationToken.None)).ShouldBe(Written.Stale);
        (await Store.CompleteOcrAsync(stale.Claim, Reading, CancellationToken.None)).ShouldBe(Written.Stale);
        (await FailAsync(stale, Transient())).ShouldBe(Written.Stale);
        (await HandBackAsync(stale)).ShouldBe(Written.Stale);
        (await Store.ReportProgressAsync(stale.Claim, "SEARCH", 90, CancellationToken.None)).ShouldBe(Written.Stale);
        (await Store.RenewAsync([stale.Claim], Lease, CancellationToken.None))[id].ShouldBe(LeaseState.Gone);

        (await Database.ReadAsync<string>($"select to_jsonb(q)::text from extraction_queue q where id = '{id}'")).ShouldBe(before);
        (await Store.CompleteDownloadAsync(current.Claim, Stored, CancellationToken.None)).ShouldBe(Written.Now);
    }

    [Fact]
    public async Task A_claim_of_one_stage_cannot_complete_the_other()
    {
        var id = await EnqueueAsync(Index());
        var download = await ClaimDownloadAsync();

        (await Store.CompleteOcrAsync(download.Claim, Reading, CancellationToken.None)).ShouldBe(Written.Stale);
        (await StatusAsync(id)).ShouldBe(2);
    }

    [Fact]
    public async Task A_late_completion_whose_token_is_current_is_good()
    {
        var id = await EnqueueAsync(Index());
        var job = await ClaimDownloadAsync();
        await Database.SetClockAheadAsync(TimeSpan.FromHours(1));

        (await Store.CompleteDownloadAsync(job.Claim, Stored, CancellationToken.None)).ShouldBe(Written.Now);
        (await Store.RescueExpiredAsync(Lease, 5, CancellationToken.None)).Jobs.ShouldBeEmpty();
        (await StatusAsync(id)).ShouldBe(3);
    }

    [Fact]
    public async Task A_write_that_the_network_repeats_succeeds_again_even_when_the_document_has_moved_on()
    {
        var id = await EnqueueAsync(Index());
        var download = await ClaimDownloadAsync();
        await Store.CompleteDownloadAsync(download.Claim, Stored, CancellationToken.None);
        (await Store.CompleteDownloadAsync(download.Claim, Stored, CancellationToken.None)).ShouldBe(Written.Already);

        var reading = await ClaimOcrAsync();
        (await Store.CompleteDownloadAsync(download.Claim, Stored, CancellationToken.None)).ShouldBe(Written.Already);
        (await FailAsync(reading, Transient())).ShouldBe(Written.Now);
        (await FailAsync(reading, Transient())).ShouldBe(Written.Already);
        (await Store.CompleteOcrAsync(reading.Claim, Reading, CancellationToken.None)).ShouldBe(Written.Stale);

        (await StatusAsync(id)).ShouldBe(3);
        (await ColumnAsync<int>(id, "ocr_attempts")).ShouldBe(1);
    }

    [Fact]
    public async Task Renewals_keep_a_lease_and_tell_apart_what_is_gone()
    {
        var ids = (await Store.EnqueueAsync([Index("1"), Index("2")], CancellationToken.None)).Select(d => d.Id!.Value).ToArray();
        var held = await ClaimDownloadAsync("a");
        var done = await ClaimDownloadAsync("b");
        await Store.CompleteDownloadAsync(done.Claim, Stored, CancellationToken.None);
        await Database.SetClockAheadAsync(TimeSpan.FromMinutes(2));

        var states = await Store.RenewAsync([held.Claim, done.Claim], Lease, CancellationToken.None);

        states[ids[0]].ShouldBe(LeaseState.Held);
        states[ids[1]].ShouldBe(LeaseState.Gone);
        (await Store.RescueExpiredAsync(Lease, 5, CancellationToken.None)).Jobs.ShouldBeEmpty();
    }

    [Fact]
    public async Task Progress_never_goes_back()
    {
        var id = await EnqueueAsync(Index());
        var job = await ClaimDownloadAsync();

        await Store.ReportProgressAsync(job.Claim, "RECEIVE", 40, CancellationToken.None);
        await Store.ReportProgressAsync(job.Claim, "LOGIN", 5, CancellationToken.None);
        await FailAsync(job, Transient());

        (await ClaimDownloadAsync()).Progress.ShouldBe(40);
        (await ColumnAsync<string>(id, "progress_stage")).ShouldBe("RECEIVE");
    }
}
