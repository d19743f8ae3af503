using System.Net;
using Shouldly;
using Workers.Access;
using Workers.House;
using Workers.Support;
using Workers.Web.Access;
using Xunit;

namespace Workers.Web.Pages;

/// <summary>Who is let in to the pages, for how long, and that nobody else orders anything in their name.</summary>
public sealed class SessionTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    private WebWorld _world = null!;
    private PageVisitor _visitor = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await WebWorld.StartAsync(postgres, redis);
        _visitor = new(_world.Address);
    }

    public async ValueTask DisposeAsync()
    {
        _visitor.Dispose();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task Nobody_sees_a_page_without_a_session_and_is_sent_back_to_it_after_signing_in()
    {
        foreach (var page in new[] { "/", "/documents", "/documents.csv", "/documents/change", $"/documents/{Guid.NewGuid()}", "/keys", "/webhooks", "/live", "/audit", "/review", $"/review/{Guid.NewGuid()}", "/failures", "/limits", "/money", "/accounts", "/title", "/title.csv", "/nowhere" })
        {
            var answer = await _visitor.GetAsync(page);
            (answer.Status, answer.Location?.Split('?')[0]).ShouldBe((HttpStatusCode.SeeOther, "/sign-in"), page);
        }

        (await _visitor.GetAsync("/documents?status=5")).Location.ShouldBe("/sign-in?then=%2Fdocuments%3Fstatus%3D5");
        var key = await _world.KeyAsync(AccessRole.Reader);
        var signedIn = await _visitor.PostAsync("/sign-in", [("key", $" {key} "), ("then", "/documents?status=5")]);
        (signedIn.Status, signedIn.Location).ShouldBe((HttpStatusCode.SeeOther, "/documents?status=5"));
        signedIn.Cookie!.ShouldStartWith("workers=dev.");
        signedIn.Cookie!.ShouldContain("httponly", Case.Insensitive);
        signedIn.Cookie!.ShouldContain("samesite=lax", Case.Insensitive);
        signedIn.Cookie!.ShouldNotContain("secure", Case.Insensitive);
        (await _visitor.PostAsync("/sign-in", [("key", key), ("then", "//evil.example")])).Location.ShouldBe("/");
        (await _world.Dev.ListAsync<string>("select distinct verb || ' ' || status from access_calls")).ShouldBe(["sign_in 200"]);
        (await _world.Dev.ListAsync<string>("select id_sha256 from access_sessions")).ShouldAllBe(hash => !signedIn.Cookie!.Contains(hash, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_form_without_a_session_is_answered_with_a_page_and_a_program_with_a_problem()
    {
        var answer = await _visitor.PostAsync($"/review/{Guid.NewGuid()}", [("decision", "correct"), ("value", "10 000 038")]);
        (answer.Status, answer.Response.Content.Headers.ContentType!.MediaType).ShouldBe((HttpStatusCode.Unauthorized, "text/html"));
        answer.Said.ShouldContain("Personne n’est connecté");

        var told = await _world.PostAsync("/keys", null, "");
        (told.Status, told.MediaType, (string)told.Json["code"]!).ShouldBe((HttpStatusCode.Unauthorized, "application/problem+json", "unauthenticated"));
        told.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
    }

    [Fact]
    public async Task Who_is_signed_out_by_a_key_that_was_revoked_is_told_so()
    {
        await _visitor.SignInAsync(await _world.KeyAsync(AccessRole.Reader));
        await _world.Dev.ExecuteAsync("update access_keys set revoked_at = now(), revoked_by = 'a test'");

        var away = await _visitor.GetAsync("/documents");

        (away.Status, away.Location).ShouldBe((HttpStatusCode.SeeOther, "/sign-in?then=%2Fdocuments&ended=revoked"));
        (await _visitor.GetAsync(away.Location!)).Said.ShouldContain("a été révoquée");
        (await _visitor.GetAsync("/sign-in?ended=anything")).Said.ShouldNotContain("déconnecté");
    }

    [Fact]
    public async Task Over_TLS_the_session_is_one_that_no_other_host_can_plant()
    {
        var signedIn = await _visitor.PostAsync("/sign-in", [("key", await _world.KeyAsync(AccessRole.Reader))], ("Origin", "https://office.example"), ("Sec-Fetch-Site", "same-origin"));

        signedIn.Cookie!.ShouldStartWith("__Host-workers=dev.");
        signedIn.Cookie!.ShouldContain("secure", Case.Insensitive);
        signedIn.Cookie!.ShouldContain("path=/", Case.Insensitive);
    }

    [Fact]
    public async Task A_key_that_does_not_serve_opens_nothing_and_tries_are_few()
    {
        var revoked = await _world.KeyAsync(AccessRole.Reader);
        await _world.Dev.ExecuteAsync("update access_keys set revoked_at = now(), revoked_by = 'a test'");
        var (unknown, good) = (revoked[..^1] + (revoked[^1] is 'a' ? 'b' : 'a'), await _world.KeyAsync(AccessRole.Reader));

        var answers = new List<Shown> { await _visitor.SignInAsync(revoked), await _visitor.SignInAsync(unknown), await _visitor.SignInAsync(""), await _visitor.SignInAsync("<script>alert(1)</script>") };

        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.Unauthorized && answer.Cookie == null);
        answers[0].Said.ShouldContain("révoquée");
        answers[1].Said.ShouldContain("inconnue");
        answers.ShouldAllBe(answer => !answer.Text.Contains("<script>alert", StringComparison.Ordinal) && !answer.Text.Contains(revoked, StringComparison.Ordinal));
        for (var rest = answers.Count; rest < 10; rest++)
        {
            (await _visitor.SignInAsync(unknown)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        }

        (await _visitor.SignInAsync(good)).Status.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task A_session_serves_on_every_replica_until_its_key_is_revoked_and_then_on_none()
    {
        await _visitor.SignInAsync(await _world.KeyAsync(AccessRole.Operator));
        using var other = new PageVisitor(await _world.StartReplicaAsync()) { Cookie = _visitor.Cookie };
        (await _visitor.GetAsync("/documents")).Status.ShouldBe(HttpStatusCode.OK);
        (await other.GetAsync("/documents")).Status.ShouldBe(HttpStatusCode.OK);

        var id = await _world.Dev.ReadAsync<string>("select id from access_keys");
        var form = await other.FieldsAsync("/keys", $"/keys/{id}/revoke");
        // With the token of one replica, on the other.
        (await _visitor.PostAsync($"/keys/{id}/revoke", form)).Location.ShouldBe("/keys");

        (await _visitor.GetAsync("/documents")).Location.ShouldBe("/sign-in?then=%2Fdocuments&ended=revoked");
        (await other.GetAsync("/documents")).Location.ShouldBe("/sign-in?then=%2Fdocuments&ended=revoked");
    }

    [Fact]
    public async Task A_session_ends_with_its_key_s_time_after_idling_at_its_bound_and_by_signing_out()
    {
        var key = await _world.KeyAsync(AccessRole.Reader);
        await _visitor.SignInAsync(key);
        (await _world.Dev.ReadAsync<bool>("select ends_at - opened_at = interval '7 days' from access_sessions")).ShouldBeTrue();

        await _world.Dev.ExecuteAsync("update access_sessions set used_at = now() - interval '11 hours 50 minutes'");
        (await _visitor.GetAsync("/documents")).Status.ShouldBe(HttpStatusCode.OK);
        (await _world.Dev.ReadAsync<bool>("select used_at > now() - interval '1 minute' from access_sessions")).ShouldBeTrue("a look keeps it");
        await _world.Dev.ExecuteAsync("update access_sessions set used_at = now() - interval '12 hours 1 minute'");
        (await _visitor.GetAsync("/documents")).Status.ShouldBe(HttpStatusCode.SeeOther, "idle");
        await _world.Dev.ExecuteAsync("update access_sessions set used_at = now(), ends_at = now()");
        (await _visitor.GetAsync("/documents")).Status.ShouldBe(HttpStatusCode.SeeOther, "its bound");
        await _world.Dev.ExecuteAsync("update access_sessions set ends_at = now() + interval '1 day'; update access_keys set expires_at = now()");
        (await _visitor.GetAsync("/documents")).Status.ShouldBe(HttpStatusCode.SeeOther, "its key");
        await _world.Dev.ExecuteAsync("update access_keys set expires_at = null");
        (await _visitor.GetAsync("/documents")).Status.ShouldBe(HttpStatusCode.OK);

        var form = await _visitor.FieldsAsync("/documents", "/sign-out");
        (await _visitor.PostAsync("/sign-out", form)).Location.ShouldBe("/sign-in");
        (await _visitor.GetAsync("/documents")).Status.ShouldBe(HttpStatusCode.SeeOther, "signed out, whatever cookie is shown");
        (await _world.Dev.ListAsync<string>("select verb from access_calls order by opened_at")).ShouldBe(["sign_in", "sign_out"]);
    }

    [Fact]
    public async Task What_an_open_page_asks_for_by_itself_lets_no_session_live_longer()
    {
        await _visitor.SignInAsync(await _world.KeyAsync(AccessRole.Reader));
        await _world.Dev.ExecuteAsync("update access_sessions set used_at = now() - interval '11 hours 50 minutes'");
        await ListenAsync();
        (await _visitor.GetAsync("/documents", (Sessions.FreshHeader, "1"))).Status.ShouldBe(HttpStatusCode.OK);
        Repository.Read("src/Workers/Web/Pages/Assets/pages.js").ShouldContain($"\"{Sessions.FreshHeader}\": ");
        (await _world.Dev.ReadAsync<bool>("select used_at < now() - interval '11 hours' from access_sessions")).ShouldBeTrue("nobody looked");

        (await _visitor.GetAsync("/documents")).Status.ShouldBe(HttpStatusCode.OK);
        (await _world.Dev.ReadAsync<bool>("select used_at > now() - interval '1 minute' from access_sessions")).ShouldBeTrue("a person did");
        async Task ListenAsync()
        {
            using var client = new HttpClient();
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_world.Address, "/live?kinds=document.read"));
            request.Headers.TryAddWithoutValidation("Cookie", _visitor.Cookie);
            using var stream = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            stream.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task One_key_has_a_bounded_number_of_sessions_and_the_oldest_makes_place()
    {
        var key = await _world.KeyAsync(AccessRole.Reader);
        await _visitor.SignInAsync(key);
        await _world.Dev.ExecuteAsync("insert into access_sessions (id_sha256, key_id, address, used_at, ends_at) select encode(sha256(i::text::bytea), 'hex'), (select id from access_keys), '', now() + i * interval '1 second', now() + interval '1 day' from generate_series(1, 40) as i");
        using var other = new PageVisitor(_world.Address);

        await other.SignInAsync(key);

        (await _world.Dev.ReadAsync<long>("select count(*) from access_sessions")).ShouldBe(SessionStore.Most);
        (await other.GetAsync("/documents")).Status.ShouldBe(HttpStatusCode.OK);
        (await _visitor.GetAsync("/documents")).Status.ShouldBe(HttpStatusCode.SeeOther);
    }

    [Fact]
    public async Task A_form_of_another_site_or_of_another_session_orders_nothing()
    {
        await _visitor.SignInAsync(await _world.KeyAsync(AccessRole.Office));
        var id = await AddAsync();
        var (page, place) = ($"/documents/{id}", $"/documents/{id}/cancel");
        var form = await _visitor.FieldsAsync(page, place);
        using var other = new PageVisitor(_world.Address);
        await other.SignInAsync(await _world.KeyAsync(AccessRole.Office));
        var foreign = await other.FieldsAsync(page, place);
        var own = ("Origin", _world.Address.GetLeftPart(UriPartial.Authority));

        foreach (var (fields, headers) in new (IEnumerable<(string, string)>, (string, string)[])[]
        {
            (form, [("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site")]),
            (form, [("Origin", "https://evil.example")]),
            (form, [("Origin", "null")]),
            (form, [("Accept-Language", "fr")]),
            (form.Where(field => field.Name is not "token"), [own]),
            (foreign, [own]),
            (form.Select(field => field.Name is "token" ? ("token", "") : field), [own]),
        })
        {
            (await _visitor.PostAsync(place, fields, headers)).Status.ShouldBe(HttpStatusCode.Forbidden);
        }

        (await _world.Dev.ReadAsync<int>("select status_id from extraction_queue")).ShouldBe(1);
        (await _visitor.PostAsync(place, form)).Location.ShouldBe($"{page}?done=cancelled");
        (await _visitor.PostAsync(place, form)).Location.ShouldBe($"{page}?done=cancelled", "what a browser sends twice is carried out once");
        (await _world.Dev.ReadAsync<int>("select status_id from extraction_queue")).ShouldBe(5);
        (await _world.Dev.ReadAsync<long>("select count(*) from access_calls where verb = 'cancel' and status = 200")).ShouldBe(1);
    }

    [Fact]
    public async Task A_session_is_nothing_to_the_API_and_a_key_nothing_to_the_pages()
    {
        var key = await _world.KeyAsync(AccessRole.Operator);
        await _visitor.SignInAsync(key);

        (await _visitor.GetAsync("/v1/me")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await _visitor.PostAsync($"/v1/documents/{Guid.NewGuid()}/cancel", [])).Status.ShouldBe(HttpStatusCode.Unauthorized);
        var answer = await _world.GetAsync("/documents", key);
        (answer.Status, answer.MediaType).ShouldBe((HttpStatusCode.Unauthorized, "application/problem+json"));
    }

    [Fact]
    public async Task Another_environment_and_what_a_role_may_not_are_shown_to_nobody()
    {
        var id = await AddAsync();
        await _visitor.SignInAsync(await _world.KeyAsync(AccessRole.Operator, _world.Staging));
        (await _visitor.GetAsync($"/documents/{id}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await _visitor.GetAsync("/documents")).Text.ShouldNotContain(id.ToString());
        (await _visitor.GetAsync("/documents.csv")).Text.ShouldNotContain(id.ToString());
        (await _visitor.GetAsync("/keys")).Text.ShouldNotContain(await _world.Dev.ReadAsync<string>("select id from access_keys limit 1"));
        (await _visitor.GetAsync("/audit")).Text.ShouldNotContain(id.ToString()[..8]);

        using var reader = new PageVisitor(_world.Address);
        await reader.SignInAsync(await _world.KeyAsync(AccessRole.Reader));
        (await reader.GetAsync($"/documents/{id}")).Status.ShouldBe(HttpStatusCode.OK);
        foreach (var page in new[] { "/keys", "/audit", "/documents/change", "/limits", "/accounts" })
        {
            (await reader.GetAsync(page)).Status.ShouldBe(HttpStatusCode.Forbidden, page);
        }

        var token = (await reader.FieldsAsync("/documents", "/sign-out")).Single(field => field.Name is "token");
        foreach (var place in new[] { $"/documents/{id}/cancel", $"/documents/{id}/requeue", "/keys", "/documents/change", "/limits/pause", "/limits/resume", "/limits/set", "/limits/reset", "/accounts/release" })
        {
            (await reader.PostAsync(place, [token, ("order", Guid.NewGuid().ToString("N")), ("name", "x"), ("role", "operator")])).Status.ShouldBe(HttpStatusCode.Forbidden, place);
        }
    }

    [Fact]
    public async Task A_key_is_shown_once_by_whoever_makes_it_and_what_its_page_keeps_is_not_it()
    {
        await _visitor.SignInAsync(await _world.KeyAsync(AccessRole.Operator));
        var form = await _visitor.FieldsAsync("/keys", "/keys");
        form.AddRange([("name", "The office"), ("role", "office"), ("days", "30"), ("per_minute", "")]);

        var made = await _visitor.PostAsync("/keys", form);

        var text = System.Text.RegularExpressions.Regex.Match(made.Text, "wk_dev_[a-z2-7]{12}_[A-Za-z0-9]{43}", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(5)).Value;
        (await _world.GetAsync("/v1/me", text)).Json["role"]!.ToString().ShouldBe("office");
        (await _visitor.PostAsync("/keys", form)).Location.ShouldBe("/keys", "the same form again makes no other key");
        (await _world.Dev.ReadAsync<long>("select count(*) from access_keys")).ShouldBe(2);
        (await _world.Dev.ReadAsync<long>("select count(*) from access_calls where answer like '%wk\\_%'")).ShouldBe(0);
        (await _visitor.GetAsync("/keys")).Text.ShouldNotContain(text.Split('_')[3]);
    }

    private async Task<Guid> AddAsync()
    {
        var added = await _world.PostAsync("/v1/documents", await _world.KeyAsync(AccessRole.Office), """[{"document_source": "index", "document_number": "1234567", "circonscription_fonciere": "Montréal", "cadastre": "Cadastre du Québec"}]""");
        return (Guid)added.Json["documents"]![0]!["id"]!;
    }
}
