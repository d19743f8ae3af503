using System.Text.Json.Nodes;
using Npgsql;
using Shouldly;
using Workers.Jobs.Reviews;
using Xunit;

namespace Workers.Jobs;

/// <summary>What people said stays true of what they said it of: each doubt has its item, and no word goes lost or too far when a document is read again.</summary>
public abstract partial class JobStoreContract
{
    [Theory]
    [InlineData("[\"doubt 1\"]", "doubt 2")]
    [InlineData("[]", "doubt 1; doubt 2")]
    [InlineData("[\"doubt 1\", \"doubt 2\"]", null)]
    [InlineData(null, "doubt 1; doubt 2")]
    public async Task A_doubt_that_names_no_value_has_its_item_however_many_disputes_stand_beside_it(string? named, string? item)
    {
        var other = Nature.Replace("\"line\": 3", "\"line\": 4", StringComparison.Ordinal);
        var reading = Doubtful([Nature, Missing, other], pageDoubts: 2);
        if (named is not null)
        {
            reading.Structure["pages"]![1]!["named"] = JsonNode.Parse(named);
        }

        var (id, _) = await ReadAsync(reading);

        (await Reviews.ReadAsync(id, false, CancellationToken.None)).Items.Where(one => one.Field is "page").Select(one => one.Seen).ShouldBe(item is null ? [] : [item]);
    }

    [Fact]
    public async Task Two_lines_that_were_left_out_and_are_told_in_the_same_words_are_two_items()
    {
        string[] both = [.. new[] { 100, 240 }.Select(top => Missing.Replace("\"box\": null", $"\"box\": {{\"left\": 10, \"top\": {top}, \"right\": 90, \"bottom\": {top + 12}}}", StringComparison.Ordinal))];
        var (id, _) = await ReadAsync(Doubtful(both));

        var review = await Reviews.ReadAsync(id, true, CancellationToken.None);
        review.Items.Select(item => item.Box!.Top).ShouldBe([100, 240], ignoreOrder: true);
        var upper = review.Items.Single(item => item.Box!.Top is 100);
        (await Reviews.DecideAsync(Word(upper, ReviewState.Accepted, review), CancellationToken.None)).Open.ShouldBe(1);
        await Database.ExecuteAsync("update extraction_queue set status_id = 3");
        await ReadAgainAsync(Doubtful(both));

        (await Reviews.ReadAsync(id, false, CancellationToken.None)).Items.OrderBy(item => item.Box!.Top).Select(item => item.State).ShouldBe([ReviewState.Accepted, ReviewState.Open]);
    }

    /// <summary>The same sentence may be said of another text: who looked at the one has not seen the other.</summary>
    [Fact]
    public async Task A_word_about_a_page_or_a_document_is_about_the_text_that_was_looked_at()
    {
        const string first = "--- Page 1 ---\nrien\n\n--- Page 2 ---\nVente", other = "--- Page 1 ---\nrien\n\n--- Page 2 ---\nBail", beside = "--- Page 1 ---\ntout\n\n--- Page 2 ---\nVente";
        var reading = Doubtful([], pageDoubts: 1, notes: ["the file does not end as it should"]) with { FileContent = first };
        var (id, _) = await ReadAsync(reading);
        var (twin, _) = await ReadAsync(reading with { FileContent = other }, "2 000 000");
        (await SayAsync(id, "page", ReviewState.Accepted)).Twins.ShouldBeEmpty();
        (await SayAsync(id, "document", ReviewState.Accepted)).Cleared.ShouldBeTrue();
        (await StatesAsync(twin)).ShouldBe("document open, page open");

        foreach (var (text, states) in new[] { (first, "document accepted, page accepted"), (beside, "document open, page accepted"), (other, "document open, page open") })
        {
            await Database.ExecuteAsync($"update extraction_queue set status_id = 3 where id = '{id}'");
            await ReadAgainAsync(reading with { FileContent = text });
            (await StatesAsync(id)).ShouldBe(states, text);
        }

        async Task<string> StatesAsync(Guid document) =>
            string.Join(", ", (await Reviews.ReadAsync(document, false, CancellationToken.None)).Items.Select(item => $"{item.Field} {item.State.ToString().ToLowerInvariant()}"));
    }

    /// <summary>Words change with a language, a count's form, or advice: what was decided is not asked again for that.</summary>
    [Theory]
    [InlineData("lines_count {\"seen\": 1, \"remedy\": \"a\"}", "1 line seen", "lines_count {\"seen\": 1}", "une ligne vue", true)]
    [InlineData("lines_count {\"seen\": 1}", "1 line seen", "lines_count {\"seen\": 2}", "1 line seen", false)]
    [InlineData("lines_count {\"seen\": 1}", "1 line seen", "illegible {\"seen\": 1}", "1 line seen", false)]
    [InlineData(null, "1 lines seen, 0 returned: a person compares it with the page (OCR_WITNESSES=all lets Tesseract read such pages, OCR_SECOND_MODEL a second model)", "lines_count {\"seen\": 1}", "1 line seen, 0 returned: a person compares it with the page", true)]
    [InlineData(null, "1 lines seen, 0 returned", "lines_count {\"seen\": 2}", "2 lines seen, 0 returned", false)]
    public async Task A_word_about_a_page_holds_for_the_same_doubt_however_it_is_told(string? first, string firstWords, string? second, string secondWords, bool holds)
    {
        var (id, _) = await ReadAsync(Told(first, firstWords));
        await SayAsync(id, "page", ReviewState.Accepted);
        await Database.ExecuteAsync("update extraction_queue set status_id = 3");

        await ReadAgainAsync(Told(second, secondWords));

        (await Reviews.ReadAsync(id, false, CancellationToken.None)).Items.Where(item => item.Field is "page").ShouldHaveSingleItem().State.ShouldBe(holds ? ReviewState.Accepted : ReviewState.Open);

        Outcomes.OcrResult Told(string? remark, string words)
        {
            var reading = Doubtful([], pageDoubts: 1);
            var page = reading.Structure["pages"]![1]!;
            page["doubts"] = new JsonArray(words);
            reading.Structure["review"] = new JsonArray($"page 2: {words}");
            if (remark is not null)
            {
                page["remarks"] = new JsonArray(new JsonObject { ["code"] = $"doubt.{remark.Split(' ')[0]}", ["values"] = JsonNode.Parse(remark[remark.IndexOf(' ', StringComparison.Ordinal)..]) });
            }

            return reading;
        }
    }

    [Fact]
    public async Task A_value_in_doubt_of_a_reading_that_names_no_reason_is_told_in_the_language_of_the_office()
    {
        var reading = Doubtful([Nature]) with { ReviewReason = null, OfficeReason = "page 2 : la nature est en doute", OfficePeople = "des personnes" };
        reading.Structure["review"] = new JsonArray();

        var (id, _) = await ReadAsync(reading);

        (await ColumnAsync<string>(id, "review_reason")).ShouldBe("page 2 : la nature est en doute");
        await Database.ExecuteAsync("update ocr_reviews set state = 'corrected', value = 'Bail', decided_by = 'me', decided_at = now(); update extraction_queue set status_id = 3");
        await ReadAgainAsync(Doubtful([]) with { ReviewReason = null, Structure = new JsonObject { ["kind"] = "index", ["pages"] = new JsonArray(), ["review"] = new JsonArray(), ["disputes"] = new JsonArray() }, OfficePeople = "des personnes", OfficeReason = "rien" });
        (await ColumnAsync<string>(id, "review_reason")).ShouldBe("des personnes");
    }

    /// <summary>A daemon of an earlier version, or a word that was said while the document was read: nobody took it up.</summary>
    [Fact]
    public async Task A_correction_of_which_the_next_reading_knows_nothing_is_asked_about()
    {
        var (id, _) = await ReadAsync(Doubtful([Nature]));
        var review = await Reviews.ReadAsync(id, true, CancellationToken.None);
        var item = review.Items[0];
        (await Reviews.DecideAsync(Word(item, ReviewState.Corrected, review, "Bail") with { Structure = review.Document!.Structure, BoostedFileContent = "Bail" }, CancellationToken.None)).Cleared.ShouldBeTrue();
        var clean = Doubtful([]) with { ReviewReason = null };
        clean.Structure["review"] = new JsonArray();

        await Database.ExecuteAsync("update extraction_queue set status_id = 3");
        await ReadAgainAsync(clean);
        var asked = (await Reviews.ReadAsync(id, false, CancellationToken.None)).Items.ShouldHaveSingleItem();
        (asked.Page, asked.Field, asked.State, asked.Seen).ShouldBe((0, "document", ReviewState.Open, "people corrected values that this reading does not know of: page 2 line 3 nature 'Bail'"));
        (await ColumnAsync<bool>(id, "needs_review")).ShouldBeTrue();
        (await ColumnAsync<string>(id, "review_reason")).ShouldBe(asked.Seen);

        clean.Structure["people"] = new JsonArray($"{item.Id:D}");
        await Database.ExecuteAsync("update extraction_queue set status_id = 3");
        await ReadAgainAsync(clean);
        (await Reviews.ReadAsync(id, false, CancellationToken.None)).Items.ShouldBeEmpty();
        (await ColumnAsync<bool>(id, "needs_review")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_correction_is_not_told_as_made_where_the_text_is_as_somebody_else_accepted_it()
    {
        var (id, _) = await ReadAsync(Doubtful([Nature]));
        var (twin, _) = await ReadAsync(Doubtful([Nature]), "2 000 000");
        var review = await Reviews.ReadAsync(id, true, CancellationToken.None);
        await Reviews.DecideAsync(Word(review.Items[0], ReviewState.Corrected, review, "Bail") with { Structure = review.Document!.Structure, BoostedFileContent = "Bail" }, CancellationToken.None);
        await SayAsync(twin, "nature", ReviewState.Accepted);
        await Database.ExecuteAsync($"update extraction_queue set status_id = 3 where id = '{id}'");

        await ReadAgainAsync(Doubtful([Nature]));

        (await Reviews.ReadAsync(id, false, CancellationToken.None)).Items.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            item => item.State.ShouldBe(ReviewState.Accepted), item => item.Value.ShouldBeNull(), item => item.Standard.ShouldBe("Vente"));
    }

    [Fact]
    public async Task What_was_said_while_the_content_was_not_known_is_found_and_taken_up_when_it_is()
    {
        var (id, _) = await ReadAsync(Doubtful([Nature]), before: "update extraction_queue set content_sha256 = null");
        var review = await Reviews.ReadAsync(id, true, CancellationToken.None);
        await Reviews.DecideAsync(Word(review.Items[0], ReviewState.Corrected, review, "Bail") with { Structure = review.Document!.Structure, BoostedFileContent = "Bail" }, CancellationToken.None);

        var said = (await Reviews.FindDecidedAsync(Sha, id, CancellationToken.None)).ShouldHaveSingleItem();
        (await Reviews.FindDecidedAsync(Sha, Guid.NewGuid(), CancellationToken.None)).ShouldBeEmpty();
        await Database.ExecuteAsync($"update extraction_queue set status_id = 3, content_sha256 = '{Sha}'");
        var again = Doubtful([Nature]);
        again.Structure["disputes"]![0]!["decision"] = new JsonObject { ["item"] = $"{said.Id:D}", ["state"] = "corrected", ["value"] = "Bail" };
        await ReadAgainAsync(again);

        (await Reviews.ReadAsync(id, false, CancellationToken.None)).Items.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            item => item.State.ShouldBe(ReviewState.Corrected), item => item.Value.ShouldBe("Bail"), item => item.DecidedBy.ShouldBe("me"));
    }

    [Fact]
    public async Task Items_are_made_of_the_reading_that_a_document_has_when_its_lock_is_free()
    {
        var (id, _) = await ReadAsync(Doubtful([Nature]));
        await Database.ExecuteAsync("delete from ocr_reviews");
        await using var other = new NpgsqlConnection(Database.Address.ForPool());
        await other.OpenAsync(CancellationToken.None);
        await using var work = await other.BeginTransactionAsync(CancellationToken.None);
        await using var change = new NpgsqlCommand("update extraction_queue set claim_token = claim_token + 7, review_reason = 'later'", other, work);
        await change.ExecuteNonQueryAsync(CancellationToken.None);

        var reading = Reviews.ReadAsync(id, false, CancellationToken.None);
        while (!reading.IsCompleted && await Database.ReadAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") == 0)
        {
            await Task.Yield();
        }

        await work.CommitAsync(CancellationToken.None);
        var read = await reading;
        read.Document!.ReviewReason.ShouldBe("later");
        read.Items.ShouldHaveSingleItem().IsCurrent.ShouldBeTrue();
    }
}
