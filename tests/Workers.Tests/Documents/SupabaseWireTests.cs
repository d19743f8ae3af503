using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Workers.Database.Environments;
using Workers.Hosting.Environments;
using Workers.Support;
using Xunit;

namespace Workers.Documents;

/// <summary>What a request to Storage looks like.</summary>
public sealed class SupabaseWireTests
{
    [Fact]
    public async Task A_token_goes_into_both_headers_and_a_key_of_the_newer_kind_into_one()
    {
        await using var token = new ForeignStorage("eyJ.service.role");
        await using var newer = new ForeignStorage("sb_secret_abc");
        await Should.ThrowAsync<DocumentStoreException>(token.PutAsync);
        await Should.ThrowAsync<DocumentStoreException>(newer.PutAsync);

        token.Last!.Headers["apikey"].ShouldBe("eyJ.service.role");
        token.Last.Headers["Authorization"].ShouldBe("Bearer eyJ.service.role");
        newer.Last!.Headers["apikey"].ShouldBe("sb_secret_abc");
        newer.Last.Headers.ContainsKey("Authorization").ShouldBeFalse();
    }

    [Theory]
    [InlineData("my docs?#/lot 1?.pdf", "/storage/v1/object/authenticated/my%20docs%3F%23/lot%201%3F.pdf")]
    [InlineData("100%/folder/à.pdf", "/storage/v1/object/authenticated/100%25/folder/%C3%A0.pdf")]
    [InlineData("a&b=c/%2e%2e.pdf", "/storage/v1/object/authenticated/a%26b%3Dc/%252e%252e.pdf")]
    public async Task Buckets_and_keys_go_into_addresses_escaped(string path, string target)
    {
        await using var storage = new ForeignStorage();

        await Should.ThrowAsync<DocumentStoreException>(() => storage.FetchAsync(path));

        storage.Last!.Target.ShouldBe(target);
    }

    [Fact]
    public async Task The_store_that_the_daemon_makes_follows_no_redirect()
    {
        await using var storage = new ForeignStorage();
        storage.Answer = request => request.Target.StartsWith("/storage", StringComparison.Ordinal)
            ? RawServer.Answer(307, "", "Location: /login")
            : RawServer.Answer(200, "<html>login</html>", "Content-Type: text/html");
        var settings = new EnvironmentSettings(TargetEnvironment.Dev, new() { SupabaseUrl = storage.Url, ServiceKey = "key" });
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(new DocumentsOptions())
            .AddDocuments([settings])
            .BuildServiceProvider();

        var remedy = await services.GetRequiredService<DocumentStores>()[TargetEnvironment.Dev].CheckAsync(CancellationToken.None);

        remedy.ShouldNotBeNull().ShouldContain("redirects to another path");
        storage.Last!.Target.ShouldStartWith("/storage/v1/bucket");
    }
}
