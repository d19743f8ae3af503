using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Workers.Access;
using Workers.Support;
using Xunit;

namespace Workers.Web;

/// <summary>What is refused is refused by its kind, in words that say what was found, and with nothing done.</summary>
public sealed class RefusalsOverHttpTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    private WebWorld _world = null!;
    private string _office = "", _operator = "";

    public async ValueTask InitializeAsync()
    {
        _world = await WebWorld.StartAsync(postgres, redis);
        (_office, _operator) = (await _world.KeyAsync(AccessRole.Office), await _world.KeyAsync(AccessRole.Operator));
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_place_of_a_list_that_nobody_told_is_a_bad_request()
    {
        foreach (var (query, place) in new[]
        {
            ("", """{"Environment":2,"Sort":0,"Descending":true,"Place":{"Key":"garbage","Id":"1b3599b0-70ea-873e-ca7a-b191eef6f452"}}"""),
            ("", """{"Environment":2,"Sort":0,"Descending":true,"Place":null}"""),
            ("", """{"Environment":2,"Sort":2,"Descending":false,"Place":{"Key":"1","Id":"1b3599b0-70ea-873e-ca7a-b191eef6f452"}}"""),
            ("&sort=number", """{"Environment":2,"Sort":2,"Descending":false,"Place":{"Key":"a\u0000","Id":"1b3599b0-70ea-873e-ca7a-b191eef6f452"}}"""),
            ("&sort=priority", """{"Environment":2,"Sort":3,"Descending":true,"Place":{"Key":"99999999999","Id":"1b3599b0-70ea-873e-ca7a-b191eef6f452"}}"""),
        })
        {
            var answer = await _world.GetAsync($"/v1/documents?after={Uri.EscapeDataString(Convert.ToBase64String(Encoding.UTF8.GetBytes(place)))}{query}", _office);
            (answer.Status, (string)answer.Json["code"]!).ShouldBe((HttpStatusCode.BadRequest, "bad_request"), place);
            ((string)answer.Json["detail"]!).ShouldStartWith("after: is ");
        }
    }

    [Fact]
    public async Task Names_and_reasons_hold_what_can_be_seen_and_are_refused_before_anything_is_done()
    {
        var id = await AddAsync("1000001");
        foreach (var (path, body, told) in new[]
        {
            ("/v1/keys", """{"name":"a\u202eb","role":"reader"}""", "U+202E"),
            ("/v1/keys", """{"name":"\u200b","role":"reader"}""", "U+200B"),
            ("/v1/keys", """{"name":"","role":"reader"}""", "of which one at least can be seen"),
            ($"/v1/documents/{id}/cancel", """{"reason":"a\u0000b"}""", "reason holds U+0000, NUL"),
            ($"/v1/documents/{id}/retry", """{"reason":"a\u202eb"}""", "reason holds U+202E"),
            ($"/v1/documents/{id}/priority", """{"priority":1,"reason":"\u2066"}""", "reason holds U+2066"),
            ("/v1/changes/preview", """{"verb":"cancel","filter":{"number":"1*"},"reason":"\u0007"}""", "reason holds U+0007"),
            ("/v1/limits/pause", """{"subject":"env dev","why":"a\u0000b"}""", "why holds U+0000, NUL"),
            ("/v1/limits/pause", """{"subject":"env dev","why":"a\u202eb"}""", "why holds U+202E"),
            ($"/v1/reviews/{id}", """{"decision":"refuse","reason":"a\u202eb"}""", "reason holds U+202E"),
            ($"/v1/reviews/{id}", """{"decision":"correct","value":"a\u0000b"}""", "value holds U+0000, NUL"),
            ("/v1/changes/preview", """{"verb":"cancel","filter":{"lot":"1\u0000"}}""", "lot holds U+0000, NUL"),
        })
        {
            var answer = await _world.PostAsync(path, _operator, body);
            (answer.Status, (string)answer.Json["code"]!).ShouldBe((HttpStatusCode.BadRequest, "bad_request"), $"{path} {body}: {answer.Text}");
            ((string)answer.Json["detail"]!).ShouldContain(told);
        }

        (await _world.Dev.ReadAsync<string>("select status_id || ' ' || priority from extraction_queue")).ShouldBe("1 0");
        (await _world.GetAsync("/v1/keys", _operator)).Json.AsArray().Count.ShouldBe(2);
        (await _world.GetAsync("/v1/limits", _operator)).Json["in_force"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Senders_and_webhooks_have_names_that_can_be_seen_too()
    {
        await using var world = await WebWorld.StartAsync(postgres, redis, ("WEBHOOK_KEY", new string('k', 48)));
        var key = await world.KeyAsync(AccessRole.Operator);
        foreach (var (path, body) in new[]
        {
            ("/v1/senders", """{"name":"a\u202eb"}"""), ("/v1/senders", """{"name":"\u200b"}"""), ("/v1/webhooks", """{"url":"https://example.org/","description":"a\u202eb"}"""),
            ("/v1/webhooks", """{"url":"no address"}"""), ("/v1/webhooks", """{"url":"https://example.org/","kinds":["nothing"]}"""),
        })
        {
            var answer = await world.PostAsync(path, key, body);
            (answer.Status, (string)answer.Json["code"]!).ShouldBe((HttpStatusCode.BadRequest, "bad_request"), $"{path} {body}: {answer.Text}");
        }
    }

    [Fact]
    public async Task A_member_that_is_named_twice_orders_nothing()
    {
        ((string)(await _world.PostAsync("/v1/keys", _operator, """{"name":"a","role":"reader","role":"operator","days":1}""")).Json["detail"]!).ShouldBe("role: the member is named twice. Leave one of them out.");
        (await _world.PostAsync("/v1/changes/preview", _office, """{"verb":"retry","filter":{"outcome":"failed","outcome":"not_found"}}""")).Json["code"]!.ToString().ShouldBe("bad_request");
        (await _world.GetAsync("/v1/keys", _operator)).Json.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_key_that_is_revoked_here_ends_here_at_once()
    {
        var made = (await _world.PostAsync("/v1/keys", _operator, """{"name":"a","role":"reader"}""")).Json;
        var (id, key) = ((string)made["id"]!, (string)made["key"]!);
        (await _world.GetAsync("/v1/me", key)).Status.ShouldBe(HttpStatusCode.OK);

        await _world.PostAsync($"/v1/keys/{id}/revoke", _operator, "");

        // The server's time stands still: nothing that it remembers grows old.
        ((string)(await _world.GetAsync("/v1/me", key)).Json["detail"]!).ShouldBe("The key does not serve: it was revoked.");
        (await _world.GetAsync("/v1/me", _operator)).Status.ShouldBe(HttpStatusCode.OK);
        (await _world.Dev.ListAsync<string>("select about from access_calls where verb like 'key_%' order by opened_at")).ShouldBe([$"{id} (a)", $"{id} (a)"]);
    }

    [Fact]
    public async Task What_is_not_there_is_not_found_whatever_is_ordered_of_it()
    {
        foreach (var (verb, body) in new[] { ("cancel", ""), ("retry", ""), ("priority", """{"priority":1}""") })
        {
            var answer = await _world.PostAsync($"/v1/documents/{Guid.NewGuid()}/{verb}", _office, body);
            (answer.Status, (string)answer.Json["code"]!).ShouldBe((HttpStatusCode.NotFound, "not_found"), verb);
        }
    }

    [Fact]
    public async Task What_was_spent_today_is_told_with_a_list_that_would_buy_nothing()
    {
        var id = await AddAsync("1000001");
        await _world.Dev.ExecuteAsync($"insert into registre_consultations (environment, job_id, account, document_source, document_number, state, price_cad, submitting_at, claim_token) values ('DEV', '{id}', 'A', 'index', '1000001', 'stored', 1.5, now(), 1)");
        var spent = (decimal)(await _world.GetAsync("/v1/spend", _office)).Json["cad"]!;

        foreach (var rows in new[] { "[]", """[{"document_source":"nothing"}]""" })
        {
            var quote = (await _world.PostAsync("/v1/quote", _office, rows)).Json;
            ((int)quote["new"]!, (decimal)quote["spent_today_cad"]!, (decimal)quote["price_cad"]!).ShouldBe((0, spent, 1.5m), rows);
        }

        spent.ShouldBe(1.5m);
    }

    [Fact]
    public async Task Who_may_is_named_and_how_much_is_taken()
    {
        ((string)(await _world.GetAsync("/v1/status", _office)).Json["detail"]!).ShouldBe("The key's role is office; this needs a key whose role is operator.");
        var large = await _world.PostAsync("/v1/keys", _operator, $$"""{"name":"{{new string('x', 70_000)}}"}""");
        ((string)large.Json["code"]!, (string)large.Json["detail"]!).ShouldBe(("too_large", "The body is too large; allowed here: 65536 bytes."));
    }

    [Fact]
    public async Task Signed_addresses_of_what_is_not_stored_or_where_no_secret_is_are_not_made()
    {
        var missing = await _world.PostAsync($"/v1/documents/{await AddAsync("1000001")}/links", _office, "");
        (missing.Status, (string)missing.Json["code"]!).ShouldBe((HttpStatusCode.ServiceUnavailable, "misconfigured"));
        await using var world = await WebWorld.StartAsync(postgres, redis, ("WEB_LINK_SECRET", new string('s', 48)));
        var key = await world.KeyAsync(AccessRole.Office);
        var added = (await world.PostAsync("/v1/documents", key, Row("1000001"))).Json;

        var answer = await world.PostAsync($"/v1/documents/{added["documents"]![0]!["id"]}/links", key, "");

        (answer.Status, (string)answer.Json["code"]!).ShouldBe((HttpStatusCode.Conflict, "refused"));
    }

    [Fact]
    public async Task Tags_of_a_proxy_are_known_and_the_audit_names_what_was_added()
    {
        var id = await AddAsync("1000001");
        var tag = (await _world.GetAsync($"/v1/documents/{id}", _office)).Header("ETag");
        foreach (var header in new[] { tag, $"W/{tag}", $"\"x\", {tag}", "*" })
        {
            (await _world.GetAsync($"/v1/documents/{id}", _office, ("If-None-Match", header))).Status.ShouldBe(HttpStatusCode.NotModified, header);
        }

        (await _world.Dev.ReadAsync<string>("select about from access_calls where verb = 'add'")).ShouldBe($"1000001 ({id})");
    }

    private static string Row(string number) =>
        new JsonArray(new JsonObject { ["document_source"] = "index", ["document_number"] = number, ["circonscription_fonciere"] = "Laval", ["cadastre"] = "Cadastre du Québec" }).ToJsonString();

    private async Task<Guid> AddAsync(string number) => (Guid)(await _world.PostAsync("/v1/documents", _office, Row(number))).Json["documents"]![0]!["id"]!;
}
