using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Gemini.Api;

/// <summary>Whatever stands where Gemini should be: nothing but <see cref="GeminiException"/> comes out of a call.</summary>
public sealed class ForeignGeminiAnswerTests : IAsyncLifetime
{
    private const string Json = "application/json; charset=UTF-8";
    private readonly WebApplication _server = Serve();
    private readonly List<string> _keys = [];
    private (int Status, string Type, byte[] Body) _answer;
    private string? _upload;
    private GeminiTransport _transport = null!;
    private GeminiChatClient _client = null!;
    private GeminiFiles _files = null!;

    public async ValueTask InitializeAsync()
    {
        _server.Run(AnswerAsync);
        await _server.StartAsync();
        var address = _server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        var options = new GeminiOptions { ApiKey = GeminiRig.Key, BaseUrl = new(address) };
        _transport = new(options, TimeProvider.System);
        _client = new(_transport, options);
        _files = new(_transport, options, new HurriedTime(), NullLogger<GeminiFiles>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _transport.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(Json, "null")]
    [InlineData(Json, "[]")]
    [InlineData(Json, "{}")]
    [InlineData(Json, "")]
    [InlineData(Json, "{\"candidates\":[{\"content\":{\"parts\":[{\"te")]
    [InlineData("text/html; charset=utf8", "<html>Welcome to our network</html>")]
    [InlineData(Json, """{"promptFeedback":"none"}""")]
    [InlineData(Json, """{"promptFeedback":[1]}""")]
    [InlineData(Json, """{"promptFeedback":{"blockReason":{"a":1}}}""")]
    [InlineData(Json, """{"candidates":{"0":1}}""")]
    [InlineData(Json, """{"candidates":["x"]}""")]
    [InlineData(Json, """{"candidates":[{"content":"text","finishReason":"STOP"}]}""")]
    [InlineData(Json, """{"candidates":[{"content":{"parts":"text"},"finishReason":"STOP"}]}""")]
    [InlineData(Json, "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\\ud83d\"}]},\"finishReason\":\"STOP\"}]}")]
    [InlineData(Json, "{\"candidates\":[{\"content\":{\"\\ud83d-content\":1},\"finishReason\":\"\\ud83d\",\"content\":7}]}")]
    public async Task An_odd_answer_is_an_answer_that_may_be_asked_for_again(string type, string body)
    {
        _answer = (200, type, Encoding.UTF8.GetBytes(body));

        var failure = await Should.ThrowAsync<GeminiException>(AskAsync());

        failure.Kind.ShouldBe(GeminiFailure.Unavailable);
        failure.Sent.ShouldBeTrue();
        failure.IsOutage.ShouldBe(body is [not ('{' or '['), ..], "only who stands before the API answers such a thing");
    }

    [Theory]
    [InlineData("application/json; charset=utf8")]
    [InlineData("application/json; charset=nonsense")]
    [InlineData("text/plain; charset=\"")]
    [InlineData("")]
    public async Task A_good_answer_is_read_whatever_its_headers_call_it(string type)
    {
        _answer = (200, type, Encoding.UTF8.GetBytes(
            """
            {"candidates":0,"candidates":[{"content":{"parts":[{"text":"thinking","thought":true},7,{"text":"é"},{"text":null},{"inlineData":{}},{"text":"t"}]},"finishReason":" "}],
             "usageMetadata":{"promptTokenCount":"12","candidatesTokenCount":99999999999999999999,"thoughtsTokenCount":9223372036854775807},"modelVersion":5}
            """));

        var answer = await AskAsync();

        answer.Text.ShouldBe("ét");
        answer.FinishReason.ShouldBeNull();
        answer.ModelId.ShouldBe("5");
        (answer.Usage!.InputTokenCount, answer.Usage!.OutputTokenCount).ShouldBe((12, null));
    }

    [Fact]
    public async Task An_answer_without_end_is_cut_and_said()
    {
        _answer = (200, Json, Encoding.UTF8.GetBytes($"{{\"candidates\":\"{new string('x', GeminiTransport.MostOfAnAnswer)}\"}}"));

        (await Should.ThrowAsync<GeminiException>(AskAsync())).Message.ShouldContain("longer than 32 MB");
    }

    [Theory]
    [InlineData(301)]
    [InlineData(307)]
    [InlineData(304)]
    public async Task A_redirect_is_not_followed_and_is_no_documents_fault(int status)
    {
        _answer = (status, "text/html", "<html>moved</html>"u8.ToArray());

        var failure = await Should.ThrowAsync<GeminiException>(AskAsync());

        failure.Kind.ShouldBe(GeminiFailure.Misconfigured);
        failure.Message.ShouldContain("GEMINI_BASE_URL");
        _keys.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/upload/here")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://127.0.0.1/x")]
    [InlineData("http://[")]
    public async Task A_file_goes_nowhere_where_no_address_is_given(string? address)
    {
        (_upload, _answer) = (address, (200, Json, "{}"u8.ToArray()));

        (await Should.ThrowAsync<GeminiException>(UploadAsync())).Kind.ShouldBe(GeminiFailure.Unavailable);
        _keys.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"file":"files/a"}""")]
    [InlineData("""{"file":{"name":["files/a"]}}""")]
    [InlineData("""{"file":{"name":"files/../../models"}}""")]
    [InlineData("""{"file":{"name":"//elsewhere.test/x","state":"ACTIVE"}}""")]
    [InlineData("""{"file":{"name":"files/a","state":"ACTIVE","uri":"not an address"}}""")]
    [InlineData("""{"file":{"name":"files/a","state":{"ACTIVE":1}}}""")]
    [InlineData("{\"file\":{\"name\":\"files/a\\ud83d\"}}")]
    public async Task An_odd_word_about_a_file_may_be_asked_for_again(string body)
    {
        (_upload, _answer) = ("same", (200, Json, Encoding.UTF8.GetBytes(body)));

        (await Should.ThrowAsync<GeminiException>(UploadAsync())).Kind.ShouldBe(GeminiFailure.Unavailable);
    }

    [Fact]
    public async Task The_key_goes_to_nobody_but_the_configured_server()
    {
        await using var other = Serve();
        string? seen = null;
        other.Run(context =>
        {
            seen = context.Request.Headers["x-goog-api-key"].ToString();
            return context.Response.WriteAsync("{}");
        });
        await other.StartAsync(TestContext.Current.CancellationToken);
        (_upload, _answer) = (other.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single(), (200, Json, "{}"u8.ToArray()));

        await Should.ThrowAsync<GeminiException>(UploadAsync());

        seen.ShouldBe("");
        _keys.ShouldBe([GeminiRig.Key]);
    }

    [Fact]
    public void No_bytes_whatever_throw_anything_else()
    {
        var seed = Gen.OneOf(
            Gen.Elements(
                "{", "}", "[", "]", "null", "true", ":", ",", "\"\\ud800\"", "\"\\u0000\"", "1e999", "-1", "\"candidates\":[", "\"content\":{", "\"parts\":[", "\"text\":", "\"thought\":",
                "\"finishReason\":", "\"promptFeedback\":", "\"blockReason\":", "\"usageMetadata\":", "\"promptTokenCount\":", "\"totalTokens\":", "\"error\":{", "\"message\":", "\"status\":",
                "\"details\":[", "\"@type\":\"google.rpc.RetryInfo\"", "\"retryDelay\":", "\"-Infinity\"", "\"file\":{", "\"name\":\"files/a\"", "\"state\":\"ACTIVE\"", "\"state\":\"FAILED\"", "\"uri\":",
                "\"STOP\"", "é", "<html>", "\ufeff").Select(Encoding.UTF8.GetBytes),
            Gen.Choose(0, 255).Select(value => new[] { (byte)value }));
        var shaped = Gen.Elements(
                """{"candidates":[{"content":{"parts":[{"text":#}]},"finishReason":#}],"usageMetadata":{"promptTokenCount":#}}""",
                """{"promptFeedback":#,"candidates":#}""",
                """{"candidates":[{"content":#,"finishReason":#}]}""",
                """{"error":{"message":#,"status":#,"details":[#,{"@type":"google.rpc.RetryInfo","retryDelay":#},{"@type":"google.rpc.QuotaFailure","violations":#}]}}""",
                """{"file":{"name":#,"state":#,"uri":#,"error":#},"totalTokens":#}""",
                """[{"error":#}]""")
            .SelectMany(shape => Gen.ListOf(Gen.Elements("null", "{}", "[]", "[{}]", "\"\"", "\"x\"", "\"\\udc00\"", "7", "-1e400", "true", "\"files/a\"", "\"ACTIVE\"", "{\"\\ud800a\":1}"), 8)
                .Select(values => Encoding.UTF8.GetBytes(string.Concat(shape.Split('#').Select((part, i) => i == 0 ? part : values[i % values.Count] + part)))));
        var bodies = Gen.OneOf(shaped, Gen.ListOf(seed).Select(parts => parts.SelectMany(part => part).ToArray()));
        var answers = Gen.Elements(200, 201, 204, 206, 301, 308, 400, 401, 403, 404, 408, 413, 429, 451, 500, 503, 529).SelectMany(status =>
            Gen.Elements(Json, "application/json; charset=utf8", "text/html", "a/b; charset=\"", "").SelectMany(type => bodies.Select(body => (status, type, body))));

        Prop.ForAll(answers.ToArbitrary(), answer =>
        {
            (_answer, _upload) = (answer, "same");
            Expect(AskAsync());
            Expect(_client.CountTokensAsync(GeminiRig.Ask(new TextContent("Bonjour")), null, CancellationToken.None));
            Expect(UploadAsync());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(FuzzBudget.Cases(250)));
    }

    private static void Expect(Task call)
    {
        if (Record.ExceptionAsync(() => call).AsTask().GetAwaiter().GetResult() is { } failure)
        {
            failure.ShouldBeOfType<GeminiException>();
        }
    }

    private Task<ChatResponse> AskAsync() => _client.GetResponseAsync(GeminiRig.Ask(new TextContent("Bonjour")));

    private Task<GeminiFile> UploadAsync() => _files.UploadAsync(new byte[3], "application/pdf", "acte", CancellationToken.None);

    private async Task AnswerAsync(HttpContext context)
    {
        _keys.Add(context.Request.Headers["x-goog-api-key"].ToString());
        await context.Request.Body.CopyToAsync(Stream.Null);
        context.Response.StatusCode = _answer.Status;
        context.Response.Headers.ContentType = _answer.Type;
        if (_answer.Status is 301 or 307 or 308)
        {
            context.Response.Headers.Location = "http://127.0.0.1:1/elsewhere";
        }

        if (_upload is not null && context.Request.Path == "/upload/v1beta/files")
        {
            context.Response.Headers["X-Goog-Upload-URL"] = _upload is "same" ? $"http://{context.Request.Host}/upload/session" : _upload;
        }

        if (_answer.Status is not (204 or 304))
        {
            await context.Response.Body.WriteAsync(_answer.Body);
        }
    }

    /// <summary>Minutes go by between two looks at it, so that nobody waits for a file.</summary>
    private sealed class HurriedTime : TimeProvider
    {
        private long _looks;

        public override long GetTimestamp() => Interlocked.Increment(ref _looks) * 600 * TimestampFrequency;
    }

    private static WebApplication Serve()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        return builder.Build();
    }
}
