using Npgsql;
using Shouldly;
using Workers.Database.Migrations;
using Xunit;

namespace Workers.Jobs;

/// <summary>Rows that others wrote, hold, or brought back from a copy.</summary>
public abstract partial class JobStoreContract
{
    [Fact]
    public async Task A_kind_of_document_that_is_not_known_is_left_alone_counted_apart_and_named()
    {
        await Database.ExecuteAsync(
            """
            alter table extraction_queue drop constraint if exists extraction_queue_document_source_check;
            alter table extraction_queue alter column document_source drop not null;
            insert into extraction_queue (document_source, document_number, cadastre, status_id) values
              ('servitude', '1 777 777', 'C', 1), (null, '1 777 778', 'C', 3), ('servitude', '1 777 779', 'C', 2), ('servitude', '1 777 780', 'C', 4);
            update extraction_queue set processing_started_at = now() - interval '1 day' where status_id = 2;
            """);
        var known = await EnqueueAsync(Index());

        (await Store.RescueExpiredAsync(Lease, 5, CancellationToken.None)).Jobs.ShouldBeEmpty();
        (await ClaimAsync(JobStage.Download, null, "a", "b", "c")).ShouldHaveSingleItem().Id.ShouldBe(known);
        foreach (var exact in new[] { true, false })
        {
            var depth = await Store.ReadDepthAsync(exact, CancellationToken.None);
            depth.Queue.ShouldHaveSingleItem().DocumentSource.ShouldBe(DocumentSource.Index);
            depth.Unknown!.ShouldBe([new(1, "servitude", 1), new(2, "servitude", 1), new(3, null, 1), new(4, "servitude", 1)]);
        }

        var row = await Database.ReadAsync<Guid>("select id from extraction_queue where document_source = 'servitude' and status_id = 1");
        var history = await Store.ReadEventsAsync(row, CancellationToken.None);
        history.BlockedBy.ShouldBe("its document_source is 'servitude', which this program does not know: nobody takes it");
        history.ReadyFor.ShouldBeNull();
        (await SchemaCheck.RunAsync(_functions, CancellationToken.None)).Warning.ShouldNotBeNull().ShouldContain("'servitude' (3), null (1)");
    }

    [Fact]
    public async Task A_row_that_somebody_holds_open_costs_no_other_document_its_lease()
    {
        await Store.EnqueueAsync([.. Enumerable.Range(0, 5).Select(n => Index($"{n}"))], CancellationToken.None);
        var jobs = await ClaimAsync(JobStage.Download, null, "a", "b", "c", "d", "e");
        await using var operators = NpgsqlDataSource.Create(Database.Address.ForPool());
        await using var connection = await operators.OpenConnectionAsync();
        await using var open = await connection.BeginTransactionAsync();
        await using (var look = new NpgsqlCommand($"select from extraction_queue where id = '{jobs[2].Id}' for update", connection))
        {
            await look.ExecuteNonQueryAsync();
        }

        var states = await Store.RenewAsync(jobs.Select(job => job.Claim), Lease, CancellationToken.None);

        states[jobs[2].Id].ShouldBe(LeaseState.Locked);
        jobs.Where(job => job.Id != jobs[2].Id).Select(job => states[job.Id]).ShouldAllBe(state => state == LeaseState.Held);

        var writes = jobs.Select(job => Store.CompleteDownloadAsync(job.Claim, Stored, CancellationToken.None)).ToArray();
        var others = await Task.WhenAll(writes.Where((_, place) => place != 2));
        others.ShouldAllBe(written => written == Written.Now || written == Written.Already);
        await open.RollbackAsync();
        await writes[2].ContinueWith(_ => { }, TaskScheduler.Default);
        (await Store.CompleteDownloadAsync(jobs[2].Claim, Stored, CancellationToken.None)).ShouldBeOneOf(Written.Now, Written.Already);
    }

    [Fact]
    public async Task Rows_at_the_ends_of_their_types_are_claimed_read_and_counted_like_others()
    {
        // A server that has just come back rests for a lease.
        await Database.SetClockAheadAsync(Lease + TimeSpan.FromSeconds(1));
        var odd = await EnqueueAsync(Index("1"));
        var innocent = await EnqueueAsync(Index("2"));
        await Database.ExecuteAsync(
            $"""
            update extraction_queue set attemtps = 2147483647, ocr_attempts = -2147483648, max_attempts = -2147483648, hand_backs = 2147483647, lost_leases = 2147483647,
              claim_token = 9223372036854775807, created_at = '-infinity', updated_at = '4000-01-01 BC', available_at = '-infinity' where id = '{odd}'
            """);

        (await Store.ReadDepthAsync(exact: true, CancellationToken.None)).Queue.ShouldHaveSingleItem().Ready.ShouldBe(2);
        var jobs = await ClaimAsync(JobStage.Download, null, "a", "b");

        jobs.Select(job => job.Id).ShouldBe([odd, innocent], ignoreOrder: true);
        jobs.Unreadable.ShouldBeEmpty();
        var claimed = jobs.Single(job => job.Id == odd);
        claimed.Attempt.ShouldBe(int.MaxValue);
        claimed.ClaimToken.ShouldBeLessThan(long.MaxValue);
        await Database.ExecuteAsync($"update extraction_queue set lease_expires_at = '-infinity', claim_token = 9223372036854775807 where id = '{odd}'");
        (await Store.RescueExpiredAsync(Lease, 5, CancellationToken.None)).Jobs.ShouldHaveSingleItem().Id.ShouldBe(odd);
        (await Store.CompleteDownloadAsync(claimed.Claim, Stored, CancellationToken.None)).ShouldBe(Written.Stale);
    }

    [Fact]
    public async Task A_claim_that_a_restored_copy_forgot_writes_nothing_over_the_claim_after_it()
    {
        var id = await EnqueueAsync(Index());
        await Database.ExecuteAsync("create table copy as select * from extraction_queue");
        var forgotten = await ClaimDownloadAsync("before");
        await Database.ExecuteAsync("truncate extraction_queue; insert into extraction_queue select * from copy");
        var current = await ClaimDownloadAsync("after");
        current.Id.ShouldBe(id);

        (await Store.RenewAsync([forgotten.Claim], Lease, CancellationToken.None))[id].ShouldBe(LeaseState.Gone);
        (await Store.CompleteDownloadAsync(forgotten.Claim, Stored, CancellationToken.None)).ShouldBe(Written.Stale);
        (await Store.CompleteDownloadAsync(current.Claim, Stored, CancellationToken.None)).ShouldBe(Written.Now);
    }

    [Fact]
    public async Task Values_that_are_too_long_are_refused_by_name()
    {
        var answer = await Store.EnqueueAsync(
            [Index(new string('1', 101)), Index() with { Cadastre = new string('c', 201) }, Index() with { IdempotencyKey = new string('k', 201) }, Index() with { Dossier = new string('d', 101) }, Index()], CancellationToken.None);

        answer.Select(document => document.Reason).ShouldBe(
            ["document_number is longer than 100 characters", "cadastre is longer than 200 characters", "idempotency_key is longer than 200 characters", "dossier is longer than 100 characters", null]);
    }

    [Fact]
    public async Task Documents_that_are_asked_for_together_are_added_together_or_not_at_all()
    {
        NewDocument[] documents = [Index("1"), Index(new string('1', 101)), Index("3")];

        var refused = await Store.EnqueueAsync(documents, CancellationToken.None, EnqueueMode.AllOrNone);
        refused.Select(document => (document.Result, document.Id)).ShouldBe([(EnqueueResult.Held, null), (EnqueueResult.Refused, null), (EnqueueResult.Held, null)]);
        (await Database.ReadAsync<long>("select count(*) from extraction_queue")).ShouldBe(0);
        (await Database.ReadAsync<long>("select count(*) from job_events")).ShouldBe(0);

        var added = await Store.EnqueueAsync([documents[0], documents[2]], CancellationToken.None, EnqueueMode.AllOrNone);
        added.Select(document => document.Result).ShouldBe([EnqueueResult.Created, EnqueueResult.Created]);
    }

    [Fact]
    public async Task A_check_of_documents_adds_none()
    {
        var checkedOnes = await Store.EnqueueAsync([Index("1"), Index("")], CancellationToken.None, EnqueueMode.Check);

        checkedOnes.Select(document => document.Result).ShouldBe([EnqueueResult.Held, EnqueueResult.Refused]);
        (await Database.ReadAsync<long>("select count(*) from extraction_queue")).ShouldBe(0);
    }

    [Fact]
    public async Task A_request_that_is_sent_again_adds_its_documents_once()
    {
        var request = Guid.NewGuid();
        NewDocument[] documents = [Index("1"), Index("2") with { IdempotencyKey = "k" }];

        var first = await Store.EnqueueAsync(documents, CancellationToken.None, EnqueueMode.AllOrNone, request);
        var again = await Store.EnqueueAsync(documents, CancellationToken.None, EnqueueMode.AllOrNone, request);

        again.ShouldBe(first);
        (await Database.ReadAsync<long>("select count(*) from extraction_queue")).ShouldBe(2);
        (await Database.ReadAsync<long>("select count(*) from job_events")).ShouldBe(2);
        (await Store.EnqueueAsync([documents[0]], CancellationToken.None, EnqueueMode.AllOrNone, Guid.NewGuid()))[0].Id.ShouldNotBe(first[0].Id);
    }

    [Fact]
    public async Task The_longest_file_is_added_in_one_call_and_asked_again_adds_nothing()
    {
        var documents = Enumerable.Range(0, 20_000).Select(number => Index($"{number}") with { IdempotencyKey = $"key {number}" }).ToArray();
        var request = Guid.NewGuid();

        var added = await Store.EnqueueAsync(documents, CancellationToken.None, EnqueueMode.AllOrNone, request);
        var again = await Store.EnqueueAsync(documents, CancellationToken.None, EnqueueMode.AllOrNone, request);

        added.ShouldAllBe(document => document.Result == EnqueueResult.Created);
        again.Select(document => document.Id).ShouldBe(added.Select(document => document.Id));
    }
}
