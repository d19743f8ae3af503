using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Shouldly;
using Simulators.Strangers.Supabase;
using Workers.Support;
using Xunit;

namespace Workers.Simulators;

/// <summary>The stranger's Storage: what it takes, gives, tells and refuses.</summary>
public sealed class StrangerStorageTests(PostgresFixture postgres)
{
    private static readonly byte[] Pdf = "%PDF-1.7 a deed"u8.ToArray();

    [Fact]
    public async Task What_is_put_is_given_back_with_its_type_and_its_sum()
    {
        await using var visitor = await StrangerVisitor.StartAsync(postgres);
        visitor.Stranger.Shelf.AddBucket("deeds");

        using var put = await visitor.StoreAsync(HttpMethod.Post, "object/deeds/2024/a b.pdf", Pdf, "application/pdf", change: request =>
            request.Headers.CacheControl = new() { MaxAge = TimeSpan.FromHours(1) });
        using var whole = await visitor.StoreAsync(HttpMethod.Get, "object/authenticated/deeds/2024/a%20b.pdf");
        using var part = await visitor.StoreAsync(HttpMethod.Get, "object/deeds/2024/a%20b.pdf", change: request => request.Headers.Range = new(0, 3));
        using var head = await visitor.StoreAsync(HttpMethod.Head, "object/deeds/2024/a%20b.pdf");
        using var info = await visitor.StoreAsync(HttpMethod.Get, "object/info/deeds/2024/a%20b.pdf");

        var told = JsonNode.Parse(await put.Content.ReadAsStringAsync())!;
        ((string?)told["Key"]).ShouldBe("deeds/2024/a b.pdf");
        Guid.TryParse((string?)told["Id"], out _).ShouldBeTrue();
        (await whole.Content.ReadAsByteArrayAsync()).ShouldBe(Pdf);
        whole.Content.Headers.ContentType!.ToString().ShouldBe("application/pdf");
        whole.Headers.CacheControl!.MaxAge.ShouldBe(TimeSpan.FromHours(1));
        ((int)part.StatusCode, await part.Content.ReadAsStringAsync()).ShouldBe((206, "%PDF"));
        part.Content.Headers.ContentRange!.ToString().ShouldBe("bytes 0-3/15");
        head.Content.Headers.ContentLength.ShouldBe(Pdf.Length);
        head.Headers.ETag.ShouldBe(whole.Headers.ETag);
        var row = JsonNode.Parse(await info.Content.ReadAsStringAsync())!;
        ((int)row["size"]!, (string?)row["content_type"], (string?)row["etag"]).ShouldBe((Pdf.Length, "application/pdf", whole.Headers.ETag!.Tag));
    }

    [Fact]
    public async Task A_second_object_of_the_name_is_refused_unless_it_may_replace_the_first()
    {
        await using var visitor = await StrangerVisitor.StartAsync(postgres);
        visitor.Stranger.Shelf.AddBucket("deeds");
        using var first = await visitor.StoreAsync(HttpMethod.Post, "object/deeds/a.pdf", Pdf, "application/pdf");

        using var second = await visitor.StoreAsync(HttpMethod.Post, "object/deeds/a.pdf", [1], "application/pdf");
        (await TellAsync(second)).ShouldBe((400, """{"statusCode":"409","error":"Duplicate","message":"The resource already exists","code":"KeyAlreadyExists"}"""));
        visitor.Stranger.Shelf.Objects.Single().Upload.Bytes.ShouldBe(Pdf);

        using var upsert = await visitor.StoreAsync(HttpMethod.Post, "object/deeds/a.pdf", [1], "application/pdf", change: request => request.Headers.Add("x-upsert", "true"));
        ((int)upsert.StatusCode).ShouldBe(200);
        using var put = await visitor.StoreAsync(HttpMethod.Put, "object/deeds/a.pdf", [2], "application/pdf");
        ((int)put.StatusCode).ShouldBe(200);
        visitor.Stranger.Shelf.Objects.Single().Upload.Bytes.ShouldBe([2]);
    }

    [Fact]
    public async Task A_form_brings_its_file_with_the_fields_beside_it()
    {
        await using var visitor = await StrangerVisitor.StartAsync(postgres);
        visitor.Stranger.Shelf.AddBucket("deeds");
        using var form = new MultipartFormDataContent
        {
            { new StringContent("3600"), "cacheControl" },
            { new ByteArrayContent(Pdf) { Headers = { ContentType = MediaTypeHeaderValue.Parse("application/pdf") } }, "file", "a.pdf" },
        };

        using var put = await visitor.StoreAsync(HttpMethod.Post, "object/deeds/a.pdf", change: request => request.Content = form);

        ((int)put.StatusCode).ShouldBe(200);
        var stored = visitor.Stranger.Shelf.Objects.Single();
        (stored.Upload.ContentType, stored.Upload.CacheControl).ShouldBe(("application/pdf", "max-age=3600"));
        stored.Upload.Bytes.ShouldBe(Pdf);
    }

    [Theory]
    [InlineData("GET", "object/authenticated/deeds/none.pdf", 404, "NoSuchKey", "not_found")]
    [InlineData("GET", "object/none/a.pdf", 404, "NoSuchBucket", "Bucket not found")]
    [InlineData("GET", "bucket/none", 404, "NoSuchBucket", "Bucket not found")]
    [InlineData("DELETE", "object/deeds/none.pdf", 404, "NoSuchKey", "not_found")]
    [InlineData("POST", "object/deeds/ac%C3%A9.pdf", 400, "InvalidKey", "InvalidKey")]
    [InlineData("POST", "object/none/a.pdf", 404, "NoSuchBucket", "Bucket not found")]
    [InlineData("POST", "object/small/a.pdf", 413, "EntityTooLarge", "Payload too large")]
    [InlineData("POST", "object/images/a.pdf", 415, "InvalidMimeType", "invalid_mime_type")]
    public async Task A_refusal_has_the_shape_of_the_projects_version(string method, string path, int status, string code, string error)
    {
        foreach (var shape in Enum.GetValues<StrangerStorageErrors>())
        {
            await using var visitor = await StrangerVisitor.StartAsync(postgres, change: options => options with { StorageErrors = shape });
            visitor.Stranger.Shelf.AddBucket("deeds");
            visitor.Stranger.Shelf.AddBucket("small", fileSizeLimit: 3);
            visitor.Stranger.Shelf.AddBucket("images", allowedMimeTypes: ["image/*"]);

            using var answer = await visitor.StoreAsync(new(method), path, method == "POST" ? Pdf : null, "application/pdf");

            ((int)answer.StatusCode).ShouldBe(shape is StrangerStorageErrors.TrueStatus ? status : 400);
            var told = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
            ((string?)told["statusCode"], (string?)told["error"]).ShouldBe((status.ToString(CultureInfo.InvariantCulture), error));
            ((string?)told["code"]).ShouldBe(shape is StrangerStorageErrors.Plain ? null : code);
        }
    }

    [Fact]
    public async Task Buckets_are_made_told_and_emptied()
    {
        await using var visitor = await StrangerVisitor.StartAsync(postgres);

        using var made = await visitor.StoreAsync(HttpMethod.Post, "bucket", """{"name":"deeds","file_size_limit":"20MB","allowed_mime_types":["application/pdf"]}"""u8.ToArray());
        using var again = await visitor.StoreAsync(HttpMethod.Post, "bucket", """{"name":"deeds"}"""u8.ToArray());
        using var told = await visitor.StoreAsync(HttpMethod.Get, "bucket/deeds");
        using var put = await visitor.StoreAsync(HttpMethod.Post, "object/deeds/a/b.pdf", Pdf, "application/pdf");
        using var full = await visitor.StoreAsync(HttpMethod.Delete, "bucket/deeds");
        using var list = await visitor.StoreAsync(HttpMethod.Post, "object/list/deeds", """{"prefix":""}"""u8.ToArray());
        using var gone = await visitor.StoreAsync(HttpMethod.Delete, "object/deeds", """{"prefixes":["a/b.pdf","c.pdf"]}"""u8.ToArray());

        (await TellAsync(made)).ShouldBe((200, """{"name":"deeds"}"""));
        (await TellAsync(again)).Body.ShouldContain("Duplicate");
        ((long)JsonNode.Parse(await told.Content.ReadAsStringAsync())!["file_size_limit"]!).ShouldBe(20_000_000);
        ((int)put.StatusCode).ShouldBe(200);
        (await TellAsync(full)).Body.ShouldContain("ResourceNotEmpty");
        ((string?)JsonNode.Parse(await list.Content.ReadAsStringAsync())![0]!["name"]).ShouldBe("a");
        ((string?)JsonNode.Parse(await gone.Content.ReadAsStringAsync())!.AsArray().Single()!["name"]).ShouldBe("a/b.pdf");
        visitor.Stranger.Shelf.Objects.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_has_no_good_token_is_told_so_in_Storages_own_words()
    {
        await using var visitor = await StrangerVisitor.StartAsync(postgres, change: options => options with { StorageTakesApiKeyAlone = false });
        visitor.Stranger.Shelf.AddBucket("deeds");

        using var none = await visitor.StoreAsync(HttpMethod.Get, "bucket", key: visitor.Options.SecretKey);
        using var opaque = await visitor.StoreAsync(HttpMethod.Get, "bucket", key: visitor.Options.SecretKey, change: request =>
            request.Headers.Authorization = new("Bearer", visitor.Options.SecretKey));
        using var anon = await visitor.StoreAsync(HttpMethod.Post, "object/deeds/a.pdf", Pdf, "application/pdf", key: visitor.Options.AnonKey);
        using var empty = await visitor.StoreAsync(HttpMethod.Delete, "object/deeds/a.pdf", [], "application/json");

        (await TellAsync(none)).Body.ShouldContain("headers must have required property 'authorization'");
        (await TellAsync(opaque)).Body.ShouldContain("Invalid Compact JWS");
        (await TellAsync(anon)).Body.ShouldContain("new row violates row-level security policy");
        (await TellAsync(empty)).Body.ShouldContain("Body cannot be empty");
    }

    private static async Task<(int Status, string Body)> TellAsync(HttpResponseMessage answer) => ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
}
