using Shouldly;
using Workers.Database;
using Workers.Operations.Intake;
using Xunit;

namespace Workers.Jobs;

/// <summary>How large an answer may be.</summary>
public abstract partial class JobStoreContract
{
    [Fact]
    public async Task An_answer_that_is_larger_than_any_of_ours_is_none_and_the_next_call_is_answered()
    {
        await Database.ExecuteAsync(
            """
            create or replace function public.workers_depth(request jsonb) returns json language sql security definer set search_path = '' as
            $$ select json_build_object('queue', '[]'::json, 'more', pg_catalog.repeat('a', 17000000)) $$
            """);

        var fault = await Should.ThrowAsync<DatabaseException>(() => Store.ReadDepthAsync(exact: true, CancellationToken.None));

        fault.Kind.ShouldBe(DatabaseFailure.Unavailable);
        fault.Message.ShouldBe("workers_depth answered more than 16 MB, which none of our functions does");
        (await Store.EnqueueAsync([Index()], CancellationToken.None))[0].Result.ShouldBe(EnqueueResult.Created);
    }

    [Theory]
    [InlineData("document_number")]
    [InlineData("circonscription_fonciere")]
    [InlineData("cadastre")]
    [InlineData("designation_secondaire")]
    [InlineData("acte_type")]
    [InlineData("supabase_path")]
    [InlineData("content_sha256")]
    public async Task A_text_that_is_longer_than_any_answer_costs_no_other_row_its_claim_and_is_named(string column)
    {
        var odd = await EnqueueAsync(Index("1") with { Priority = 9 });
        var innocent = await EnqueueAsync(Index("2"));
        await Database.ExecuteAsync($"update extraction_queue set {column} = repeat('a', 17000000) where id = '{odd}'");

        var jobs = await ClaimAsync(JobStage.Download, null, "a", "b");

        jobs.ShouldHaveSingleItem().Id.ShouldBe(innocent);
        var unreadable = jobs.Unreadable.ShouldHaveSingleItem();
        unreadable.Claim.Id.ShouldBe(odd);
        unreadable.Why.ShouldStartWith($"{column} is ");
        unreadable.Why.ShouldContain("17000002");
        (await Store.ReadEventsAsync(odd, CancellationToken.None)).Events.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_history_has_its_last_events_in_their_order()
    {
        var id = (await Store.EnqueueAsync([Index()], CancellationToken.None))[0].Id!.Value;
        await Database.ExecuteAsync($"insert into job_events (job_id, kind, reason) select '{id}', 'handed_back', n::text from generate_series(1, 5100) as n");

        var history = await Store.ReadEventsAsync(id, CancellationToken.None);

        history.Events.Count.ShouldBe(5000);
        (history.Events[0].Reason, history.Events[^1].Reason).ShouldBe(("101", "5100"));
    }

    [Fact]
    public async Task An_answer_to_the_longest_file_of_which_everything_is_refused_is_within_the_bound()
    {
        const int Tenth = OrderFile.MostRows / 10;
        await Database.ExecuteAsync($"insert into extraction_queue (document_source, document_number, idempotency_key) select 'acte', repeat('\"', 100), repeat('é', 190) || n from generate_series(1, {Tenth}) as n");

        var bytes = await Database.ReadAsync<int>(
            $"""
            select octet_length(public.workers_enqueue(jsonb_build_object('documents', jsonb_agg(jsonb_build_object(
              'document_source', 'index', 'document_number', n::text, 'cadastre', 'Q', 'idempotency_key', repeat('é', 190) || n))))::text)
            from generate_series(1, {Tenth}) as n
            """);

        (bytes * 10L).ShouldBeInRange(1 << 20, AnswerBound.Megabytes << 20);
    }
}
