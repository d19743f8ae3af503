using Shouldly;
using Workers.Jobs.Outcomes;
using Xunit;

namespace Workers.Jobs;

/// <summary>A person keeps a paid document that names itself otherwise: once, for the bytes that were looked at, and only where they wait for such a word.</summary>
public abstract partial class JobStoreContract
{
    [Fact]
    public async Task A_refused_document_is_accepted_once_and_goes_on_where_its_bytes_are()
    {
        var id = await RefusedAsync();
        var told = await Store.AcceptAsync(new(id), CancellationToken.None);
        (told.Result, told.StatusId, told.Purchase!.State, told.Purchase.LocalPath).ShouldBe((AcceptResult.Acceptable, JobStatus.Erreur, "rejected", "/data/a.pdf"));
        (await StatusAsync(id)).ShouldBe(5);

        var order = new AcceptOrder(id, true, Sha, "the notary", "the registry's own correction", PinnedSeconds: 3600);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Store.AcceptAsync(order, CancellationToken.None)));

        answers.Count(answer => answer.Result is AcceptResult.Accepted).ShouldBe(1);
        answers.Count(answer => answer.Result is AcceptResult.Already).ShouldBe(5);
        answers[0].Purchase!.State.ShouldBe("received");
        var history = await Store.ReadEventsAsync(id, CancellationToken.None);
        var moved = history.Events.Where(moment => moment.Kind == "accepted").ShouldHaveSingleItem();
        (moved.FromStatus, moved.ToStatus, moved.Reason).ShouldBe((JobStatus.Erreur, JobStatus.EnAttente, "the registry's own correction"));
        ((string?)moved.Details!["by"], (string?)moved.Details["content_sha256"], (string?)moved.Details["fields"]![0]!["says"]).ShouldBe(("the notary", Sha, "9 999 999"));
        (await ColumnAsync<bool>(id, "outcome is null")).ShouldBeTrue();
        history.BlockedBy.ShouldNotBeNull().ShouldContain("only machine vm-2");
        (await ClaimAsync(JobStage.Download, null, "registre-1")).ShouldBeEmpty();
        await Database.ExecuteAsync("update extraction_queue set machine_id = 'vm-1'");
        (await ClaimDownloadAsync()).Id.ShouldBe(id);
        (await Store.AcceptAsync(order, CancellationToken.None)).Result.ShouldBe(AcceptResult.Already);
    }

    [Theory]
    [InlineData("update extraction_queue set outcome = 'cancelled'", "it was cancelled")]
    [InlineData("update extraction_queue set status_id = 1", "its status is 1")]
    [InlineData("update extraction_queue set status_id = 2", "its status is 2")]
    [InlineData("update extraction_queue set status_id = 4", "its status is 4")]
    [InlineData("update extraction_queue set outcome = 'not_found'; update registre_consultations set state = 'abandoned'", "it ended as not_found")]
    [InlineData("update extraction_queue set outcome = 'purchase_uncertain'; update registre_consultations set state = 'uncertain'", "it ended as purchase_uncertain")]
    [InlineData("update extraction_queue set supabase_path = 'actes/a.pdf'", "it ended as wrong_document")]
    [InlineData("update registre_consultations set content_sha256 = null", "never received")]
    [InlineData("update registre_consultations set content_sha256 = 'others'", "look again")]
    [InlineData("update registre_consultations set job_id = gen_random_uuid()", "another document of the queue holds the purchase")]
    [InlineData("delete from extraction_queue", "no such document")]
    public async Task What_does_not_wait_for_such_a_word_is_refused_with_a_sentence_and_left_as_it_is(string before, string why)
    {
        var id = await RefusedAsync();
        await Database.ExecuteAsync(before);
        var rows = await RowsAsync();

        var answer = await Store.AcceptAsync(new(id, true, Sha, "the notary"), CancellationToken.None);

        answer.Result.ShouldBe(AcceptResult.Refused);
        answer.Reason.ShouldNotBeNull().ShouldContain(why);
        (await RowsAsync()).ShouldBe(rows);

        Task<string> RowsAsync() => Database.ReadAsync<string>(
            "select coalesce((select string_agg(to_jsonb(q)::text, '') from extraction_queue as q), '') || (select string_agg(to_jsonb(c)::text, '') from registre_consultations as c)");
    }

    [Fact]
    public async Task The_claim_that_refused_a_document_writes_nothing_after_it_was_accepted()
    {
        var id = await RefusedAsync();
        var old = new ClaimRef(id, await ColumnAsync<long>(id, "claim_token"));
        await Store.AcceptAsync(new(id, true, Sha), CancellationToken.None);

        // Its own failure, said again by the network, is known from the history.
        (await Store.FailAsync(old, new(FailureKind.Permanent, "late"), TimeSpan.Zero, CancellationToken.None)).ShouldBe(Written.Already);
        (await Store.CompleteDownloadAsync(old, Stored, CancellationToken.None)).ShouldBe(Written.Stale);
        (await StatusAsync(id)).ShouldBe(1);
    }

    /// <summary>Bought, received on the disk of vm-2, and refused for what it says.</summary>
    private async Task<Guid> RefusedAsync()
    {
        var id = await EnqueueAsync(Acte());
        await FailAsync(await ClaimDownloadAsync(), new(FailureKind.Permanent, "another document", OutcomeCodes.WrongDocument));
        await Database.ExecuteAsync($$"""
            insert into registre_consultations (environment, job_id, document_source, document_number, state, content_sha256, machine_id, local_path, bytes, pages,
              price_cad, account, submitting_at, received_at, claim_token, obtained)
            values ('DEV', '{{id}}', 'acte', '1', 'rejected', '{{Sha}}', 'vm-2', '/data/a.pdf', 10, 1, 1.50, '12A3456', now(), now(), 1,
              '{"fields": [{"field": "number", "asked": "1", "says": "9 999 999", "differs": true}]}')
            """);
        return id;
    }
}
