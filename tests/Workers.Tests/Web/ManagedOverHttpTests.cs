using System.Net;
using Shouldly;
using Workers.Access;
using Workers.Support;
using Xunit;

namespace Workers.Web;

/// <summary>What people decide and order on pages, programs do over HTTP: with the same roles, written down, once.</summary>
public sealed class ManagedOverHttpTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    private WebWorld _world = null!;
    private string _reader = "", _office = "", _operator = "";

    public async ValueTask InitializeAsync()
    {
        _world = await WebWorld.StartAsync(postgres, redis);
        (_reader, _office, _operator) = (await _world.KeyAsync(AccessRole.Reader), await _world.KeyAsync(AccessRole.Office), await _world.KeyAsync(AccessRole.Operator));
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_doubt_is_listed_told_and_decided_once_by_whom_the_role_lets()
    {
        await _world.Dev.ExecuteAsync(
            """
            insert into extraction_queue (document_source, document_number, circonscription_fonciere, cadastre, status_id, claim_token) values ('index', '2', 'Laval', 'Q', 4, 1);
            insert into ocr_reviews (job_id, page, field, standing, read, seen, claim_token) select id, n, 'number', 'disputed', '1', '2', 1 from extraction_queue, generate_series(1, 2) as n
            """);
        var list = (await _world.GetAsync("/v1/reviews", _reader)).Json;
        var doubt = list["doubts"]![0]!;
        var place = $"/v1/reviews/{doubt["id"]}";

        ((int)list["open"]!, (string)doubt["read"]!, (string)doubt["seen"]!, (string)doubt["number"]!, (string)doubt["strip"]!).ShouldBe((2, "1", "2", "2", $"{place}/strip"));
        (await _world.PostAsync(place, _reader, """{"decision": "accept"}""")).Json["code"]!.ToString().ShouldBe("forbidden");
        (await _world.PostAsync(place, _office, """{"decision": "perhaps"}""")).Json["code"]!.ToString().ShouldBe("bad_request");
        (await _world.PostAsync(place, _office, """{"decision": "accept", "saw": "corrected"}""")).Json["code"]!.ToString().ShouldBe("refused");
        (await _world.PostAsync(place, await _world.KeyAsync(AccessRole.Operator, _world.Staging), """{"decision": "accept"}""")).Json["code"]!.ToString().ShouldBe("not_found");

        (await _world.PostAsync(place, _office, """{"decision": "accept"}""")).Json["state"]!.ToString().ShouldBe("accepted");

        (await _world.GetAsync(place, _reader)).Json["state"]!.ToString().ShouldBe("accepted");
        ((int)(await _world.GetAsync("/v1/reviews", _reader)).Json["open"]!).ShouldBe(1);
        (await _world.GetAsync($"{place}/strip", _reader)).Status.ShouldBe(HttpStatusCode.NotFound, "its PDF is not stored");
        (await _world.Dev.ListAsync<string>("select concat_ws('|', verb, status, document_id is not null) from access_calls order by opened_at desc limit 2")).ShouldBe(["review_accept|200|t", "review_accept|409|t"]);
    }

    [Fact]
    public async Task What_failed_alike_is_given_another_chance_as_it_was_previewed_and_not_otherwise()
    {
        await _world.Dev.ExecuteAsync("insert into extraction_queue (document_source, document_number, circonscription_fonciere, cadastre, status_id, outcome) select 'index', n::text, 'Laval', 'Q', 5, 'not_found' from generate_series(1, 3) as n");
        const string Order = """{"verb": "retry", "filter": {"outcome": "not_found"}""";
        var preview = (await _world.PostAsync("/v1/changes/preview", _office, Order + "}")).Json;
        ((long)preview["changed"]!, (decimal)preview["cad"]!).ShouldBe((3, 4.50m));
        (await _world.PostAsync("/v1/changes/preview", _office, """{"verb": "requeue_ocr", "filter": {"outcome": "not_found"}}""")).Json["code"]!.ToString().ShouldBe("bad_request", "an operator's matter");
        (await _world.PostAsync("/v1/changes/preview", _office, """{"verb": "retry"}""")).Json["code"]!.ToString().ShouldBe("bad_request", "of all documents nothing is ordered");
        (await _world.PostAsync("/v1/changes", _reader, Order + "}")).Json["code"]!.ToString().ShouldBe("forbidden");
        (await _world.PostAsync("/v1/changes", _office, $$"""{{Order}}, "expected": "2 3.00 0.00"}""")).Json["code"]!.ToString().ShouldBe("refused");
        var order = $$"""{{Order}}, "expected": "{{preview["expected"]}}", "reason": "a typing error"}""";

        var started = await _world.PostAsync("/v1/changes", _office, order, headers: ("Idempotency-Key", "k"));

        (started.Status, (string)started.Json["state"]!, (long)started.Json["changed"]!).ShouldBe((HttpStatusCode.OK, "finished", 3), started.Text);
        (await _world.PostAsync("/v1/changes", _office, order, headers: ("Idempotency-Key", "k"))).Text.ShouldBe(started.Text);
        // Nor is it another one when nothing is known of how the first was answered.
        await _world.Dev.ExecuteAsync("delete from access_calls");
        (await _world.PostAsync("/v1/changes", _office, order, headers: ("Idempotency-Key", "k"))).Text.ShouldBe(started.Text);
        (await _world.GetAsync($"/v1/changes/{started.Json["id"]}", _office)).Json["state"]!.ToString().ShouldBe("finished");
        (await _world.PostAsync($"/v1/changes/{started.Json["id"]}/end", _office, "")).Json["state"]!.ToString().ShouldBe("finished");
        (await _world.Dev.ReadAsync<long>("select count(*) from extraction_queue where status_id = 1")).ShouldBe(3);
    }

    [Fact]
    public async Task Pauses_and_keys_are_an_operators_and_a_secret_is_in_no_row()
    {
        foreach (var place in new[] { "/v1/limits", "/v1/keys", "/v1/status" })
        {
            (await _world.GetAsync(place, _office)).Json["code"]!.ToString().ShouldBe("forbidden", place);
        }

        (await _world.PostAsync("/v1/limits/pause", _operator, """{"subject": "env dev"}""")).Json["code"]!.ToString().ShouldBe("bad_request", "without a reason");
        (await _world.PostAsync("/v1/limits/pause", _operator, """{"subject": "buying", "why": "a test"}""")).Json["code"]!.ToString().ShouldBe("refused", "it concerns another environment too");
        (await _world.PostAsync("/v1/limits/pause", _operator, """{"subject": "env dev", "for": "2h", "why": "a test"}""")).Status.ShouldBe(HttpStatusCode.OK);
        var limits = (await _world.GetAsync("/v1/limits", _operator)).Json;
        ((string)limits["in_force"]![0]!["subject"]!, (bool)limits["reaches_all"]!).ShouldBe(("env dev", false));
        (await _world.PostAsync("/v1/limits/resume", _operator, """{"subject": "env dev"}""")).Status.ShouldBe(HttpStatusCode.OK);
        (await _world.PostAsync("/v1/limits/resume", _operator, """{"subject": "env dev"}""")).Json["code"]!.ToString().ShouldBe("refused");

        var made = await _world.PostAsync("/v1/keys", _operator, """{"name": "Notary", "role": "reader", "days": 30}""", headers: ("Idempotency-Key", "k"));
        var (id, text) = ((string)made.Json["id"]!, (string)made.Json["key"]!);
        (await _world.GetAsync("/v1/me", text)).Json["name"]!.ToString().ShouldBe("Notary");
        (await _world.PostAsync("/v1/keys", _operator, """{"name": "Notary", "role": "reader", "days": 30}""", headers: ("Idempotency-Key", "k"))).Text.ShouldBe($$"""{"id":"{{id}}"}""");
        (await _world.Dev.ReadAsync<long>($"select count(*) from access_calls as c where c::text like '%{text.Split('_')[^1]}%'")).ShouldBe(0);
        (await _world.PostAsync($"/v1/keys/{id}/revoke", _operator, "")).Json["revoked_at"].ShouldNotBeNull();
        (await _world.PostAsync("/v1/keys/abcdefghijkl/revoke", _operator, "")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await _world.GetAsync("/v1/keys", _operator)).Json.AsArray().Count.ShouldBe(4);
    }

    [Fact]
    public async Task Daemons_money_and_titles_are_told()
    {
        var status = (await _world.GetAsync("/v1/status", _operator)).Json;
        status["daemons"]!.AsArray().ShouldBeEmpty();
        status["gemini"].ShouldNotBeNull();
        (await _world.GetAsync("/v1/money", _reader)).Json["days"]!.AsArray().Count.ShouldBe(30);
        (await _world.GetAsync("/v1/titles/1234567", _reader)).Json["code"]!.ToString().ShouldBe("not_found", "no index of it is known");
    }
}
