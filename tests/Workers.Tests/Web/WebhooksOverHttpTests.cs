using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Workers.Access;
using Workers.Support;
using Workers.Web.Pages;
using Workers.Webhooks;
using Xunit;

namespace Workers.Web;

/// <summary>Webhooks as an operator's program sets them up, served by a server that delivers them.</summary>
public sealed class WebhooksOverHttpTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    private readonly ConcurrentQueue<RawRequest> _received = [];
    private readonly Signals _came = new();
    private RawServer _receiver = null!;
    private WebWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _receiver = new(request =>
        {
            _received.Enqueue(request);
            _came.Add("");
            return RawServer.Answer(200, "");
        });
        _world = await WebWorld.StartAsync(postgres, redis, TimeProvider.System, ("WEBHOOK_KEY", "a-key-of-at-least-thirty-two-characters"), ("WEBHOOK_NETWORKS", "127.0.0.1"));
    }

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task A_webhook_is_made_with_a_secret_told_once_tried_told_of_documents_and_taken_away()
    {
        var key = await _world.KeyAsync(AccessRole.Operator);
        var body = $$"""{"url": "{{_receiver.Url}}hook", "description": "the office", "kinds": ["document.enqueued"]}""";
        var made = await _world.PostAsync("/v1/webhooks", key, body, headers: ("Idempotency-Key", "one"));
        made.Status.ShouldBe(HttpStatusCode.OK, made.Text);
        var (id, secret) = (made.Json["id"]!.ToString(), made.Json["secret"]!.ToString());

        var again = await _world.PostAsync("/v1/webhooks", key, body, headers: ("Idempotency-Key", "one"));
        (again.Json["id"]!.ToString(), again.Json["secret"]).ShouldBe((id, null));
        await _world.Dev.ExecuteAsync("delete from access_calls where verb = 'webhook_make'");
        again = await _world.PostAsync("/v1/webhooks", key, body, headers: ("Idempotency-Key", "one"));
        (again.Json["id"]!.ToString(), again.Json["secret"]).ShouldBe((id, null), "also when nobody remembers the answer any more");
        (await _world.GetAsync("/v1/webhooks", key)).Json["webhooks"]!.AsArray().Count.ShouldBe(1);
        (await _world.Dev.ReadAsync<long>($"select count(*) from access_calls where strpos(answer, '{secret}') > 0")).ShouldBe(0);
        (await _world.Dev.ReadAsync<string>("select to_jsonb(e)::text from webhook_endpoints as e")).ShouldNotContain(secret);

        (await _world.PostAsync($"/v1/webhooks/{id}/ping", key, "")).Status.ShouldBe(HttpStatusCode.OK);
        await _came.NextAsync(Bound);
        await _world.PostAsync("/v1/documents", key, """[{"document_source": "index", "document_number": "1 234 567", "circonscription_fonciere": "Montréal", "cadastre": "Cadastre du Québec", "dossier": "2026-1"}]""");
        await _came.NextAsync(Bound);
        var messages = _received.Select(one => JsonNode.Parse(one.Body)!).ToList();
        messages.Select(message => message["type"]!.ToString()).ShouldBe(["ping", "document.enqueued"]);
        messages[1]["data"]!["document"]!["dossier"]!.ToString().ShouldBe("2026-1");
        _received.ShouldAllBe(request => request.IsSignedBy(new(secret), null));

        (await _world.PostAsync($"/v1/webhooks/{id}/rotate", key, "")).Json["secret"]!.ToString().ShouldNotBe(secret);
        (await _world.PostAsync($"/v1/webhooks/{id}/disable", key, "")).Json["is_enabled"]!.GetValue<bool>().ShouldBeFalse();
        var deliveries = (await _world.GetAsync($"/v1/webhooks/deliveries?webhook={id}&limit=1", key)).Json;
        deliveries["deliveries"]!.AsArray().Count.ShouldBe(1);
        (await _world.GetAsync($"/v1/webhooks/deliveries?after={deliveries["next"]}", key)).Json["deliveries"]!.AsArray().Single()!["kind"]!.ToString().ShouldBe("ping");
        (await _world.PostAsync($"/v1/webhooks/{id}/remove", key, "")).Status.ShouldBe(HttpStatusCode.OK);
        (await _world.GetAsync("/v1/webhooks", key)).Json["webhooks"]!.AsArray().ShouldBeEmpty();
        (await _world.Dev.ListAsync<string>("select distinct verb from access_calls where verb like 'webhook%' order by 1")).ShouldBe(["webhook_disable", "webhook_make", "webhook_ping", "webhook_remove", "webhook_rotate"]);
        (await _world.Dev.ListAsync<string>("select distinct about from access_calls where verb like 'webhook%'")).ShouldBe([$"{id} {_receiver.Url.ToString().TrimEnd('/')}"], "a path may be a token");
    }

    [Fact]
    public async Task The_page_shows_a_secret_once_and_its_buttons_order_what_they_say()
    {
        using var visitor = new PageVisitor(_world.Address);
        await visitor.SignInAsync(await _world.KeyAsync(AccessRole.Operator));
        List<(string, string)> form = [.. await visitor.FieldsAsync("/webhooks", "/webhooks"), ("url", $"{_receiver.Url}<b>"), ("description", "le greffe"), ("kinds", "document.read, document.failed")];

        var made = await visitor.PostAsync("/webhooks", form);
        made.Status.ShouldBe(HttpStatusCode.OK, made.Said);
        made.Said.ShouldContain("whsec_");
        (await visitor.PostAsync("/webhooks", form)).Location.ShouldBe("/webhooks", "the form again makes no second one, and tells no secret");
        var id = await _world.Dev.ReadAsync<Guid>("select id from webhook_endpoints");
        (await _world.Dev.ReadAsync<string>("select array_to_string(kinds, ' ') from webhook_endpoints")).ShouldBe("document.read document.failed");

        (await visitor.PostAsync($"/webhooks/{id}/ping", await visitor.FieldsAsync("/webhooks", $"/webhooks/{id}/ping"))).Location.ShouldBe("/webhooks");
        await _came.NextAsync(Bound);
        (await visitor.PostAsync($"/webhooks/{id}/rotate", await visitor.FieldsAsync("/webhooks", $"/webhooks/{id}/rotate"))).Said.ShouldContain("whsec_");
        (await visitor.PostAsync($"/webhooks/{id}/disable", await visitor.FieldsAsync("/webhooks", $"/webhooks/{id}/disable"))).Location.ShouldBe("/webhooks");
        var shown = await visitor.GetAsync("/webhooks");
        shown.Said.ShouldContain("suspendu");
        shown.Text.ShouldNotContain("whsec_");
        shown.Text.ShouldNotContain("<b>");
        await _world.Dev.ExecuteAsync("update webhook_deliveries set state = 'dead'");
        var delivery = await _world.Dev.ReadAsync<Guid>("select id from webhook_deliveries");
        (await visitor.PostAsync($"/webhooks/deliveries/{delivery}/replay", await visitor.FieldsAsync("/webhooks?state=dead", $"/webhooks/deliveries/{delivery}/replay"))).Location.ShouldBe("/webhooks");
        (await visitor.PostAsync($"/webhooks/{id}/everything", await visitor.FieldsAsync("/webhooks", $"/webhooks/{id}/remove"))).Status.ShouldBe(HttpStatusCode.NotFound);
        (await visitor.PostAsync($"/webhooks/{id}/remove", await visitor.FieldsAsync("/webhooks", $"/webhooks/{id}/remove"))).Location.ShouldBe("/webhooks");
        (await _world.Dev.ReadAsync<long>("select count(*) from webhook_endpoints")).ShouldBe(0);
        (await _world.Dev.ReadAsync<long>("select count(*) from access_calls where answer like '%whsec%'")).ShouldBe(0);
    }

    [Fact]
    public async Task What_is_no_address_or_no_operator_s_or_another_environment_s_is_refused()
    {
        var (key, office, other) = (await _world.KeyAsync(AccessRole.Operator), await _world.KeyAsync(AccessRole.Office), await _world.KeyAsync(AccessRole.Operator, _world.Staging));
        foreach (var url in new[] { "", "ftp://example.com/", "https://user:password@example.com/", "https://10.0.0.1/", "http://[::1]/", "https://exämple.com/", "/hook", $"https://example.com/{new string('x', 500)}" })
        {
            var refused = await _world.PostAsync("/v1/webhooks", key, new JsonObject { ["url"] = url }.ToJsonString());
            (refused.Status, refused.Json["code"]!.ToString()).ShouldBe((HttpStatusCode.BadRequest, "bad_request"), url);
            refused.Json["detail"]!.ToString().ShouldStartWith("url:");
            refused.Text.ShouldNotContain("password");
        }

        (await _world.Dev.ReadAsync<long>("select count(*) from access_calls as c where strpos(to_jsonb(c)::text, 'password') > 0")).ShouldBe(0);
        (await _world.PostAsync("/v1/webhooks", key, """{"url": "https://example.com/", "kinds": ["everything"]}""")).Json["detail"]!.ToString().ShouldStartWith("kinds:");
        (await _world.PostAsync("/v1/webhooks", office, """{"url": "https://127.0.0.1:1/"}""")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await _world.GetAsync("/v1/webhooks/deliveries?state=lost", key)).Status.ShouldBe(HttpStatusCode.BadRequest);
        var id = (await _world.PostAsync("/v1/webhooks", key, """{"url": "https://127.0.0.1:1/"}""")).Json["id"]!.ToString();
        (await _world.PostAsync($"/v1/webhooks/{id}/ping", other, "")).Status.ShouldBe(HttpStatusCode.Conflict);
        (await _world.PostAsync($"/v1/webhooks/{id}/remove", other, "")).Status.ShouldBe(HttpStatusCode.Conflict);
        (await _world.GetAsync("/v1/webhooks", key)).Json["webhooks"]!.AsArray().Count.ShouldBe(1);
    }
}
