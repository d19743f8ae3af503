using System.Net;
using System.Net.Sockets;
using System.Text;
using Shouldly;
using Workers.Access;
using Workers.Support;
using Xunit;

namespace Workers.Web;

/// <summary>Who is let in, what is refused and how, and that nothing that comes from outside throws past the server.</summary>
public sealed class WebServerTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    private WebWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await WebWorld.StartAsync(postgres, redis);

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Whatever_is_described_needs_a_key_and_nothing_else_is_served()
    {
        var paths = (await _world.GetAsync("/v1/openapi.json", null)).Json["paths"]!.AsObject();
        paths.Select(path => path.Key).ShouldBe(
            ["/v1/me", "/v1/health", "/v1/dead-letters", "/v1/spend", "/v1/documents", "/v1/documents/{id}", "/v1/documents/{id}/cancel", "/v1/documents/{id}/retry", "/v1/documents/{id}/priority", "/v1/quote",
             "/v1/events", "/v1/webhooks", "/v1/webhooks/confirm", "/v1/webhooks/{id}/rotate", "/v1/webhooks/{id}/enable", "/v1/webhooks/{id}/disable", "/v1/webhooks/{id}/remove", "/v1/webhooks/{id}/ping", "/v1/webhooks/deliveries", "/v1/webhooks/deliveries/{id}/replay", "/v1/senders", "/v1/senders/{id}/rotate", "/v1/senders/{id}/on", "/v1/senders/{id}/off", "/v1/senders/{id}/remove", "/v1/incoming/{id}",
             "/v1/documents/file", "/v1/documents/{id}/file", "/v1/documents/{id}/links", "/v1/documents/{id}/pdf", "/v1/documents/{id}/result", "/v1/documents/{id}/text", "/v1/uploads", "/v1/uploads/{id}",
             "/v1/reviews", "/v1/reviews/{id}", "/v1/reviews/{id}/strip", "/v1/changes", "/v1/changes/preview", "/v1/changes/{id}", "/v1/changes/{id}/end", "/v1/limits", "/v1/limits/{kind}",
             "/v1/keys", "/v1/keys/{key}/revoke", "/v1/status", "/v1/money", "/v1/titles/{lot}", "/v1/content/{environment}/{id}/{what}"], ignoreOrder: true);
        // A signed address needs no key, and this one is none.
        (await _world.GetAsync($"/v1/content/dev/{Guid.NewGuid()}/pdf", null)).Status.ShouldBe(HttpStatusCode.Forbidden);
        // From one address a server answers so many a minute that show no key, and no more.
        Uri[] servers = [_world.Address, await _world.StartReplicaAsync()];
        var asked = 0;
        // A key opens nothing where calls are signed.
        var unsigned = await _world.PostAsync($"/v1/incoming/{Guid.NewGuid()}", await _world.KeyAsync(AccessRole.Operator), "[]");
        (Code(unsigned), unsigned.Headers.WwwAuthenticate.ToString()).ShouldBe(("signature_refused", "StandardWebhooks"));
        foreach (var (path, methods) in paths.Where(path => !path.Key.StartsWith("/v1/content/", StringComparison.Ordinal) && !path.Key.StartsWith("/v1/incoming/", StringComparison.Ordinal)))
        {
            foreach (var (method, _) in methods!.AsObject())
            {
                var address = path.Replace("{id}", Guid.NewGuid().ToString(), StringComparison.Ordinal);
                using var request = new HttpRequestMessage(new HttpMethod(method.ToUpperInvariant()), new Uri(servers[asked++ % servers.Length], address));
                var answer = await _world.SendAsync(request, null);
                (answer.Status, method is "head" ? "unauthenticated" : Code(answer)).ShouldBe((HttpStatusCode.Unauthorized, "unauthenticated"), $"{method} {path}");
                answer.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
            }
        }

        var key = await _world.KeyAsync(AccessRole.Operator);
        foreach (var nowhere in new[] { "/v1/../etc/passwd", "/v1/documents/not-an-id", "/v1/openapi.json/x", "/metrics" })
        {
            using var unknown = new HttpRequestMessage(HttpMethod.Get, new Uri(servers[asked++ % servers.Length], nowhere));
            Code(await _world.SendAsync(unknown, null)).ShouldBe("unauthenticated");
            Code(await _world.GetAsync(nowhere, key)).ShouldBe("not_found");
        }
    }

    [Fact]
    public async Task A_key_serves_by_its_role_and_its_environment_alone()
    {
        var (reader, office, other) = (await _world.KeyAsync(AccessRole.Reader), await _world.KeyAsync(AccessRole.Office), await _world.KeyAsync(AccessRole.Operator, _world.Staging));
        var added = await _world.PostAsync("/v1/documents", office, Document("1234567"));
        var id = (string)added.Json["documents"]![0]!["id"]!;

        (await _world.GetAsync("/v1/me", reader)).Json["role"]!.ToString().ShouldBe("reader");
        Code(await _world.PostAsync("/v1/documents", reader, Document("7654321"))).ShouldBe("forbidden");
        Code(await _world.PostAsync($"/v1/documents/{id}/cancel", reader, "")).ShouldBe("forbidden");
        Code(await _world.PostAsync($"/v1/documents/{id}/retry", office, """{"allow_repurchase": true}""")).ShouldBe("forbidden");
        (await _world.GetAsync($"/v1/documents/{id}", reader)).Status.ShouldBe(HttpStatusCode.OK);
        Code(await _world.GetAsync($"/v1/documents/{id}", other)).ShouldBe("not_found");
        Code(await _world.PostAsync($"/v1/documents/{id}/cancel", other, "")).ShouldBe("not_found");
        (await _world.GetAsync("/v1/documents", other)).Json["documents"]!.AsArray().ShouldBeEmpty();
        Code(await _world.PostAsync("/v1/documents", other, Document("7654321", ", \"environment\": \"dev\""))).ShouldBe("rows_refused");
        (await _world.Dev.ReadAsync<long>("select count(*) from extraction_queue where status_id <> 1")).ShouldBe(0);
    }

    [Fact]
    public async Task What_cannot_be_checked_is_not_let_in_and_what_was_revoked_soon_is_not()
    {
        var key = await _world.KeyAsync(AccessRole.Reader);
        Code(await _world.GetAsync("/v1/me", "wk_dev_abcdefghijkl_0123456789012345678901234567890123456789012")).ShouldBe("unauthenticated");
        (await _world.GetAsync("/v1/me", key)).Status.ShouldBe(HttpStatusCode.OK);

        await _world.Dev.ExecuteAsync("update access_keys set revoked_at = now(), revoked_by = 'a test'");
        _world.Time.Advance(TimeSpan.FromSeconds(11));
        var revoked = await _world.GetAsync("/v1/me", key);
        (Code(revoked), revoked.Json["detail"]!.ToString()).ShouldBe(("unauthenticated", "The key does not serve: it was revoked."));

        await _world.Dev.ExecuteAsync("alter function workers_key_check(jsonb) rename to away");
        _world.Time.Advance(TimeSpan.FromSeconds(11));
        (await _world.GetAsync("/v1/me", key)).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task A_key_has_so_many_requests_a_minute_and_takes_none_of_another()
    {
        var (few, many) = (await _world.KeyAsync(AccessRole.Reader, perMinute: 2), await _world.KeyAsync(AccessRole.Reader));
        await _world.GetAsync("/v1/me", few);
        await _world.GetAsync("/v1/me", few);

        var refused = await _world.GetAsync("/v1/me", few);

        Code(refused).ShouldBe("rate_limited");
        refused.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        (await _world.GetAsync("/v1/me", many)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("application/json", "{", "bad_request")]
    [InlineData("application/json", "{}", "bad_request")]
    [InlineData("application/json", "[[]]", "bad_request")]
    [InlineData("application/json", "[{\"x\": 1}]", "bad_request")]
    [InlineData("application/json", "[{\"document_number\": \"1\"}]", "rows_refused")]
    [InlineData("application/json", "[{\"document_number\": \"\\ud83d\"}]", "rows_refused")]
    [InlineData("text/plain", "[]", "unsupported_media")]
    [InlineData("text/csv", "nothing\n1\n", "bad_request")]
    public async Task What_is_no_list_of_documents_is_told_by_its_place_and_adds_nothing(string type, string body, string code)
    {
        var answer = await _world.PostAsync("/v1/documents", await _world.KeyAsync(AccessRole.Office), body, type);

        (Code(answer), answer.MediaType).ShouldBe((code, "application/problem+json"));
        answer.Json["detail"]!.ToString().ShouldNotBeEmpty();
        (await _world.Dev.ReadAsync<long>("select count(*) from extraction_queue")).ShouldBe(0);
    }

    [Theory]
    [InlineData("/cancel", "{\"why\": \"x\"}")]
    [InlineData("/cancel", "[]")]
    [InlineData("/cancel", "\u0000")]
    [InlineData("/cancel", "{\"reason\": \"a\\u0000b\"}")]
    [InlineData("/retry", "{\"allow_repurchase\": \"yes\"}")]
    [InlineData("/priority", "")]
    [InlineData("/priority", "{\"priority\": 1e9}")]
    [InlineData("/priority", "{\"priority\": 1001}")]
    public async Task An_order_that_is_not_understood_is_refused(string verb, string body)
    {
        var key = await _world.KeyAsync(AccessRole.Office);
        var id = (string)(await _world.PostAsync("/v1/documents", key, Document("1234567"))).Json["documents"]![0]!["id"]!;

        Code(await _world.PostAsync($"/v1/documents/{id}{verb}", key, body)).ShouldBe("bad_request");
        (await _world.Dev.ReadAsync<long>("select count(*) from access_calls")).ShouldBe(1);
    }

    [Theory]
    [InlineData("status=9")]
    [InlineData("review=none,open")]
    [InlineData("sort=created,number")]
    [InlineData("limit=0")]
    [InlineData("limit=501")]
    [InlineData("after=x")]
    [InlineData("sort=price")]
    [InlineData("colour=red")]
    [InlineData("text=%00")]
    [InlineData("id=1")]
    public async Task A_word_that_a_list_does_not_know_is_named(string query)
    {
        var answer = await _world.GetAsync($"/v1/documents?{query}", await _world.KeyAsync(AccessRole.Reader));

        Code(answer).ShouldBe("bad_request");
        answer.Json["detail"]!.ToString().ShouldMatch($"^{query.Split('=')[0]}(?:: | holds )");
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_before_it_is_read()
    {
        var key = await _world.KeyAsync(AccessRole.Office);

        (await RawAsync($"POST /v1/documents HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Type: text/csv\r\nContent-Length: 40000000\r\n\r\n")).ShouldStartWith("HTTP/1.1 413");
        (await RawAsync($"POST /v1/documents/{Guid.NewGuid()}/cancel HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Length: 70000\r\n\r\n")).ShouldStartWith("HTTP/1.1 413");
        (await RawAsync($"GET /v1/me HTTP/1.1\r\nHost: x\r\nX: {new string('x', 20_000)}\r\n\r\n")).ShouldStartWith("HTTP/1.1 431");
        (await RawAsync("GARBAGE\r\n\r\n")).ShouldStartWith("HTTP/1.1 400");
    }

    private static string Code(Answered answer) => answer.MediaType is "application/problem+json" ? answer.Json["code"]!.ToString() : $"{(int)answer.Status} {answer.Text}";

    private static string Document(string number, string more = "") =>
        $$"""[{"document_source": "index", "document_number": "{{number}}", "circonscription_fonciere": "Montréal", "cadastre": "Cadastre du Québec"{{more}}}]""";

    private async Task<string> RawAsync(string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(_world.Address.Host, _world.Address.Port);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(socket.GetStream(), Encoding.ASCII);
        return await reader.ReadLineAsync() ?? "";
    }
}
