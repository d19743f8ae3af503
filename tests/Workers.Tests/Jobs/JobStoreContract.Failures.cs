using Shouldly;
using Workers.Database;
using Workers.Jobs.Outcomes;
using Xunit;

namespace Workers.Jobs;

public abstract partial class JobStoreContract
{
    [Fact]
    public async Task A_transient_failure_waits_its_delay_and_the_last_attempt_is_final_with_its_cause()
    {
        var id = await EnqueueAsync(Index(maxAttempts: 2));
        await Store.FailAsync((await ClaimDownloadAsync()).Claim, Transient("first cause"), TimeSpan.FromSeconds(30), CancellationToken.None);

        (await StatusAsync(id)).ShouldBe(1);
        (await ClaimAsync(JobStage.Download, null, "w")).ShouldBeEmpty();
        (await Store.ReadEventsAsync(id, CancellationToken.None)).BlockedBy!.ShouldMatch(@"^not before \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$");
        await Database.SetClockAheadAsync(TimeSpan.FromSeconds(31));

        var last = await ClaimDownloadAsync();
        last.Attempt.ShouldBe(2);
        await FailAsync(last, Transient("last cause"));

        (await StatusAsync(id)).ShouldBe(5);
        (await ColumnAsync<string>(id, "outcome")).ShouldBe(OutcomeCodes.AttemptsExhausted);
        (await ColumnAsync<string>(id, "error_message")).ShouldBe("last cause");
    }

    [Fact]
    public async Task A_business_answer_is_final_at_once()
    {
        var id = await EnqueueAsync(Index());
        var details = new System.Text.Json.Nodes.JsonObject { ["candidates"] = new System.Text.Json.Nodes.JsonArray("1 425 101") };

        await FailAsync(await ClaimDownloadAsync(), new(FailureKind.Business, "No such lot.", OutcomeCodes.NotFound, Details: details));

        (await StatusAsync(id)).ShouldBe(5);
        (await ColumnAsync<string>(id, "outcome")).ShouldBe(OutcomeCodes.NotFound);
        var failed = (await Store.ReadEventsAsync(id, CancellationToken.None)).Events[^1];
        failed.Details!["candidates"]![0]!.GetValue<string>().ShouldBe("1 425 101");
        failed.ToStatus.ShouldBe(JobStatus.Erreur);
    }

    [Fact]
    public async Task A_failed_reading_returns_to_stored_and_never_to_the_registry()
    {
        var id = await EnqueueAsync(Acte());
        await Store.CompleteDownloadAsync((await ClaimDownloadAsync()).Claim, Stored, CancellationToken.None);

        await FailAsync(await ClaimOcrAsync(DocumentSource.Acte), Transient("429"));

        (await StatusAsync(id)).ShouldBe(3);
        (await ColumnAsync<string>(id, "ocr_error")).ShouldBe("429");
        (await ColumnAsync<int>(id, "attemtps")).ShouldBe(1);
    }

    [Fact]
    public async Task A_lost_lease_returns_to_the_stage_it_came_from()
    {
        var waiting = await EnqueueAsync(Index("1"));
        await Store.CompleteDownloadAsync((await ClaimDownloadAsync()).Claim, Stored, CancellationToken.None);
        var downloading = await EnqueueAsync(Index("2"));
        await ClaimDownloadAsync();
        await ClaimOcrAsync();

        var rescued = await LoseLeasesAsync();

        rescued.Jobs.ToDictionary(job => job.Id, job => job.StatusId)
            .ShouldBe(new Dictionary<Guid, JobStatus> { [waiting] = JobStatus.Complete, [downloading] = JobStatus.EnAttente }, ignoreOrder: true);
        (await ColumnAsync<object>(downloading, "worker_id")).ShouldBe(DBNull.Value);
        (await Store.ReadEventsAsync(downloading, CancellationToken.None)).Events[^1].Reason!.ShouldContain("lease of registre-1 ended");
    }

    [Fact]
    public async Task A_document_that_kills_its_workers_ends_with_its_original_cause()
    {
        var id = await EnqueueAsync(Index());
        await FailAsync(await ClaimDownloadAsync(), Transient("The page crashed."));
        for (var loss = 0; loss < 5; loss++)
        {
            (await StatusAsync(id)).ShouldBe(1);
            await ClaimDownloadAsync();
            await LoseLeasesAsync();
        }

        (await StatusAsync(id)).ShouldBe(5);
        (await ColumnAsync<string>(id, "outcome")).ShouldBe(OutcomeCodes.AttemptsExhausted);
        (await ColumnAsync<string>(id, "error_message")).ShouldBe("The page crashed.");
    }

    [Fact]
    public async Task A_healthy_document_survives_the_crashes_of_others()
    {
        var id = await EnqueueAsync(Index());
        for (var loss = 0; loss < 12; loss++)
        {
            var job = await ClaimDownloadAsync();
            job.Attempt.ShouldBeLessThanOrEqualTo(job.MaxAttempts);
            await Store.ReportProgressAsync(job.Claim, "SEARCH", loss + 1, CancellationToken.None);
            await LoseLeasesAsync();
        }

        (await StatusAsync(id)).ShouldBe(1);
    }

    [Fact]
    public async Task A_hand_back_costs_no_attempt_but_not_for_ever()
    {
        var id = await EnqueueAsync(Index(maxAttempts: 2));
        for (var round = 0; round < 3; round++)
        {
            var job = await ClaimDownloadAsync();
            job.Attempt.ShouldBe(1);
            (await HandBackAsync(job, free: 3)).ShouldBe(Written.Now);
        }

        (await HandBackAsync(await ClaimDownloadAsync(), free: 3)).ShouldBe(Written.Now);
        (await StatusAsync(id)).ShouldBe(1);
        await HandBackAsync(await ClaimDownloadAsync(), free: 3);

        (await StatusAsync(id)).ShouldBe(5);
        (await ColumnAsync<string>(id, "outcome")).ShouldBe(OutcomeCodes.AttemptsExhausted);
    }

    [Theory]
    [InlineData("Outage")]
    [InlineData("Occupied")]
    public async Task What_any_document_would_have_met_never_counts_however_long_it_lasts(string reason)
    {
        var id = await EnqueueAsync(Index(maxAttempts: 1));
        for (var round = 0; round < 60; round++)
        {
            var job = await ClaimDownloadAsync();
            job.Attempt.ShouldBe(1);
            var back = new JobOutcome.HandedBack(Enum.Parse<HandBackReason>(reason), "the registry is closed", TimeSpan.FromMinutes(15));
            (await Store.HandBackAsync(job.Claim, back, 2, CancellationToken.None)).ShouldBe(Written.Now);
            (await ColumnAsync<double>(id, "extract(epoch from available_at - workers_internal.clock())::float8")).ShouldBeInRange(890, 900);
            await Database.ExecuteAsync("update extraction_queue set available_at = workers_internal.clock()");
        }

        (await ColumnAsync<int>(id, "hand_backs")).ShouldBe(0);
        (await StatusAsync(id)).ShouldBe(1);
    }

    [Fact]
    public async Task A_document_that_is_handed_back_at_a_stop_keeps_its_place_before_those_that_came_later()
    {
        var first = await EnqueueAsync(Index("1"));
        var job = await ClaimDownloadAsync();
        await EnqueueAsync(Index("2"));
        await HandBackAsync(job);

        (await ClaimDownloadAsync()).Id.ShouldBe(first);
    }

    [Fact]
    public async Task A_document_whose_resource_is_away_waits_longer_each_time()
    {
        var id = await EnqueueAsync(Index());
        for (var round = 0; round < 4; round++)
        {
            var job = await ClaimDownloadAsync();
            await Store.HandBackAsync(job.Claim, new(HandBackReason.ResourceLost, "no account is free"), 20, CancellationToken.None);
            var wait = await ColumnAsync<double>(id, "extract(epoch from available_at - workers_internal.clock())::float8");
            wait.ShouldBeInRange((1 << round) - 0.9, 1 << round);
            _ahead += TimeSpan.FromSeconds(1 << round);
            await Database.SetClockAheadAsync(_ahead);
        }

        (await ClaimDownloadAsync()).Attempt.ShouldBe(1);
    }

    [Fact]
    public async Task Rows_that_an_older_system_left_running_are_rescued_after_ten_minutes()
    {
        await Database.ExecuteAsync(
            """
            insert into extraction_queue (document_source, document_number, cadastre, status_id, worker_id, supabase_path, attemtps, processing_started_at, updated_at) values
              ('index', 'fresh', 'c', 2, 'old-1', null, null, now() - interval '9 minutes', now() - interval '3 hours'),
              ('index', 'downloading', 'c', 2, 'old-2', null, null, now() - interval '11 minutes', now()),
              ('acte', 'reading', null, 2, 'old-3', 'actes/x.pdf', 3, null, now() - interval '11 minutes')
            """);

        await Database.SetClockAheadAsync(TimeSpan.FromSeconds(13));
        (await Store.RescueExpiredAsync(Lease, 5, CancellationToken.None)).Jobs.Count.ShouldBe(2);

        (await Database.ListAsync<string>("select document_number || status_id::text from extraction_queue order by 1"))
            .ShouldBe(["downloading1", "fresh2", "reading3"]);
        var job = await ClaimDownloadAsync();
        (job.DocumentNumber, job.Attempt).ShouldBe(("downloading", 1));
    }

    [Fact]
    public async Task A_waiting_document_is_cancelled_at_once_and_a_running_one_through_its_holder()
    {
        var ids = (await Store.EnqueueAsync([Index("1"), Index("2")], CancellationToken.None)).Select(d => d.Id!.Value).ToArray();
        var running = await ClaimDownloadAsync();

        var answers = await Store.CancelAsync(ids, "client left", CancellationToken.None);
        answers.ToDictionary(a => a.Id, a => a.Result)
            .ShouldBe(new Dictionary<Guid, OperatorResult> { [ids[0]] = OperatorResult.Requested, [ids[1]] = OperatorResult.Cancelled }, ignoreOrder: true);
        (await StatusAsync(ids[1])).ShouldBe(5);

        (await Store.RenewAsync([running.Claim], Lease, CancellationToken.None))[running.Id].ShouldBe(LeaseState.Cancelling);
        await HandBackAsync(running);
        (await StatusAsync(running.Id)).ShouldBe(5);
        (await ColumnAsync<string>(running.Id, "outcome")).ShouldBe(OutcomeCodes.Cancelled);
    }

    [Fact]
    public async Task A_document_bought_while_it_was_cancelled_keeps_its_file_and_a_retry_does_not_buy_it_again()
    {
        var id = await EnqueueAsync(Index());
        var job = await ClaimDownloadAsync();
        await Store.CancelAsync([id], null, CancellationToken.None);
        await Store.CompleteDownloadAsync(job.Claim, Stored, CancellationToken.None);
        (await StatusAsync(id)).ShouldBe(5);

        var retried = (await Store.RetryAsync([id], false, "wanted after all", CancellationToken.None))[0];

        (retried.Result, retried.StatusId).ShouldBe((OperatorResult.Retried, JobStatus.Complete));
        (await ClaimOcrAsync()).SupabasePath.ShouldBe(Stored.SupabasePath);
    }

    [Fact]
    public async Task A_doubt_that_no_purchase_is_known_of_is_retried_only_when_buying_again_is_allowed()
    {
        var id = await EnqueueAsync(Index());
        await FailAsync(await ClaimDownloadAsync(), new(FailureKind.Permanent, "Submitted, no bytes.", OutcomeCodes.PurchaseUncertain));

        var refused = (await Store.RetryAsync([id], false, null, CancellationToken.None))[0];
        refused.Result.ShouldBe(OperatorResult.Refused);
        refused.Reason!.ShouldContain("bought already");

        (await Store.RetryAsync([id], true, null, CancellationToken.None))[0].Result.ShouldBe(OperatorResult.Retried);
        (await ClaimDownloadAsync()).Attempt.ShouldBe(1);
    }

    [Fact]
    public async Task An_unusable_request_is_told_apart_from_an_unreachable_database()
    {
        var request = new ClaimRequest(Guid.NewGuid(), 12, "vm", [new(JobStage.Ocr, null, ["w"])]);

        var refused = await Should.ThrowAsync<DatabaseException>(() => Store.ClaimAsync(request, CancellationToken.None));

        refused.Kind.ShouldBe(DatabaseFailure.Refused);
    }
}
