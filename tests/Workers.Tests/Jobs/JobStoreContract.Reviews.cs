using System.Text.Json.Nodes;
using Shouldly;
using Workers.Database;
using Workers.Jobs.Outcomes;
using Workers.Jobs.Reviews;
using Xunit;

namespace Workers.Jobs;

/// <summary>What a reading leaves in doubt is decided by people: each once, under what they saw, and for good.</summary>
public abstract partial class JobStoreContract
{
    private const string Nature = """{"page": 2, "line": 3, "field": "nature", "standing": "disputed", "read": "Vente", "seen": "Bail", "witness": "text_layer", "box": {"left": 10, "top": 20.5, "right": 90, "bottom": 31}}""";
    private const string Missing = """{"page": 2, "line": null, "field": "line", "standing": "missing", "read": "", "seen": "12 345 678", "witness": "text_layer", "box": null}""";

    private ReviewStore Reviews => new(_functions);

    [Fact]
    public async Task A_reading_opens_an_item_for_each_value_a_page_or_the_document_in_doubt_and_a_repetition_none()
    {
        var (id, write) = await ReadAsync(Doubtful([Nature, Missing], pageDoubts: 3, notes: ["the file does not end as it should"]));
        (await write()).ShouldBe(Written.Already);

        var list = await Reviews.ListAsync([ReviewState.Open], null, 3, CancellationToken.None);
        (list.Open, list.Documents, list.More, list.Unlisted).ShouldBe((4, 1, true, 0));
        list.Items.Select(item => (item.Page, item.Line, item.Field, item.Standing, item.Read, item.Seen)).ShouldBe([
            (0, null, "document", "unwitnessed", "", "the file does not end as it should"), (2, null, "line", "missing", "", "12 345 678"), (2, null, "page", "unwitnessed", "", "doubt 1; doubt 2; doubt 3"),
        ]);
        var rest = (await Reviews.ListAsync([ReviewState.Open], list.Items[2].Id, 3, CancellationToken.None)).Items.ShouldHaveSingleItem();
        (rest.Field, rest.Line, rest.Box, rest.Witness, rest.ContentSha256, rest.DocumentNumber, rest.IsCurrent).ShouldBe(("nature", 3, new ReviewBox(10, 20.5, 90, 31), "text_layer", Sha, "1 425 100", true));

        var summary = (await Store.ReadEventsAsync(id, CancellationToken.None)).Reviews!;
        (summary.Open, summary.Refused, summary.Items).ShouldBe((4, 0, 4));
        summary.Pages.ShouldBe([0, 2]);
        (await Store.ReadDepthAsync(true, CancellationToken.None)).Reviews.ShouldBe(new ReviewCount(4, 1));
        (await Store.ReadDepthAsync(false, CancellationToken.None)).Reviews.ShouldBeNull();
    }

    [Fact]
    public async Task Of_several_who_decide_at_once_one_is_heard_and_the_others_are_told_what_it_said()
    {
        var (id, _) = await ReadAsync(Doubtful([Nature, Missing]));
        var review = await Reviews.ReadAsync(id, true, CancellationToken.None);
        var item = review.Items.Single(one => one.Field == "nature");

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(who => Reviews.DecideAsync(
            Word(item, ReviewState.Corrected, review, "Bail") with { By = $"person {who}", Structure = new() { ["by"] = who }, BoostedFileContent = $"by {who}" }, CancellationToken.None)));

        var heard = answers.Single(answer => answer.Result is ReviewResult.Decided);
        var by = heard.Item!.DecidedBy!;
        (heard.Open, heard.Cleared).ShouldBe((1, false));
        foreach (var other in answers.Where(answer => answer != heard))
        {
            other.Result.ShouldBe(ReviewResult.Refused);
            other.Reason.ShouldNotBeNull().ShouldStartWith($"{by} corrected it at ");
            other.Reason.ShouldEndWith(" to 'Bail'");
        }

        (await ColumnAsync<string>(id, "boosted_file_content || ' ' || file_content")).ShouldBe($"{by.Replace("person", "by", StringComparison.Ordinal)} brut");
        var said = (await Store.ReadEventsAsync(id, CancellationToken.None)).Events.Single(moment => moment.Kind == "review");
        ((string?)said.Details!["from"], (string?)said.Details["to"], (string?)said.Details["by"], (string?)said.Details["was"]).ShouldBe(("Vente", "Bail", by, "open"));
    }

    [Fact]
    public async Task A_word_that_the_network_repeats_is_said_once_and_one_about_an_older_text_is_to_be_said_again()
    {
        var (id, _) = await ReadAsync(Doubtful([Nature, Missing]));
        var review = await Reviews.ReadAsync(id, true, CancellationToken.None);
        var word = Word(review.Items[0], ReviewState.Accepted, review);
        (await Reviews.DecideAsync(word, CancellationToken.None)).Result.ShouldBe(ReviewResult.Decided);
        await Database.ExecuteAsync("update extraction_queue set boosted_file_content = 'changed'");

        var again = await Reviews.DecideAsync(word, CancellationToken.None);
        var stale = await Reviews.DecideAsync(Word(review.Items[1], ReviewState.Accepted, review), CancellationToken.None);

        (again.Result, again.Open).ShouldBe((ReviewResult.Decided, 1));
        stale.Result.ShouldBe(ReviewResult.Stale);
        (await Database.ReadAsync<long>("select count(*) from job_events where kind = 'review'")).ShouldBe(1);
        (await Database.ReadAsync<long>("select count(*) from ocr_reviews where state = 'open'")).ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_last_word_ends_the_review_unless_one_was_that_nobody_can_tell(bool ends)
    {
        var first = ends ? ReviewState.Accepted : ReviewState.Refused;
        var (id, _) = await ReadAsync(Doubtful([Nature, Missing]));

        (await SayAsync(id, "nature", first)).Cleared.ShouldBeFalse();
        (await ColumnAsync<bool>(id, "needs_review")).ShouldBeTrue();
        (await SayAsync(id, "line", ReviewState.Accepted)).ShouldSatisfyAllConditions(last => last.Cleared.ShouldBe(ends), last => last.Open.ShouldBe(0));

        (await ColumnAsync<bool>(id, "needs_review")).ShouldBe(!ends);
        (await Database.ReadAsync<string>("select coalesce(string_agg(reason, ''), '') from job_events where kind = 'reviewed'")).ShouldBe(ends ? "all 2 doubts are decided, the last by me" : "");
        if (!ends)
        {
            // Who sees more later says so, and names what was said before.
            (await SayAsync(id, "nature", ReviewState.Accepted)).Result.ShouldBe(ReviewResult.Refused);
            (await SayAsync(id, "nature", ReviewState.Accepted, ReviewState.Refused)).Cleared.ShouldBeTrue();
            (await SayAsync(id, "nature", ReviewState.Refused, ReviewState.Accepted)).Result.ShouldBe(ReviewResult.Decided);
            (await ColumnAsync<bool>(id, "needs_review")).ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("update extraction_queue set content_sha256 = null")]
    public async Task Read_again_a_document_keeps_what_was_decided_and_asks_only_what_is_new(string stored)
    {
        var (id, _) = await ReadAsync(Doubtful([Nature, Missing]), before: stored);
        await SayAsync(id, "nature", ReviewState.Refused);
        var before = (await Reviews.ReadAsync(id, false, CancellationToken.None)).Items.Single(item => item.Field == "nature");
        var elsewhere = Nature.Replace("\"line\": 3", "\"line\": 4", StringComparison.Ordinal);
        await Database.ExecuteAsync("update extraction_queue set status_id = 3");

        await ReadAgainAsync(Doubtful([Nature, elsewhere]));

        var items = (await Reviews.ReadAsync(id, false, CancellationToken.None)).Items;
        items.Select(item => (item.Line, item.State)).ShouldBe([(3, ReviewState.Refused), (4, ReviewState.Open)]);
        (items[0].Id, items[0].DecidedBy, items[0].DecidedAt).ShouldBe((before.Id, before.DecidedBy, before.DecidedAt));
        (await Database.ReadAsync<long>("select count(*) from ocr_reviews")).ShouldBe(2, "what only the first reading doubted and nobody decided is gone");
    }

    /// <summary>A reading by an earlier version puts no decision in again: the row must not say that its text is the corrected one.</summary>
    [Fact]
    public async Task A_correction_that_the_next_reading_does_not_hold_is_asked_again()
    {
        var (id, _) = await ReadAsync(Doubtful([Nature]));
        var review = await Reviews.ReadAsync(id, true, CancellationToken.None);
        var word = Word(review.Items[0], ReviewState.Corrected, review, "Bail") with { Structure = new() { ["nature"] = "Bail" }, BoostedFileContent = "Bail" };
        (await Reviews.DecideAsync(word, CancellationToken.None)).Result.ShouldBe(ReviewResult.Decided);
        await Database.ExecuteAsync("update extraction_queue set status_id = 3");

        await ReadAgainAsync(Doubtful([Nature]));

        (await Reviews.ReadAsync(id, false, CancellationToken.None)).Items.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            item => item.Id.ShouldBe(review.Items[0].Id), item => item.State.ShouldBe(ReviewState.Open), item => item.Value.ShouldBeNull());
        (await ColumnAsync<bool>(id, "needs_review")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_word_about_a_content_holds_for_every_document_that_has_it()
    {
        var (id, _) = await ReadAsync(Doubtful([Nature]));
        var (twin, _) = await ReadAsync(Doubtful([Nature]), "2 000 000");

        (await SayAsync(id, "nature", ReviewState.Accepted)).Twins.ShouldBe([(await Reviews.ReadAsync(twin, false, CancellationToken.None)).Items[0].Id]);
        var (third, _) = await ReadAsync(Doubtful([Nature]), "3 000 000");

        (await Reviews.ReadAsync(third, false, CancellationToken.None)).Items.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            item => item.State.ShouldBe(ReviewState.Accepted), item => item.DecidedBy.ShouldBe("me"));
        (await ColumnAsync<bool>(third, "needs_review")).ShouldBeFalse();
        await Database.ExecuteAsync($"delete from extraction_queue where id = '{id}'");
        (await Reviews.FindDecidedAsync(Sha, third, CancellationToken.None)).Select(item => item.JobId).ShouldBe([id, third], ignoreOrder: true);
        (await Reviews.ListAsync([ReviewState.Accepted], null, 10, CancellationToken.None)).Items.Select(item => item.JobId).ShouldBe([third]);
    }

    [Fact]
    public async Task What_cannot_be_decided_is_refused_with_a_sentence()
    {
        var (id, _) = await ReadAsync(Doubtful([Nature]));
        var review = await Reviews.ReadAsync(id, true, CancellationToken.None);
        var word = Word(review.Items[0], ReviewState.Accepted, review);
        await RefusedAsync(word with { Item = Guid.NewGuid() }, "no such item");
        await RefusedAsync(word with { Saw = ReviewState.Corrected }, "it is open, not corrected");
        await Database.ExecuteAsync("update extraction_queue set status_id = 3");
        await RefusedAsync(word, "its document is at status 3; only a reading that is done, at 4, is decided about");
        await Database.ExecuteAsync("update extraction_queue set status_id = 4, claim_token = claim_token + 1");
        await RefusedAsync(word, "it is about an earlier reading; the document was read again since");
        await Database.ExecuteAsync("delete from extraction_queue");
        await RefusedAsync(word, "its document is gone");

        (await Should.ThrowAsync<DatabaseException>(Reviews.DecideAsync(word with { Value = "x" }, CancellationToken.None))).Message.ShouldContain("corrected with a value");
        (await Should.ThrowAsync<DatabaseException>(Reviews.DecideAsync(word with { State = ReviewState.Corrected, Value = "x" }, CancellationToken.None))).Message.ShouldContain("a correction comes with");

        async Task RefusedAsync(ReviewDecision decision, string why) => (await Reviews.DecideAsync(decision, CancellationToken.None)).ShouldSatisfyAllConditions(
            answer => answer.Result.ShouldBe(ReviewResult.Refused), answer => answer.Reason.ShouldBe(why));
    }

    [Fact]
    public async Task A_document_that_was_read_before_there_were_items_gets_them_when_it_is_looked_at()
    {
        var (id, _) = await ReadAsync(Doubtful([Nature, Missing]));
        await Database.ExecuteAsync("delete from ocr_reviews");

        (await Reviews.ListAsync([ReviewState.Open], null, 10, CancellationToken.None)).ShouldSatisfyAllConditions(list => list.Items.ShouldBeEmpty(), list => list.Unlisted.ShouldBe(1));
        (await Reviews.ReadAsync(id, false, CancellationToken.None)).Items.Count.ShouldBe(2);
        (await Reviews.ListAsync([ReviewState.Open], null, 10, CancellationToken.None)).ShouldSatisfyAllConditions(list => list.Open.ShouldBe(2), list => list.Unlisted.ShouldBe(0));
        (await Reviews.ReadAsync(Guid.NewGuid(), false, CancellationToken.None)).Document.ShouldBeNull();

        await Database.ExecuteAsync("delete from ocr_reviews; update extraction_queue set structured_content = null, review_reason = 'odd'");
        var only = (await Reviews.ReadAsync(id, false, CancellationToken.None)).Items.ShouldHaveSingleItem();
        (only.Page, only.Field, only.Seen).ShouldBe((0, "document", "odd"));
    }

    /// <summary>A reading of two pages with doubts about the second.</summary>
    private static OcrResult Doubtful(string[] disputes, int? pageDoubts = null, string[]? notes = null)
    {
        var doubts = Enumerable.Range(1, pageDoubts ?? disputes.Length).Select(number => $"doubt {number}").ToList();
        var review = (notes ?? []).Append($"page 2: {string.Join(", ", doubts)}").ToList();
        var structure = new JsonObject
        {
            ["kind"] = "index",
            ["review"] = new JsonArray([.. review.Select(text => (JsonNode)text)]),
            ["disputes"] = new JsonArray([.. disputes.Select(dispute => JsonNode.Parse(dispute))]),
            ["pages"] = new JsonArray(
                new JsonObject { ["page"] = 1, ["doubts"] = new JsonArray() },
                new JsonObject { ["page"] = 2, ["doubts"] = new JsonArray([.. doubts.Select(text => (JsonNode)text)]) }),
        };
        return new("brut", "corrigé", structure, 2, string.Join("; ", review), 1, 1, 0.01m);
    }

    private static ReviewDecision Word(ReviewItem item, ReviewState state, DocumentReview review, string? value = null, ReviewState saw = ReviewState.Open) =>
        new(item.Id, Guid.NewGuid(), saw, state, value, "me", null, review.Document!.Revision!, null, null);

    private async Task<ReviewAnswer> SayAsync(Guid id, string field, ReviewState state, ReviewState saw = ReviewState.Open)
    {
        var review = await Reviews.ReadAsync(id, true, CancellationToken.None);
        return await Reviews.DecideAsync(Word(review.Items.Single(item => item.Field == field), state, review, saw: saw), CancellationToken.None);
    }

    private async Task<(Guid Id, Func<Task<Written>> Write)> ReadAsync(OcrResult reading, string number = "1 425 100", string before = "")
    {
        var id = await EnqueueAsync(Index(number));
        await Store.CompleteDownloadAsync((await ClaimDownloadAsync()).Claim, Stored, CancellationToken.None);
        if (before.Length > 0)
        {
            await Database.ExecuteAsync(before);
        }

        return (id, await ReadAgainAsync(reading));
    }

    private async Task<Func<Task<Written>>> ReadAgainAsync(OcrResult reading)
    {
        var claim = (await ClaimOcrAsync()).Claim;
        Task<Written> Write() => Store.CompleteOcrAsync(claim, reading, CancellationToken.None);
        (await Write()).ShouldBe(Written.Now);
        return Write;
    }
}
