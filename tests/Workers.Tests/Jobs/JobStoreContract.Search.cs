using Shouldly;
using Workers.Database;
using Workers.Jobs.Search;
using Xunit;

namespace Workers.Jobs;

/// <summary>Documents are found by all that people know of them, page by page.</summary>
public abstract partial class JobStoreContract
{
    private DocumentSearch Search => new(_functions);

    [Fact]
    public async Task Each_member_of_a_filter_finds_just_the_documents_that_are_so()
    {
        await ManyAsync();

        (await NumbersAsync(new())).ShouldBe("A1 A2 I3 I4 P5 X6");
        (await NumbersAsync(new() { Statuses = [5] })).ShouldBe("A2 I4 X6");
        (await NumbersAsync(new() { Statuses = [1, 4] })).ShouldBe("A1 I3");
        (await NumbersAsync(new() { Outcomes = ["not_found"] })).ShouldBe("A2");
        (await NumbersAsync(new() { Outcomes = ["failed", "not_found"] })).ShouldBe("A2 I4 X6", "an error without a word is a failure");
        (await NumbersAsync(new() { Sources = [DocumentSource.Index, DocumentSource.PlanCadastraux] })).ShouldBe("I3 I4 P5");
        (await NumbersAsync(new() { Number = DocumentFilter.Bare("00 i-3") })).ShouldBe("I3");
        (await NumbersAsync(new() { NumberBegins = "I" })).ShouldBe("I3 I4");
        (await NumbersAsync(new() { Dossier = " 2026-0417 TREMBLAY" })).ShouldBe("A1");
        (await NumbersAsync(new() { CreatedBefore = new(2026, 11, 3, 0, 0, 0, TimeSpan.Zero) })).ShouldBe("A1 A2");
        (await NumbersAsync(new() { CreatedFrom = new(2026, 11, 5, 0, 0, 0, TimeSpan.Zero), Statuses = [5] })).ShouldBe("X6");
        (await NumbersAsync(new() { Text = "100%_sûr'" })).ShouldBe("I4");
        (await NumbersAsync(new() { Text = "TREMBLAY" })).ShouldBe("A1");
        (await NumbersAsync(new() { Review = ReviewWish.Needed })).ShouldBe("I3");
        (await NumbersAsync(new() { Review = ReviewWish.Open })).ShouldBe("I3");
        (await NumbersAsync(new() { Review = ReviewWish.Decided })).ShouldBeEmpty();
        (await NumbersAsync(new() { Review = ReviewWish.Refused })).ShouldBeEmpty();
        (await NumbersAsync(new() { Review = ReviewWish.None })).ShouldBeEmpty();
        (await NumbersAsync(new() { Ids = [Guid.NewGuid()] })).ShouldBeEmpty();
        (await NumbersAsync(new() { IdBegins = "aaaa0001" })).ShouldBe("A1");
    }

    /// <summary>The row tells the office's words; the causes for operators are in the history and with the purchases, and <c>explain</c> shows them.</summary>
    [Theory]
    [InlineData("connection reset by peer", "A2")]
    [InlineData("LOT 12 rang Sud", "A2")]
    [InlineData("ran out of time", "I4")]
    [InlineData("Me Roy's copy", "I3")]
    [InlineData("sainte-julie", "P5")]
    [InlineData("read-only replica", "X6")]
    [InlineData("no such words anywhere", "")]
    public async Task A_text_is_found_wherever_explain_shows_it(string text, string numbers)
    {
        await ManyAsync();
        await Database.ExecuteAsync(
            """
            insert into job_events (job_id, kind, to_status, reason, details) select id, 'failed', 5, 'the site closed: connection reset by peer', '{"candidates": ["Lot 12 Rang Sud"]}' from extraction_queue where document_number = 'A2';
            insert into job_events (job_id, kind, from_status, to_status, reason) select id, 'failed', 1, 1, 'download ran out of time' from extraction_queue where document_number = 'I4';
            insert into registre_consultations (environment, job_id, account, document_source, document_number, circonscription, state, claim_token, note, accepted)
              select 'DEV', id, '12A3456', 'index', 'I3', 'Hull', 'stored', 1, 'kept', '{"at": "2026-11-01", "reason": "Me Roy''s copy"}' from extraction_queue where document_number = 'I3';
            insert into registre_consultations (environment, job_id, account, document_source, document_number, circonscription, state, claim_token, obtained)
              select 'DEV', id, '12A3456', 'acte', 'P5', 'Hull', 'stored', 1, '{"fields": [{"field": "circonscription", "asked": "Saint-Julien", "says": "Sainte-Julie"}]}' from extraction_queue where document_number = 'P5';
            select workers_internal.refuse(id, 'a read-only replica (25006)') from extraction_queue where document_number = 'X6'
            """);

        (await NumbersAsync(new() { Text = text })).ShouldBe(numbers);
    }

    [Theory]
    [InlineData(DocumentSort.Created, false)]
    [InlineData(DocumentSort.Created, true)]
    [InlineData(DocumentSort.Updated, true)]
    [InlineData(DocumentSort.Number, false)]
    [InlineData(DocumentSort.Priority, true)]
    public async Task Pages_hold_every_document_once_in_the_order_asked(object sort, bool descending)
    {
        await ManyAsync();
        var found = new List<ListedDocument>();
        ListPlace? after = null;
        do
        {
            var page = await Search.ListAsync(new(new(), (DocumentSort)sort, descending, after, 2), CancellationToken.None);
            page.Documents.Count.ShouldBe(2);
            found.AddRange(page.Documents);
            after = page.After;
        }
        while (after is not null);

        found.Select(document => document.Id).Distinct().Count().ShouldBe(6);
        IComparable KeyOf(ListedDocument document) => sort switch
        {
            DocumentSort.Created => document.CreatedAt,
            DocumentSort.Updated => document.UpdatedAt,
            DocumentSort.Number => document.DocumentNumber,
            _ => document.Priority,
        };
        found.Select(KeyOf).ShouldBe(descending ? found.Select(KeyOf).OrderDescending() : found.Select(KeyOf).Order());
    }

    [Fact]
    public async Task A_filter_of_a_newer_program_is_refused_and_what_ended_is_told_in_groups()
    {
        await ManyAsync();

        (await Should.ThrowAsync<DatabaseException>(() => _functions.CallAsync<DocumentPage>("workers_documents", new { Filter = new { Colour = "red" } }, CancellationToken.None)))
            .Message.ShouldContain("a filter of another version: colour");
        (await Search.ReadDeadLettersAsync(new(), CancellationToken.None)).Select(group => (group.Outcome, group.Source, group.Documents, group.Stored, group.Error)).ShouldBe([
            ("failed", "index", 1, 1, "100%_sûr'"), ("failed", "photograph", 1, 0, null), ("not_found", "acte", 1, 0, "The registry has none."),
        ]);
    }

    [Fact]
    public async Task A_document_whose_row_the_database_refuses_says_so_and_is_ready_for_nobody()
    {
        var id = await EnqueueAsync(Index());
        await Database.ExecuteAsync($"select workers_internal.refuse('{id}', 'not this one (P0001)')");

        var history = await Store.ReadEventsAsync(id, CancellationToken.None);

        history.BlockedBy.ShouldNotBeNull().ShouldStartWith("the database refuses to have it updated (not this one (P0001)); it is tried again at ");
        history.ReadyFor.ShouldBeNull();
    }

    private async Task<string> NumbersAsync(DocumentFilter filter) =>
        string.Join(' ', (await Search.ListAsync(new(filter, DocumentSort.Created, false, null, 50), CancellationToken.None)).Documents.Select(document => document.DocumentNumber));

    private Task ManyAsync() => Database.ExecuteAsync("""
        alter table extraction_queue drop constraint if exists extraction_queue_document_source_check;
        insert into extraction_queue (id, document_source, document_number, circonscription_fonciere, status_id, outcome, error_message, supabase_path, dossier, priority, needs_review, created_at, updated_at) values
          ('aaaa0001-0000-0000-0000-000000000001', 'acte', 'A1', 'Laval', 1, null, null, null, '2026-0417 Tremblay', 5, false, '2026-11-01', '2026-11-09'),
          (gen_random_uuid(), 'acte', 'A2', 'Laval', 5, 'not_found', 'The registry has none.', null, null, 0, false, '2026-11-02', '2026-11-08'),
          (gen_random_uuid(), 'index', 'I3', 'Hull', 4, null, null, 'index/3.pdf', null, 0, true, '2026-11-03', '2026-11-07'),
          (gen_random_uuid(), 'index', 'I4', 'Hull', 5, 'failed', '100%_sûr''', 'index/4.pdf', null, 0, false, '2026-11-04', '2026-11-06'),
          (gen_random_uuid(), 'plan_cadastraux', 'P5', 'Hull', 3, null, null, 'plans/5.pdf', null, 0, false, '2026-11-05', '2026-11-05'),
          (gen_random_uuid(), 'photograph', 'X6', null, 5, null, null, null, null, 0, false, '2026-11-06', null);
        insert into ocr_reviews (job_id, page, field, standing, claim_token) select id, 1, 'nature', 'disputed', claim_token from extraction_queue where document_number = 'I3';
        """);
}
