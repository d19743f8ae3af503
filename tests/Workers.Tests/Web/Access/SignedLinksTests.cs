using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Workers.Access;
using Workers.Hosting.Environments;
using Workers.Support;
using Xunit;

namespace Workers.Web.Access;

/// <summary>A signed address serves for what it says, as long as it says, and as long as its key does.</summary>
public sealed partial class SignedLinksTests(PostgresFixture postgres, RedisFixture redis)
{
    private const string Secret = "0123456789abcdef0123456789abcdef";

    private static readonly FakeTimeProvider Time = new(new(2026, 5, 4, 15, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Whatever_is_changed_in_an_address_ends_it_and_another_server_with_the_same_secret_reads_it()
    {
        var link = new SignedLink(TargetEnvironment.Dev, Guid.NewGuid(), LinkedContent.Pdf, "00ff", "abcdefghijkl", LinksOf(Secret).EndOf(TimeSpan.FromMinutes(5)));
        var address = LinksOf(Secret).AddressOf(link);

        Read(LinksOf(Secret), address).ShouldBe(link);
        Read(LinksOf(Secret + "0"), address).ShouldBeNull();
        Read(LinksOf(null), address).ShouldBeNull();
        foreach (var place in Enumerable.Range(SignedLinks.Place.Length + 1, address.Length - SignedLinks.Place.Length - 1).Where(place => char.IsAsciiLetterOrDigit(address[place])))
        {
            var forged = $"{address[..place]}{(address[place] == '0' ? '1' : '0')}{address[(place + 1)..]}";
            // The last sign of base64 has bits that count for nothing.
            (place == address.Length - 1 ? null : Read(LinksOf(Secret), forged)).ShouldBeNull(forged);
        }

        Read(LinksOf(Secret), address.Replace("/pdf?", "/text?", StringComparison.Ordinal)).ShouldBeNull();
        Read(LinksOf(Secret), address.Replace("content=00ff&key=", "content=00&key=ff", StringComparison.Ordinal)).ShouldBeNull();
        Read(LinksOf(Secret, Time.GetUtcNow() + TimeSpan.FromMinutes(5)), address).ShouldBeNull();
    }

    [Fact]
    public async Task A_reading_is_had_without_a_key_until_the_time_is_over_the_pdf_another_or_the_key_revoked()
    {
        await using var world = await WebWorld.StartAsync(postgres, redis, ("WEB_LINK_SECRET", Secret));
        var other = await world.StartReplicaAsync();
        await world.Dev.ExecuteAsync(
            """
            insert into extraction_queue (document_source, document_number, circonscription_fonciere, cadastre, status_id, content_sha256, structured_content, boosted_file_content)
            values ('index', '"; rm -rf <b>', 'Montréal', 'Q', 4, '00ff', '{"lot": "1"}', 'Été')
            """);
        var id = await world.Dev.ReadAsync<Guid>("select id from extraction_queue");
        var key = await world.KeyAsync(AccessRole.Reader);
        (await world.PostAsync($"/v1/documents/{id}/links", key, """{"seconds": 5}""")).Json["code"]!.ToString().ShouldBe("bad_request");
        (await world.PostAsync($"/v1/documents/{id}/links", await world.KeyAsync(AccessRole.Operator, world.Staging), "")).Json["code"]!.ToString().ShouldBe("not_found");
        var links = (await world.PostAsync($"/v1/documents/{id}/links", key, "")).Json;
        links["pdf"].ShouldBeNull("nothing is stored");
        var (result, text) = ((string)links["result"]!["path"]!, (string)links["text"]!["path"]!);

        (await world.GetAsync(result, null)).Text.ShouldBe("""{"lot":"1"}""");
        var told = await world.GetAsync(new Uri(other, text).ToString(), null);
        (told.Text, told.MediaType, told.Content!.ContentDisposition!.FileNameStar).ShouldBe(("Été", "text/plain", "index-__rm-rf_b_-Montréal.txt"));
        (await world.GetAsync(text.Replace("/dev/", "/staging/", StringComparison.Ordinal), null)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await world.GetAsync(Expires().Replace(text, "expires=99999999999"), null)).Status.ShouldBe(HttpStatusCode.Forbidden);

        await world.Dev.ExecuteAsync("update extraction_queue set content_sha256 = 'ff00'");
        (await world.GetAsync(text, null)).Json["code"]!.ToString().ShouldBe("gone");
        await world.Dev.ExecuteAsync("update extraction_queue set content_sha256 = '00ff'; update access_keys set revoked_at = now(), revoked_by = 'a test'");
        (await world.GetAsync(text, null)).Status.ShouldBe(HttpStatusCode.Forbidden);
        await world.Dev.ExecuteAsync("update access_keys set revoked_at = null, revoked_by = null");
        (await world.GetAsync(text, null)).Status.ShouldBe(HttpStatusCode.OK);
        world.Time.Advance(TimeSpan.FromMinutes(5));
        (await world.GetAsync(text, null)).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    private static SignedLinks LinksOf(string? secret, DateTimeOffset? now = null) => new(new WebOptions { LinkSecret = secret }, now is { } moment ? new FakeTimeProvider(moment) : Time);

    private static SignedLink? Read(SignedLinks links, string address)
    {
        var parts = address.Split('?');
        var path = parts[0].Split('/');
        return path is ["", "v1", "content", var environment, var id, var what] && Guid.TryParse(id, out var document)
            ? links.Read(environment, document, what, new QueryCollection(QueryHelpers.ParseQuery(parts[1])))
            : null;
    }

    [GeneratedRegex("expires=[0-9]+", RegexOptions.None, 1000)]
    private static partial Regex Expires();
}
