using System.IO.Compression;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Documents;

/// <summary>Whatever stands where Storage should be: nothing but <see cref="DocumentStoreException"/> comes out of a store, and nothing counts as stored.</summary>
public sealed class ForeignStorageAnswerTests : IAsyncLifetime
{
    private const string Old = "index/1-Hull-1760630669962.pdf";
    private readonly ForeignStorage _storage = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _storage.DisposeAsync();

    [Theory]
    [InlineData(200, "application/json; charset=utf-8", "null")]
    [InlineData(200, "application/json", "{}")]
    [InlineData(200, "application/json", "[null]")]
    [InlineData(200, "application/json", "[]")]
    [InlineData(200, "application/json", """{"statusCode":"499","error":"Request aborted"}""")]
    [InlineData(200, "application/json", "{\"Key\":\"\\ud83d\",\"id\":\"\\ud83d\",\"\\ud83d\":1}")]
    [InlineData(200, "application/json", """{"Key":"index/another.pdf","Id":"1","id":"index"}""")]
    [InlineData(200, "text/html; charset=utf8", "<html>Welcome to our network</html>")]
    [InlineData(204, "text/plain", "")]
    [InlineData(503, "text/html; charset=utf8", "<html>busy</html>")]
    [InlineData(503, "application/json; charset=nonsense", """{"code":503,"message":{"a":1},"message":"twice"}""")]
    [InlineData(404, "application/json", """{"message":"no Route matched with those values"}""")]
    [InlineData(404, "text/html", "<center><h1>404 Not Found</h1></center><hr><center>nginx</center>")]
    [InlineData(404, "a/b; charset=\"", "")]
    public async Task An_answer_that_is_not_Storages_is_one_that_may_pass(int status, string type, string body)
    {
        _storage.Answer = _ => status == 204 ? RawServer.Answer(204, "") : RawServer.Answer(status, body, $"Content-Type: {type}");

        var failures = new[]
        {
            await Should.ThrowAsync<DocumentStoreException>(_storage.PutAsync),
            await Should.ThrowAsync<DocumentStoreException>(() => _storage.FetchAsync(_storage.Path)),
            await Should.ThrowAsync<DocumentStoreException>(() => _storage.FetchAsync(Old)),
        };

        failures.ShouldAllBe(failure => failure.IsAway && !failure.Missing);
        failures.Select(failure => failure.Message).ShouldAllBe(message => message.Contains("DEV"));
        File.Exists(_storage.Fetched).ShouldBeFalse();
        (await _storage.CheckAsync()).ShouldNotBeNull().ShouldContain("DEV");
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task No_redirect_is_followed_and_each_tells_the_host_it_points_to(int status)
    {
        var away = 0;
        await using var login = new RawServer(_ =>
        {
            away++;
            return RawServer.Answer(200, _storage.Content);
        });
        _storage.Answer = _ => RawServer.Answer(status, "", $"Location: {login.Url}realms?token=secret-1");

        var told = new[]
        {
            (await Should.ThrowAsync<DocumentStoreException>(_storage.PutAsync)).Message,
            (await Should.ThrowAsync<DocumentStoreException>(() => _storage.FetchAsync(_storage.Path))).Message,
            (await _storage.CheckAsync()).ShouldNotBeNull(),
        };

        told.ShouldAllBe(message => message.Contains("redirects to 127.0.0.1") && message.Contains("DEV_SUPABASE_URL") && !message.Contains("secret-1"));
        away.ShouldBe(0);
    }

    [Fact]
    public async Task An_upload_whose_answer_is_a_page_counts_when_the_object_itself_is_there()
    {
        _storage.Answer = request => request.Method == "POST"
            ? RawServer.Answer(200, "<html>Thank you</html>", "Content-Type: text/html")
            : RawServer.Answer(200, _storage.Content, "Content-Type: application/pdf");

        (await _storage.PutAsync()).ShouldBe(_storage.Path);
        _storage.Last!.Target.ShouldBe($"/storage/v1/object/authenticated/{_storage.Path}");
    }

    [Fact]
    public async Task An_upload_does_not_count_when_other_bytes_lie_there_or_none()
    {
        var there = RawServer.Answer(200, [1, 2, 3], "Content-Type: application/pdf");
        _storage.Answer = request => request.Method == "POST" ? RawServer.Answer(200, """{"status":"ok"}""") : there;

        (await Should.ThrowAsync<DocumentStoreException>(_storage.PutAsync)).IsAway.ShouldBeTrue();

        there = RawServer.Answer(400, """{"statusCode":"404","error":"not_found","message":"Object not found"}""");
        var failure = await Should.ThrowAsync<DocumentStoreException>(_storage.PutAsync);
        (failure.IsAway, failure.Missing).ShouldBe((true, false));
    }

    [Fact]
    public async Task An_upload_is_confirmed_by_Storages_own_answer_alone()
    {
        _storage.Answer = request => RawServer.Answer(200, $$"""{"Id":"8d3b","Key":"{{_storage.Path}}"}""");

        (await _storage.PutAsync()).ShouldBe(_storage.Path);

        _storage.Last!.Method.ShouldBe("POST");
        _storage.Last.Body.ShouldBe(_storage.Content);
    }

    [Fact]
    public async Task Answers_that_a_gateway_packed_are_read()
    {
        _storage.Answer = request => request.Method == "POST"
            ? RawServer.Answer(200, Packed(Encoding.UTF8.GetBytes($$"""{"Key":"{{_storage.Path}}"}""")), "Content-Encoding: gzip")
            : RawServer.Answer(200, Packed(_storage.Content), "Content-Encoding: gzip");

        await _storage.PutAsync();
        _storage.Last!.Method.ShouldBe("POST");
        await _storage.FetchAsync(_storage.Path);

        (await File.ReadAllBytesAsync(_storage.Fetched)).ShouldBe(_storage.Content);
    }

    [Theory]
    [InlineData("Content-Length: 5000")]
    [InlineData("Transfer-Encoding: chunked")]
    public async Task A_body_that_breaks_off_is_an_outage_and_leaves_no_file(string header)
    {
        _storage.Answer = _ => Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n{header}\r\n\r\n400\r\n%PDF-1.7");

        var failure = await Should.ThrowAsync<DocumentStoreException>(() => _storage.FetchAsync(Old));

        failure.IsAway.ShouldBeTrue();
        File.Exists(_storage.Fetched).ShouldBeFalse();
    }

    [Fact]
    public async Task A_connection_that_ends_without_an_answer_is_said_with_what_broke()
    {
        _storage.Answer = _ => [];

        var failure = await Should.ThrowAsync<DocumentStoreException>(_storage.PutAsync);

        failure.IsAway.ShouldBeTrue();
        failure.Message.ShouldContain("ended prematurely");
        failure.Message.ShouldNotContain("..");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task More_than_a_document_may_have_is_refused_whether_it_is_announced_or_not(bool announced)
    {
        var body = new byte[ForeignStorage.Most + 1];
        _storage.Answer = _ => announced
            ? RawServer.Answer(200, "", $"Content-Length: {long.MaxValue}")
            : [.. "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"u8, .. body];

        var failure = await Should.ThrowAsync<DocumentStoreException>(() => _storage.FetchAsync(Old));

        failure.Message.ShouldContain($"larger than {ForeignStorage.Most} bytes");
        (failure.IsAway, failure.Missing).ShouldBe((false, false));
        File.Exists(_storage.Fetched).ShouldBeFalse();
    }

    /// <summary>Each is Storage's own answer but for its length; read as a whole it would count.</summary>
    [Fact]
    public async Task An_answer_that_is_longer_than_any_of_Storages_is_none_of_them()
    {
        var padding = new string('x', 17_000_000);
        _storage.Answer = request => request.Method == "POST"
            ? RawServer.Answer(200, $$"""{"padding":"{{padding}}","Key":"{{_storage.Path}}"}""")
            : RawServer.Answer(200, _storage.Content, "Content-Type: application/pdf");
        (await _storage.PutAsync()).ShouldBe(_storage.Path);
        _storage.Last!.Method.ShouldBe("GET", "the object itself showed it");

        _storage.Answer = _ => RawServer.Answer(400, $$"""{"padding":"{{padding}}","statusCode":"404","error":"not_found","message":"Object not found"}""");
        var failure = await Should.ThrowAsync<DocumentStoreException>(() => _storage.FetchAsync(_storage.Path));
        (failure.Missing, failure.IsAway).ShouldBe((false, true));

        _storage.Answer = request => RawServer.Answer(200, $$"""{"padding":"{{padding}}","id":"{{request.Target[(request.Target.LastIndexOf('/') + 1)..]}}","public":false}""");
        (await _storage.CheckAsync()).ShouldNotBeNull().ShouldContain("is not Storage's");
    }

    [Fact]
    public async Task An_answer_without_bytes_is_no_document()
    {
        _storage.Answer = _ => RawServer.Answer(200, "", "Content-Type: application/pdf");

        (await Should.ThrowAsync<DocumentStoreException>(() => _storage.FetchAsync(Old))).Message.ShouldContain("no bytes");
    }

    [Theory]
    [InlineData(403)]
    [InlineData(200)]
    public async Task A_key_that_somebody_says_again_is_not_told(int status)
    {
        await using var storage = new ForeignStorage("eyJhbGciOi.secret.key");
        storage.Answer = request => RawServer.Answer(status, $"{new string('x', 190)} your key is {request.Headers["apikey"]}", "Content-Type: text/html");

        (await Should.ThrowAsync<DocumentStoreException>(storage.PutAsync)).ToString().ShouldNotContain("eyJ");
        (await storage.CheckAsync()).ShouldNotBeNull().ShouldNotContain("eyJ");
    }

    [Fact]
    public void No_bytes_whatever_throw_anything_else()
    {
        var words = Gen.OneOf(
            Gen.Elements(
                "{", "}", "[", "]", "null", "\"code\"", "\"statusCode\"", "\"404\"", "\"message\"", "\"Key\"", "\"id\"", "\"index\"", "\"public\"", "true", ":", ",", "\"\\ud800\"",
                "\"\\u0000\"", "1e999", "\"file_size_limit\"", "\"allowed_mime_types\"", "é", "<html>", "\ufeff", "\r\n", "0\r\n\r\n", "%PDF-").Select(Encoding.UTF8.GetBytes),
            Gen.Choose(0, 255).Select(value => new[] { (byte)value }));
        var bodies = Gen.OneOf(
            Gen.ListOf(words).Select(parts => parts.SelectMany(part => part).ToArray()),
            Gen.Elements(
                """{"id":"index","name":"index","public":1}""", """{"id":"actes","public":false,"file_size_limit":1e400}""", "{\"id\":\"index\",\"\\ud800\":1,\"public\":false}",
                "{\"id\":\"index\",\"public\":false,\"allowed_mime_types\":[\"\\ud800\"]}", """{"statusCode":"404","error":"Bucket not found","message":"Bucket not found"}""",
                """{"statusCode":"99999999999","message":"x"}""").Select(Encoding.UTF8.GetBytes));
        var headers = Gen.ListOf(Gen.Elements(
            "Content-Type: application/json", "Content-Type: application/json; charset=utf8", "Content-Type: text/html", "Content-Type: a/b; charset=\"", "Content-Type:", "Content-Length: 3",
            "Content-Length: 3000", "Content-Length: -1", "Content-Length: 99999999999999999999", "Transfer-Encoding: chunked", "Content-Encoding: gzip", "Location: http://127.0.0.1:1/x",
            "Location: http://[", "Location: é", "X: \u0001", "no colon", "Set-Cookie: a=b", "Retry-After: soon"));
        var heads = Gen.Elements("HTTP/1.1 200 OK", "HTTP/1.1 201 ", "HTTP/1.1 204 x", "HTTP/1.1 206 x", "HTTP/1.0 200 OK", "HTTP/1.1 100 Continue", "HTTP/1.1 101 x", "HTTP/1.1 301 x", "HTTP/1.1 304 x",
            "HTTP/1.1 400 x", "HTTP/1.1 401 x", "HTTP/1.1 403 x", "HTTP/1.1 404 x", "HTTP/1.1 409 x", "HTTP/1.1 413 x", "HTTP/1.1 429 x", "HTTP/1.1 500 x", "HTTP/1.1 544 x", "HTTP/1.1 999 x", "HTTP/1.1 2 x", "HTTP/9.9 200 OK", "hello", "");
        var answers =
            from head in heads
            from header in headers
            from body in bodies
            select (byte[])[.. Encoding.Latin1.GetBytes($"{head}\r\n{string.Concat(header.Select(line => line + "\r\n"))}\r\n"), .. body];

        Prop.ForAll(answers.ToArbitrary(), answer =>
        {
            _storage.Answer = _ => answer;
            return HoldsAsync().GetAwaiter().GetResult();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(FuzzBudget.Cases(250)).WithReplay(20261128, 1));
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    private async Task<bool> HoldsAsync()
    {
        var put = await FailureOfAsync(async () => await _storage.PutAsync());
        var fetch = await FailureOfAsync(() => _storage.FetchAsync(_storage.Path));
        var isLeft = File.Exists(_storage.Fetched);
        await FailureOfAsync(() => _storage.FetchAsync(Old));
        var remedy = await _storage.CheckAsync();
        return put is { Missing: false } && fetch is not null && !isLeft && remedy is not null;
    }

    private static async Task<DocumentStoreException?> FailureOfAsync(Func<Task> call)
    {
        try
        {
            await call();
            return null;
        }
        catch (DocumentStoreException failure)
        {
            return failure;
        }
    }
}
