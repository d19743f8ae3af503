using System.Globalization;
using Npgsql;
using Shouldly;
using Workers.Jobs.Changes;
using Xunit;

namespace Workers.Jobs;

/// <summary>Orders about several documents change each of them once, whoever carries them out and however often he is killed.</summary>
public abstract partial class JobStoreContract
{
    private static readonly TimeSpan Held = TimeSpan.FromSeconds(30);

    private BulkStore Changes => new(_functions);

    [Fact]
    public async Task An_order_changes_each_of_its_documents_once_although_its_runner_is_killed_in_the_middle()
    {
        await FailedAsync(25, stored: true);
        var bulk = (await Changes.StartAsync(Order(BulkVerb.Retry, new() { Statuses = [5] }), CancellationToken.None)).Bulk;
        await FailedAsync(3, stored: true);

        var first = await Changes.StepAsync(bulk.Id, "a", Held, 10, CancellationToken.None);
        var refused = await Changes.StepAsync(bulk.Id, "b", Held, 10, CancellationToken.None);
        (await Changes.StepAsync(null, "b", Held, 10, CancellationToken.None)).Bulk.ShouldBeNull();
        // What was changed fails again while the order still runs: it is not changed a second time.
        await Database.ExecuteAsync("update extraction_queue set status_id = 5 where status_id = 3");
        await Database.SetClockAheadAsync(Held + TimeSpan.FromSeconds(1));
        var last = await FinishAsync(null, "b");

        (first.Stepped, first.Bulk!.Changed, first.Bulk.State, first.Bulk.Runner).ShouldBe((true, 10, BulkState.Running, "a"));
        (refused.Stepped, refused.Bulk!.Changed, refused.Bulk.Runner).ShouldBe((false, 10, "a"));
        (last.Changed, last.LeftOut, last.State, last.EndedBy).ShouldBe((25, 0, BulkState.Finished, "b"));
        (await Database.ReadAsync<string>($"select concat_ws(' ', count(*), count(distinct job_id)) from job_events where kind = 'retried' and details->>'bulk' = '{bulk.Id}'")).ShouldBe("25 25");
        (await Changes.StepAsync(bulk.Id, "b", Held, 10, CancellationToken.None)).Stepped.ShouldBeFalse();
    }

    [Fact]
    public async Task What_somebody_holds_or_no_longer_is_meant_is_left_as_it_is_and_counted_with_the_reason()
    {
        var waiting = await EnqueueAsync(Index("1"));
        var claimed = await EnqueueAsync(Index("2"));
        var plan = await EnqueueAsync(Plan());
        var locked = await EnqueueAsync(Index("3"));
        await Database.ExecuteAsync($"update extraction_queue set status_id = 2, stage = 'download', worker_id = 'w', lease_expires_at = now() + interval '1 minute' where id = '{claimed}'");
        await Database.ExecuteAsync($"update extraction_queue set status_id = 3 where id = '{plan}'");
        await using var other = NpgsqlDataSource.Create(Database.Address.ForPool());
        await using var connection = await other.OpenConnectionAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
        await using (var hold = new NpgsqlCommand($"select from extraction_queue where id = '{locked}' for update", connection, transaction))
        {
            await hold.ExecuteNonQueryAsync(CancellationToken.None);
        }

        var bulk = (await Changes.StartAsync(Order(BulkVerb.Cancel, new() { Statuses = [1, 2, 3] }), CancellationToken.None)).Bulk;
        var last = await FinishAsync(bulk.Id, "a");

        (last.Changed, last.LeftOut).ShouldBe((1, 3));
        last.Reasons.OrderBy(reason => reason.Key, StringComparer.Ordinal).Select(reason => $"{reason.Value} {reason.Key}").ShouldBe([
            "1 another transaction holds its row: order the same again", "1 it has ended: its status is 3", "1 its status is 2: somebody works on it",
        ]);
        (await StatusAsync(waiting)).ShouldBe(5);
        (await ColumnAsync<string>(waiting, "outcome || ' ' || error_message")).ShouldBe("cancelled not wanted");
        (await StatusAsync(claimed)).ShouldBe(2);
    }

    [Fact]
    public async Task A_row_whose_update_the_database_refuses_costs_no_other_its_change()
    {
        await FailedAsync(6, stored: false);
        await Database.ExecuteAsync(
            """
            create function refuse() returns trigger language plpgsql as 'begin if new.document_number = ''n3'' then raise exception ''not this one''; end if; if new.document_number = ''n4'' then return null; end if; return new; end';
            create trigger refuse before update on extraction_queue for each row execute function refuse();
            """);

        var bulk = (await Changes.StartAsync(Order(BulkVerb.Retry, new() { Statuses = [5] }), CancellationToken.None)).Bulk;
        var last = await FinishAsync(bulk.Id, "a");

        (last.Changed, last.LeftOut, last.State).ShouldBe((4, 2, BulkState.Finished));
        last.Reasons.Keys.Order(StringComparer.Ordinal).ShouldBe(["a trigger of the table leaves its update out", "the database refuses its update: not this one (P0001)"]);
    }

    /// <summary>"Older than two hours" is another time whenever it is typed, and the same order.</summary>
    [Fact]
    public async Task The_same_order_by_age_is_written_once_and_another_age_is_another_order()
    {
        await FailedAsync(2, stored: true);
        var (now, old) = (DateTimeOffset.UnixEpoch + TimeSpan.FromDays(30_000), TimeSpan.FromHours(2));
        await Database.SetClockAsync(now);
        var bulk = (await Changes.StartAsync(Order(BulkVerb.Retry, new() { Statuses = [5], CreatedBefore = now - old }), CancellationToken.None)).Bulk;
        await Database.SetClockAsync(now + TimeSpan.FromHours(1));

        var again = await Changes.StartAsync(Order(BulkVerb.Retry, new() { Statuses = [5], CreatedBefore = now + TimeSpan.FromHours(1) - old }), CancellationToken.None);
        var younger = await Changes.StartAsync(Order(BulkVerb.Retry, new() { Statuses = [5], CreatedBefore = now }), CancellationToken.None);

        (again.Bulk.Id, again.Existing, younger.Existing).ShouldBe((bulk.Id, true, false));
    }

    [Fact]
    public async Task The_same_order_is_written_once_and_one_that_was_cancelled_goes_no_further()
    {
        await FailedAsync(5, stored: true);
        var order = Order(BulkVerb.RequeueOcr, new() { Statuses = [5] });
        var bulk = (await Changes.StartAsync(order, CancellationToken.None)).Bulk;
        var repeated = await Changes.StartAsync(order, CancellationToken.None);
        var again = await Changes.StartAsync(order with { Id = Guid.NewGuid() }, CancellationToken.None);
        await Changes.StepAsync(bulk.Id, "a", Held, 2, CancellationToken.None);

        var cancelled = await Changes.CancelAsync(bulk.Id, "somebody", CancellationToken.None);

        (repeated.Bulk.Id, repeated.Existing, again.Bulk.Id, again.Existing).ShouldBe((bulk.Id, true, bulk.Id, true));
        (cancelled.Stepped, cancelled.Bulk!.State, cancelled.Bulk.EndedBy, cancelled.Bulk.Changed).ShouldBe((true, BulkState.Cancelled, "somebody", 2));
        (await Changes.StepAsync(bulk.Id, "a", Held, 2, CancellationToken.None)).Stepped.ShouldBeFalse();
        (await Changes.CancelAsync(bulk.Id, "somebody", CancellationToken.None)).Stepped.ShouldBeFalse();
        (await Changes.CancelAsync(Guid.NewGuid(), "somebody", CancellationToken.None)).Bulk.ShouldBeNull();
        (await Database.ReadAsync<long>("select count(*) from extraction_queue where status_id = 3")).ShouldBe(2);
        (await Changes.ListAsync(bulk.Id.ToString()[..8], 5, CancellationToken.None)).ShouldHaveSingleItem().Id.ShouldBe(bulk.Id);
    }

    [Fact]
    public async Task What_is_read_anew_is_claimed_with_the_time_before_which_no_page_counts()
    {
        var id = await EnqueueAsync(Index());
        await Store.CompleteDownloadAsync((await ClaimDownloadAsync()).Claim, Stored, CancellationToken.None);
        var first = await ClaimOcrAsync();
        await Store.CompleteOcrAsync(first.Claim, Reading, CancellationToken.None);

        var held = await Changes.ChangeAsync(BulkVerb.Priority, id, new(Priority: 3), null, CancellationToken.None);
        var anew = await Changes.ChangeAsync(BulkVerb.RequeueOcr, id, new(), "better model", CancellationToken.None);
        var twice = await Changes.ChangeAsync(BulkVerb.RequeueOcr, id, new(), null, CancellationToken.None);
        var sooner = await Changes.ChangeAsync(BulkVerb.Priority, id, new(Priority: 3), null, CancellationToken.None);
        var second = await ClaimOcrAsync();

        (held.Result, held.Reason).ShouldBe((OperatorResult.Refused, "it has ended: its status is 4"));
        (anew.Result, anew.StatusId).ShouldBe((OperatorResult.Requeued, JobStatus.Complete));
        (twice.Result, twice.Reason).ShouldBe((OperatorResult.Refused, "it waits for its reading already"));
        sooner.Result.ShouldBe(OperatorResult.Prioritised);
        (await Changes.ChangeAsync(BulkVerb.Priority, Guid.NewGuid(), new(Priority: 3), null, CancellationToken.None)).Reason.ShouldBe("no such document");
        first.ReadAnewAt.ShouldBeNull();
        (second.Priority, second.Attempt).ShouldBe((3, 1));
        second.ReadAnewAt.ShouldNotBeNull().ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_preview_tells_what_would_be_bought_read_and_left_out_and_changes_nothing()
    {
        await FailedAsync(4, stored: false);
        await FailedAsync(3, stored: true);
        var doubtful = await EnqueueAsync(Acte());
        await Database.ExecuteAsync($"update extraction_queue set status_id = 5, outcome = 'purchase_uncertain' where id = '{doubtful}'");
        await Database.ExecuteAsync($"insert into registre_consultations (environment, job_id, document_source, document_number, state, claim_token) values ('DEV', '{doubtful}', 'acte', '1', 'uncertain', 1)");
        await EnqueueAsync(Index("9"));

        var told = await PreviewAsync(new());
        var allowed = await PreviewAsync(new(AllowRepurchase: true));

        told.Groups.OrderBy(group => group.Rows).Select(group => (group.Source, group.Rows, group.Buys, group.Reads, group.Fault)).ShouldBe([
            ("acte", 1, BulkPurchase.Doubt, true, null), ("index", 1, null, false, "its status is 1, not 5"), ("index", 3, null, true, null), ("index", 4, BulkPurchase.Perhaps, true, null),
        ], ignoreOrder: true);
        (told.PriceCad, told.After).ShouldBe((2.25m, null));
        told.Perhaps.Count.ShouldBe(2);
        allowed.Groups.Single(group => group.Source == "acte").Buys.ShouldBe(BulkPurchase.New);
        (await Database.ReadAsync<long>("select count(*) from extraction_queue where status_id = 5")).ShouldBe(8);

        Task<BulkPreviewPart> PreviewAsync(BulkOptions options) =>
            Changes.PreviewAsync(BulkVerb.Retry, new(), options, new[] { new { PriceCad = 2.25m, From = "2026-01-01" } }, null, 2, CancellationToken.None);
    }

    [Theory, InlineData("candidates", false), InlineData("reason", true)]
    public async Task An_order_by_text_means_no_document_that_only_names_another_one_as_a_candidate(string member, bool isMeant)
    {
        await ManyAsync();
        await Database.ExecuteAsync($$"""insert into job_events (job_id, kind, to_status, details) select id, 'failed', 5, '{"{{member}}": "LOT 12"}' from extraction_queue where document_number = 'A2'""");
        var bulk = (await Changes.StartAsync(Order(BulkVerb.Retry, new() { Text = "Lot 12" }), CancellationToken.None)).Bulk;
        (await Database.ReadAsync<bool>($"select first_id is not null from bulk_changes where id = '{bulk.Id}'")).ShouldBe(isMeant);
    }

    private static BulkOrder Order(BulkVerb verb, DocumentFilter filter) => new(Guid.NewGuid(), "DEV", verb, filter, new(), "me", "not wanted", 1, 0, 0);

    private async Task<BulkChange> FinishAsync(Guid? id, string runner)
    {
        BulkStep step;
        do
        {
            step = await Changes.StepAsync(id, runner, Held, 10, CancellationToken.None);
            step.Stepped.ShouldBeTrue();
        }
        while (step.Bulk!.State is BulkState.Running);

        return step.Bulk;
    }

    private Task FailedAsync(int count, bool stored) => Database.ExecuteAsync(string.Create(
        CultureInfo.InvariantCulture,
        $"""
        insert into extraction_queue (document_source, document_number, circonscription_fonciere, cadastre, status_id, outcome, error_message, supabase_path)
        select 'index', 'n' || i, 'Montréal', 'Cadastre du Québec', 5, 'attempts_exhausted', 'The site did not answer.', {(stored ? "'index/' || i || '.pdf'" : "null")} from generate_series(1, {count}) as i
        """));
}
