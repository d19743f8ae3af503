using System.Net;
using Shouldly;
using Workers.Access;
using Workers.Support;
using Xunit;

namespace Workers.Web.Pages;

/// <summary>What was not carried out is told to people in their language, with who may and where to go.</summary>
public sealed class FaultPagesTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    private WebWorld _world = null!;
    private PageVisitor _visitor = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await WebWorld.StartAsync(postgres, redis);
        _visitor = new(_world.Address);
        await _visitor.SignInAsync(await _world.KeyAsync(AccessRole.Office));
    }

    public async ValueTask DisposeAsync()
    {
        _visitor.Dispose();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task A_page_that_is_not_there_or_not_theirs_is_told_in_the_readers_language()
    {
        var nowhere = await _visitor.GetAsync("/nowhere");
        (nowhere.Status, nowhere.Said.Contains("Aucune page n’est à cette adresse", StringComparison.Ordinal)).ShouldBe((HttpStatusCode.NotFound, true));
        nowhere.Said.ShouldNotContain("openapi");
        (await ReadAsync("/nowhere", "en")).Said.ShouldContain("No page is at this address");

        var others = await ReadAsync("/keys", "fr");
        (others.Status, others.Said.Contains("Le rôle de votre clé est Étude\u00A0; il faut ici une clé du rôle", StringComparison.Ordinal)).ShouldBe((HttpStatusCode.Forbidden, true), others.Said);
    }

    [Fact]
    public async Task Forms_that_are_not_carried_out_say_so_in_the_readers_language()
    {
        var id = (Guid)(await _world.PostAsync("/v1/documents", await _world.KeyAsync(AccessRole.Office), """[{"document_source":"index","document_number":"1000001","circonscription_fonciere":"Laval","cadastre":"Cadastre du Québec"}]""")).Json["documents"]![0]!["id"]!;
        var fields = await _visitor.FieldsAsync($"/documents/{id}", $"/documents/{id}/priority");

        var foreign = await _visitor.PostAsync($"/documents/{id}/priority", fields, ("Origin", "https://elsewhere.example"));
        (foreign.Status, foreign.Said.Contains("Le formulaire ne vient pas d’une page de ce serveur", StringComparison.Ordinal)).ShouldBe((HttpStatusCode.Forbidden, true));
        var number = await _visitor.PostAsync($"/documents/{id}/priority", [.. fields, ("priority", "many")]);
        (number.Status, number.Said.Contains("un nombre entier de -1000 à 1000", StringComparison.Ordinal)).ShouldBe((HttpStatusCode.BadRequest, true), number.Said);
        var reason = await _visitor.PostAsync($"/documents/{id}/priority", [.. fields, ("priority", "5"), ("reason", "a\u202Eb")]);
        (reason.Status, reason.Said.Contains("U+202E", StringComparison.Ordinal)).ShouldBe((HttpStatusCode.BadRequest, true));
        (await _world.Dev.ReadAsync<int>("select priority::int from extraction_queue")).ShouldBe(0);

        using var nobody = new PageVisitor(_world.Address);
        var left = await nobody.PostAsync($"/documents/{id}/priority", fields);
        (left.Status, left.Said.Contains("Personne n’est connecté ici, et rien n’a été fait", StringComparison.Ordinal)).ShouldBe((HttpStatusCode.Unauthorized, true));
    }

    [Fact]
    public async Task Without_a_key_for_webhooks_no_form_for_them_is_shown()
    {
        using var operators = new PageVisitor(_world.Address);
        await operators.SignInAsync(await _world.KeyAsync(AccessRole.Operator));

        var page = await operators.GetAsync("/webhooks");

        page.Status.ShouldBe(HttpStatusCode.OK);
        page.Said.ShouldContain("WEBHOOK_KEY n’est pas fixée");
        page.Text.ShouldNotContain("action=\"/webhooks\"");
        page.Text.ShouldNotContain("action=\"/webhooks/senders\"");
    }

    /// <summary>In a language that is chosen at the address, which leads to the address without it.</summary>
    private async Task<Shown> ReadAsync(string path, string language)
    {
        var chosen = await _visitor.GetAsync($"{path}?lang={language}");
        chosen.Location.ShouldBe(path);
        var cookie = chosen.Response.Headers.GetValues("Set-Cookie").Single(one => one.StartsWith("workers_language", StringComparison.Ordinal)).Split(';')[0];
        var session = _visitor.Cookie;
        _visitor.Cookie = $"{session}; {cookie}";
        var shown = await _visitor.GetAsync(path);
        _visitor.Cookie = session;
        return shown;
    }
}
