using System.Net;
using System.Security.Cryptography;
using Shouldly;
using Simulators.Paper;
using Workers.Access;
using Workers.Documents;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Ocr;
using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses.Words;
using Workers.Support;
using Xunit;
using LookedAt = Workers.Ocr.Pages.PageView;

namespace Workers.Web.Pages;

/// <summary>A doubt is shown with its place on the page and decided once, by whom the role lets, whatever somebody else does meanwhile.</summary>
public sealed class ReviewPagesTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    private readonly CancellationToken _test = TestContext.Current.CancellationToken;
    private readonly TemporaryFolder _folder = new();
    private WebWorld _world = null!;
    private PageVisitor _visitor = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await WebWorld.StartAsync(
            postgres, redis, ("DEV_DOCUMENTS_PATH", _folder.File("documents")), ("WORKERS_DATA_PATH", _folder.File("data")), ("OCR_TEMP_DIR", _folder.File("temp")), ("WEB_KEY_REQUESTS_PER_MINUTE", "10000"));
        _visitor = new(_world.Address);
        await _visitor.SignInAsync(await _world.KeyAsync(AccessRole.Office));
    }

    public async ValueTask DisposeAsync()
    {
        _visitor.Dispose();
        await _world.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Doubts_are_decided_one_after_the_other_until_none_is_open()
    {
        var id = await ReadAsync();
        var (number, nature) = (await ItemAsync("publication_number"), await ItemAsync("nature"));
        var list = (await _visitor.GetAsync("/review")).Said;
        list.ShouldContain($"/review/{number}");
        list.ShouldContain($"/review/{nature}");
        (await _visitor.GetAsync($"/review/{id}")).Location.ShouldBe($"/review/{number}", "whoever names a document is shown the first of its doubts");

        var shown = (await _visitor.GetAsync($"/review/{number}")).Said;
        shown.ShouldContain("10000037");
        shown.ShouldContain("10000038");
        shown.ShouldContain("ne disent pas la même chose");
        var corrected = await _visitor.PostAsync($"/review/{number}", await FormAsync(number, "correct", ("value", "10 000 038")));
        (corrected.Status, corrected.Location).ShouldBe((HttpStatusCode.SeeOther, $"/review/{nature}?done={number}&as=corrected&twins=0"));
        (await _visitor.GetAsync(corrected.Location!)).Said.ShouldContain("Corrigé.");
        var accepted = await _visitor.PostAsync($"/review/{nature}", await FormAsync(nature, "accept"));
        accepted.Location.ShouldBe($"/review?done={nature}&as=accepted&twins=0");
        (await _visitor.GetAsync(accepted.Location!)).Said.ShouldContain("Aucun doute à trancher");

        (await _world.Dev.ReadAsync<string>("select concat_ws('|', needs_review, boosted_file_content like '%10000038%', file_content like '%10000037%') from extraction_queue")).ShouldBe("f|t|t");
        (await _world.Dev.ReadAsync<long>("select count(*) from ocr_reviews where decided_by like 'key % (a test)'")).ShouldBe(2);
        (await _world.Dev.ListAsync<string>($"select verb from access_calls where document_id = '{id}' and status = 200 order by opened_at")).ShouldBe(["review_correct", "review_accept"]);
    }

    [Fact]
    public async Task What_somebody_else_decided_meanwhile_is_told_and_what_was_typed_is_not_lost()
    {
        await ReadAsync();
        var number = await ItemAsync("publication_number");
        var mine = await FormAsync(number, "correct", ("value", "10 000 039"));
        using var other = new PageVisitor(_world.Address);
        await other.SignInAsync(await _world.KeyAsync(AccessRole.Office));
        (await other.PostAsync($"/review/{number}", await FormAsync(number, "accept", of: other))).Status.ShouldBe(HttpStatusCode.SeeOther);

        var late = await _visitor.PostAsync($"/review/{number}", mine);

        late.Status.ShouldBe(HttpStatusCode.Conflict);
        late.Said.ShouldContain("l’a déjà accepté");
        late.Said.ShouldContain("value=\"10 000 039\"");
        (await _world.Dev.ReadAsync<string>($"select state from ocr_reviews where id = '{number}'")).ShouldBe("accepted");
        var again = await FormAsync(number, "correct", ("value", "10 000 039"));
        again.ShouldContain(("saw", "accepted"));
        (await _visitor.PostAsync($"/review/{number}", again)).Status.ShouldBe(HttpStatusCode.SeeOther, "who has seen the other's word may change it");
        (await _world.Dev.ReadAsync<string>($"select value from ocr_reviews where id = '{number}'")).ShouldBe("10 000 039");
        (await _visitor.PostAsync($"/review/{number}", again)).Status.ShouldBe(HttpStatusCode.SeeOther, "the same form is carried out once");
        (await _world.Dev.ReadAsync<long>("select count(*) from access_calls where verb = 'review_correct' and status = 200")).ShouldBe(1);
    }

    [Fact]
    public async Task A_value_that_does_not_fit_and_a_reading_that_is_no_more_lose_nothing()
    {
        var id = await ReadAsync();
        var number = await ItemAsync("publication_number");
        var odd = await _visitor.PostAsync($"/review/{number}", await FormAsync(number, "correct", ("value", "<b>none</b>")));
        odd.Status.ShouldBe(HttpStatusCode.Conflict);
        odd.Text.ShouldNotContain("<b>none");
        odd.Said.ShouldContain("value=\"<b>none</b>\"");

        var form = await FormAsync(number, "correct", ("value", "10 000 038"));
        await _world.Dev.ExecuteAsync($"delete from ocr_reviews where id = '{number}'");
        var gone = await _visitor.PostAsync($"/review/{number}", form);

        gone.Status.ShouldBe(HttpStatusCode.NotFound);
        gone.Said.ShouldContain("10 000 038");
        gone.Said.ShouldContain($"/review/{id}");
        foreach (var fields in new (string, string)[][] { [("decision", "delete"), ("saw", "open")], [("decision", "accept"), ("saw", "3")], [("decision", "correct"), ("saw", "open"), ("value", new('x', 20_001))] })
        {
            var token = (await _visitor.FieldsAsync("/review", "/sign-out")).Single(field => field.Name is "token");
            (await _visitor.PostAsync($"/review/{await ItemAsync("nature")}", [token, ("order", Guid.NewGuid().ToString("N")), .. fields])).Status.ShouldBe(HttpStatusCode.BadRequest);
        }
    }

    [Theory]
    [InlineData("alter function workers_review_document(jsonb) rename to away", HttpStatusCode.ServiceUnavailable, "On ne sait pas si votre réponse a été retenue")]
    [InlineData("alter function workers_call_open(jsonb) rename to away", HttpStatusCode.ServiceUnavailable, "value=\"10 000 038\"")]
    public async Task What_was_typed_stays_where_a_store_is_away(string trouble, HttpStatusCode status, string shown)
    {
        await ReadAsync();
        var number = await ItemAsync("publication_number");
        var form = await FormAsync(number, "correct", ("value", "10 000 038"));
        await _world.Dev.ExecuteAsync(trouble);

        var untold = await _visitor.PostAsync($"/review/{number}", form);

        untold.Status.ShouldBe(status);
        untold.Said.ShouldContain("10 000 038");
        untold.Said.ShouldContain(shown);
        (await _world.Dev.ReadAsync<string>($"select state from ocr_reviews where id = '{number}'")).ShouldBe("open");
    }

    [Fact]
    public async Task What_was_typed_stays_where_the_form_was_another_order()
    {
        await ReadAsync();
        var number = await ItemAsync("publication_number");
        var form = await FormAsync(number, "correct", ("value", "10 000 038"));
        form.RemoveAll(field => field.Name is "order");

        var refused = await _visitor.PostAsync($"/review/{number}", form);

        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        refused.Said.ShouldContain("value=\"10 000 038\"");
    }

    [Fact]
    public async Task The_audit_names_the_doubt_s_document_whatever_the_form_says()
    {
        var id = await ReadAsync();
        var nature = await ItemAsync("nature");
        var form = await FormAsync(nature, "accept");
        form.RemoveAll(field => field.Name is "document");

        (await _visitor.PostAsync($"/review/{nature}", [.. form, ("document", $"{Guid.NewGuid()}")])).Status.ShouldBe(HttpStatusCode.SeeOther);

        (await _world.Dev.ReadAsync<Guid>("select document_id from access_calls where verb = 'review_accept'")).ShouldBe(id);
    }

    [Fact]
    public async Task The_same_pdf_read_anew_shows_the_place_that_was_found_then()
    {
        await ReadAsync();
        var nature = await ItemAsync("nature");
        var before = await (await _visitor.GetAsync($"/review/{nature}/strip")).Response.Content.ReadAsByteArrayAsync(_test);
        await _world.Dev.ExecuteAsync($"update ocr_reviews set box = jsonb_set(jsonb_set(box, '{{top}}', '400'), '{{bottom}}', '460') where id = '{nature}'");

        var anew = await _visitor.GetAsync($"/review/{nature}/strip");

        anew.Status.ShouldBe(HttpStatusCode.OK);
        (await anew.Response.Content.ReadAsByteArrayAsync(_test)).ShouldNotBe(before);
    }

    [Fact]
    public async Task The_place_on_the_page_is_made_once_and_shown_to_this_environment_s_sessions_alone()
    {
        await ReadAsync();
        var nature = await ItemAsync("nature");
        var strip = await _visitor.GetAsync($"/review/{nature}/strip");
        (strip.Status, strip.Response.Content.Headers.ContentType!.MediaType).ShouldBe((HttpStatusCode.OK, "image/png"));
        (await strip.Response.Content.ReadAsByteArrayAsync(_test)).AsSpan(0, 4).ToArray().ShouldBe([0x89, (byte)'P', (byte)'N', (byte)'G']);
        strip.Response.Headers.GetValues("Content-Security-Policy").ShouldBe(["default-src 'none'; sandbox"]);
        Directory.Delete(_folder.File("data"), recursive: true);
        Directory.Delete(_folder.File("documents"), recursive: true);
        (await _visitor.GetAsync($"/review/{nature}/strip")).Status.ShouldBe(HttpStatusCode.OK, "it is kept");
        (await _visitor.GetAsync($"/review/{await ItemAsync("publication_number")}/strip")).Status.ShouldBe(HttpStatusCode.NotFound);

        using var nobody = new PageVisitor(_world.Address);
        (await nobody.GetAsync($"/review/{nature}/strip")).Status.ShouldBe(HttpStatusCode.SeeOther);
        using var other = new PageVisitor(_world.Address);
        await other.SignInAsync(await _world.KeyAsync(AccessRole.Operator, _world.Staging));
        (await other.GetAsync($"/review/{nature}/strip")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await other.GetAsync($"/review/{nature}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await other.GetAsync("/review")).Text.ShouldNotContain(nature.ToString());
        foreach (var path in new[] { "/review/..%2f..%2fetc%2fpasswd/strip", "/review/x/strip", $"/review/{nature}/strip/../../x" })
        {
            (await _visitor.GetAsync(path)).Status.ShouldBe(HttpStatusCode.NotFound, path);
        }

        await _world.Dev.ExecuteAsync("delete from ocr_reviews");
        (await _visitor.GetAsync($"/review/{nature}/strip")).Status.ShouldBe(HttpStatusCode.NotFound, "what was taken away is not told from memory");
    }

    [Fact]
    public async Task What_was_read_is_no_correction_and_what_the_witness_says_is_one_press()
    {
        await ReadAsync();
        var (number, nature) = (await ItemAsync("publication_number"), await ItemAsync("nature"));

        var same = await _visitor.PostAsync($"/review/{number}", await FormAsync(number, "correct", ("value", "10000037 ")));

        same.Status.ShouldBe(HttpStatusCode.Conflict);
        same.Said.ShouldContain("«\u00A010000037\u00A0» est ce qui a été lu. Acceptez-le tel que lu");
        var key = await _world.KeyAsync(AccessRole.Office);
        (await _world.PostAsync($"/v1/reviews/{number}", key, """{"decision": "correct", "value": "10000037"}""")).Json["code"]!.ToString().ShouldBe("refused");
        (await _world.Dev.ReadAsync<long>("select count(*) from ocr_reviews where state = 'open'")).ShouldBe(2);

        // The last form with the witness's value in it, as a browser sends it.
        var page = await _visitor.GetAsync($"/review/{nature}");
        page.Said.ShouldContain("Comme le témoin");
        page.Text.ShouldContain("<input type=\"hidden\" name=\"value\" value=\"Bail\"");
        (await _visitor.PostAsync($"/review/{nature}", await FormAsync(nature, "correct", ("value", "Bail")))).Status.ShouldBe(HttpStatusCode.SeeOther);
        (await _world.Dev.ReadAsync<string>($"select state || ' ' || value from ocr_reviews where id = '{nature}'")).ShouldBe("corrected Bail");
    }

    [Fact]
    public async Task A_reader_sees_doubts_and_decides_none()
    {
        await ReadAsync();
        var nature = await ItemAsync("nature");
        using var reader = new PageVisitor(_world.Address);
        await reader.SignInAsync(await _world.KeyAsync(AccessRole.Reader));

        var shown = await reader.GetAsync($"/review/{nature}");

        (shown.Status, shown.Text.Contains("name=\"decision\"", StringComparison.Ordinal)).ShouldBe((HttpStatusCode.OK, false));
        var token = (await reader.FieldsAsync("/review", "/sign-out")).Single(field => field.Name is "token");
        (await reader.PostAsync($"/review/{nature}", [token, ("order", Guid.NewGuid().ToString("N")), ("decision", "accept"), ("saw", "open")])).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await _world.Dev.ReadAsync<long>("select count(*) from ocr_reviews where state = 'open'")).ShouldBe(2);
    }

    /// <summary>What the form of one decision sends.</summary>
    private async Task<List<(string Name, string Value)>> FormAsync(Guid doubt, string decision, (string Name, string Value)? more = null, PageVisitor? of = null)
    {
        var fields = await (of ?? _visitor).FieldsAsync($"/review/{doubt}", $"/review/{doubt}");
        fields.RemoveAll(field => field.Name is "decision");
        fields.Add(("decision", decision));
        if (more is { } one)
        {
            fields.Add(one);
        }

        return fields;
    }

    private Task<Guid> ItemAsync(string field) => _world.Dev.ReadAsync<Guid>($"select id from ocr_reviews where field = '{field}'");

    /// <summary>A document whose PDF is stored and whose reading has two doubts.</summary>
    private async Task<Guid> ReadAsync()
    {
        Dispute[] disputes =
        [
            new(1, "publication_number", Standing.Disputed, "10000037", "10000038", Witness.TextLayer, null), new(2, "nature", Standing.Disputed, "Vente", "Bail", Witness.TextLayer, new PageBox(100, 200, 200, 212)),
        ];
        using var library = new PaperLibrary();
        var content = await library.PdfAsync(new() { Kind = PaperKind.Index, Number = "1 234 567", Circonscription = "Montréal", Cadastre = "Cadastre du Québec" });
        var sha = Convert.ToHexStringLower(SHA256.HashData(content));
        await File.WriteAllBytesAsync(_folder.File("paper.pdf"), content, _test);
        var path = await new FolderDocumentStore(TargetEnvironment.Dev, _folder.File("documents"), project: null)
            .PutAsync(new(DocumentSource.Index, "1 234 567", "Montréal", null, sha), _folder.File("paper.pdf"), _test);
        await using var functions = _world.Dev.OpenFunctions();
        var store = new JobStore(functions);
        var id = (await store.EnqueueAsync([new(DocumentSource.Index, "1 234 567", "Montréal", "Cadastre du Québec")], _test))[0].Id!.Value;
        await _world.Dev.ExecuteAsync($"update extraction_queue set status_id = 3, supabase_path = '{path}', content_sha256 = '{sha}'");
        var claim = (await store.ClaimAsync(new(Guid.NewGuid(), 30, "vm-1", [new(JobStage.Ocr, DocumentSource.Index, ["ocr-1"])]), _test)).ShouldHaveSingleItem().Claim;
        var page = new PageResult<IndexPage>(id, SampleReadings.Index(3), [.. disputes.Select((_, number) => $"doubt {number + 1}")], 1, LookedAt.Prepared, default) { Disputes = disputes };
        (await store.CompleteOcrAsync(claim, ReadingStructure.OfIndex([page], id, new("model", "prompt", "hash"), []), _test)).ShouldBe(Written.Now);
        return id;
    }
}
