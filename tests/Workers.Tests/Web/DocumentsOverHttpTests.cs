using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Workers.Access;
using Workers.Support;
using Xunit;

namespace Workers.Web;

/// <summary>Documents are added once, listed, told and changed over HTTP.</summary>
public sealed class DocumentsOverHttpTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    private WebWorld _world = null!;
    private string _key = "";

    public async ValueTask InitializeAsync()
    {
        _world = await WebWorld.StartAsync(postgres, redis);
        _key = await _world.KeyAsync(AccessRole.Office);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task The_same_request_again_is_answered_as_the_first_time_and_adds_nothing()
    {
        var first = await AddAsync("a-key", "1000001", "1000002");
        var again = await AddAsync("\"a-key\"", "1000001", "1000002");

        (first.Status, (int)first.Json["created"]!).ShouldBe((HttpStatusCode.OK, 2));
        first.Headers.Contains("Idempotency-Replayed").ShouldBeFalse();
        (again.Status, again.Text).ShouldBe((HttpStatusCode.OK, first.Text));
        again.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
        (await AddAsync("a-key", "1000003")).Json["code"]!.ToString().ShouldBe("idempotency_mismatch");
        (await AddAsync("another", "1000001")).Json["created"]!.GetValue<int>().ShouldBe(1);
        (await CountAsync()).ShouldBe(3);
        (await _world.Dev.ListAsync<string>("select verb || ' ' || status || ' ' || address from access_calls")).ShouldBe(["add 200 127.0.0.1", "add 200 127.0.0.1"]);
    }

    [Fact]
    public async Task Of_many_at_once_under_one_key_one_adds()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => AddAsync("k", "1000001")));

        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK || (string)answer.Json["code"]! == "in_progress");
        (await CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task What_was_added_by_a_try_that_died_before_its_answer_is_not_added_again()
    {
        await AddAsync("k", "1000001", "1000002");
        // As after kill -9 between the two.
        await _world.Dev.ExecuteAsync("update access_calls set settled_at = null, status = null, answer = null, opened_at = now() - interval '2 minutes'");

        var again = await AddAsync("k", "1000001", "1000002");

        ((int)again.Json["created"]!).ShouldBe(2);
        (await CountAsync()).ShouldBe(2);
        // Nor when the answer is forgotten.
        await _world.Dev.ExecuteAsync("delete from access_calls");
        await AddAsync("k", "1000001", "1000002");
        (await CountAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task What_was_added_and_purged_since_is_not_added_again_by_the_same_request()
    {
        await AddAsync("k", "1000001", "1000002");
        await _world.Dev.ExecuteAsync(
            """
            insert into document_purges (job_id, ordered_by, finished_at) select id, 'a test', now() from extraction_queue where document_number = '1000001';
            delete from extraction_queue where document_number = '1000001';
            delete from access_calls;
            """);

        (await AddAsync("k", "1000001", "1000002")).Status.ShouldBe(HttpStatusCode.OK);

        (await _world.Dev.ListAsync<string>("select document_number from extraction_queue")).ShouldBe(["1000002"]);
    }

    [Fact]
    public async Task Of_a_list_with_a_bad_row_nothing_is_added_and_the_row_is_named()
    {
        var refused = await _world.PostAsync("/v1/documents", _key, "document_source,document_number,circonscription_fonciere,cadastre\nindex,1000001,Montréal,Cadastre du Québec\nindex,,Montréal,\n", "text/csv");

        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.Json["rows"]!.AsArray().Select(row => $"{row!["place"]}: {row["message"]}").ShouldBe(["line 3: document_number is missing", "line 3: cadastre is missing"]);
        (await CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_quote_tells_the_price_and_adds_nothing()
    {
        var quote = (await _world.PostAsync("/v1/quote", await _world.KeyAsync(AccessRole.Reader), ListOf("1000001", "1000002", "1000001"))).Json;

        ((int)quote["new"]!, (int)quote["in_flight"]!, (decimal)quote["cad"]!).ShouldBe((2, 1, 3.00m));
        (await CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_list_is_filtered_and_goes_on_where_it_ended()
    {
        await AddAsync(null, [.. Enumerable.Range(1, 7).Select(number => $"100000{number}")]);
        await _world.Dev.ExecuteAsync("update extraction_queue set status_id = 5, outcome = 'not_found' where document_number = '1000004'");

        (await NumbersAsync("?sort=number&limit=3")).ShouldBe(["1000001", "1000002", "1000003"]);
        var first = (await _world.GetAsync("/v1/documents?sort=number&limit=3", _key)).Json;
        (await NumbersAsync($"?sort=number&limit=3&after={first["next"]}")).ShouldBe(["1000004", "1000005", "1000006"]);
        (await NumbersAsync("?status=erreur&outcome=not_found")).ShouldBe(["1000004"]);
        (await NumbersAsync("?number=1000002&kind=index")).ShouldBe(["1000002"]);
        (await NumbersAsync("?status=4")).ShouldBeEmpty();
        (await _world.GetAsync($"/v1/documents?after={first["next"]}", _key)).Status.ShouldBe(HttpStatusCode.BadRequest);
        var dead = (await _world.GetAsync("/v1/dead-letters", _key)).Json[0]!;
        ((string)dead["outcome"]!, (int)dead["documents"]!).ShouldBe(("not_found", 1));
    }

    [Fact]
    public async Task A_document_is_told_with_its_history_and_answered_with_304_until_it_changes()
    {
        var id = (string)(await AddAsync(null, "1000001")).Json["documents"]![0]!["id"]!;
        var told = await _world.GetAsync($"/v1/documents/{id}", _key);
        var tag = told.Headers.ETag!.ToString();

        ((string)told.Json["number"]!, (string)told.Json["status_name"]!).ShouldBe(("1000001", "EN_ATTENTE"));
        told.Json["timeline"]!.AsArray().Select(entry => (string)entry!["kind"]!).ShouldBe(["enqueued"]);
        (await _world.GetAsync($"/v1/documents/{id}", _key, ("If-None-Match", tag))).Status.ShouldBe(HttpStatusCode.NotModified);

        (await _world.PostAsync($"/v1/documents/{id}/priority", _key, """{"priority": 5}""")).Json["result"]!.ToString().ShouldBe("prioritised");
        (await _world.GetAsync($"/v1/documents/{id}", _key, ("If-None-Match", tag))).Status.ShouldBe(HttpStatusCode.OK);
        (await _world.PostAsync($"/v1/documents/{id}/cancel", _key, """{"reason": "not needed"}""")).Json["result"]!.ToString().ShouldBe("cancelled");
        (await _world.PostAsync($"/v1/documents/{id}/cancel", _key, "")).Json["code"]!.ToString().ShouldBe("refused");
        (await _world.PostAsync($"/v1/documents/{id}/retry", _key, "")).Json["result"]!.ToString().ShouldBe("retried");

        var timeline = (await _world.GetAsync($"/v1/documents/{id}", _key)).Json["timeline"]!.AsArray();
        timeline.Select(entry => (string?)entry!["reason"]).ShouldContain(reason => reason != null && reason.StartsWith("not needed (by key ", StringComparison.Ordinal));
        (await _world.Dev.ReadAsync<long>($"select count(*) from access_calls where document_id = '{id}'")).ShouldBe(4);
    }

    [Fact]
    public async Task Health_and_spend_are_of_the_keys_environment()
    {
        var health = (await _world.GetAsync("/v1/health", _key)).Json;
        ((string)health["moving"]!).ShouldBeOneOf("yes", "no", "at risk", "unknown");
        ((decimal)(await _world.GetAsync("/v1/spend", _key)).Json["cad"]!).ShouldBe(0);
    }

    private static string ListOf(params string[] numbers) => new JsonArray([.. numbers.Select(number => new JsonObject
    {
        ["document_source"] = "index", ["document_number"] = number, ["circonscription_fonciere"] = "Montréal", ["cadastre"] = "Cadastre du Québec",
    })]).ToJsonString();

    private Task<Answered> AddAsync(string? key, params string[] numbers) =>
        _world.PostAsync("/v1/documents", _key, ListOf(numbers), headers: key is null ? [] : [("Idempotency-Key", key)]);

    private async Task<IReadOnlyList<string>> NumbersAsync(string query) =>
        [.. (await _world.GetAsync($"/v1/documents{query}", _key)).Json["documents"]!.AsArray().Select(one => (string)one!["number"]!)];

    private Task<long> CountAsync() => _world.Dev.ReadAsync<long>("select count(*) from extraction_queue");
}
