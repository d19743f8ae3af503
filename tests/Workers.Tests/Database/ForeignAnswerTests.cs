using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Workers.Database.PostgRest;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Support;
using Xunit;

namespace Workers.Database;

/// <summary>Whatever stands where PostgREST should be: nothing but <see cref="DatabaseException"/> comes out of a call.</summary>
public sealed class ForeignAnswerTests : IAsyncLifetime
{
    private readonly WebApplication _server = Serve();
    private (int Status, string Type, byte[] Body) _answer;
    private IHeaderDictionary _sent = new HeaderDictionary();
    private PostgRestFunctions _functions = null!;

    public async ValueTask InitializeAsync()
    {
        _server.Run(async context =>
        {
            _sent = new HeaderDictionary(context.Request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase));
            context.Response.StatusCode = _answer.Status;
            context.Response.Headers.ContentType = _answer.Type;
            if (_answer.Status is 301 or 302 or 307 or 308)
            {
                context.Response.Headers.Location = "http://127.0.0.1:1/elsewhere";
            }

            if (_answer.Status is not (204 or 304))
            {
                await context.Response.Body.WriteAsync(_answer.Body);
            }
        });
        await _server.StartAsync();
        _functions = Open("service-key");
    }

    public async ValueTask DisposeAsync()
    {
        await _functions.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(200, "application/json; charset=utf-8", "null")]
    [InlineData(200, "application/json", "{}")]
    [InlineData(200, "application/json", "[]")]
    [InlineData(200, "application/json", "")]
    [InlineData(200, "application/json", """{"jobs":null}""")]
    [InlineData(200, "application/json", """{"jobs":[null]}""")]
    [InlineData(200, "application/json", """{"jobs":[{"id":"1","state":"held"}]}""")]
    [InlineData(200, "application/json", """{"jobs":[{"id":"0f8fad5b-d9cb-469f-a165-70867728950e","state":"unheard"}]}""")]
    [InlineData(200, "application/json", "{\"jobs\":[{\"id\":\"\\ud83d\",\"state\":\"held\"}]}")]
    [InlineData(200, "text/html", "<html>Welcome</html>")]
    [InlineData(204, "text/plain", "")]
    [InlineData(503, "text/html; charset=utf8", "<html>busy</html>")]
    [InlineData(503, "application/json; charset=utf-8", """{"code":503,"message":"Service temporarily unavailable"}""")]
    [InlineData(500, "application/json; charset=nonsense", """{"code":{"a":1},"message":["x"],"message":7}""")]
    [InlineData(404, "", """{"code":"PGRST202","message":null}""")]
    public async Task An_odd_answer_is_an_answer_that_may_be_asked_for_again(int status, string type, string body)
    {
        _answer = (status, type, Encoding.UTF8.GetBytes(body));

        (await AskAsync()).Kind.ShouldBe(DatabaseFailure.Unavailable);
    }

    /// <summary>Read as a whole it would be a refusal of the call for good.</summary>
    [Fact]
    public async Task An_error_that_is_longer_than_any_of_PostgRESTs_is_none_of_them()
    {
        const string Refusal = "\"code\":\"22023\",\"message\":\"workers_renew needs lease_seconds\"";
        _answer = (400, "application/json", Encoding.UTF8.GetBytes($"{{{Refusal}}}"));
        (await AskAsync()).Kind.ShouldBe(DatabaseFailure.Refused);

        _answer = (400, "application/json", Encoding.UTF8.GetBytes($"{{\"padding\":\"{new string('x', 1_000_000)}\",{Refusal}}}"));
        var failure = await AskAsync();

        failure.Code.ShouldBeNull();
        failure.Message.ShouldNotContain("lease_seconds");
        failure.Message.Length.ShouldBeLessThan(1000);
    }

    [Fact]
    public void No_bytes_whatever_throw_anything_else()
    {
        var seed = Gen.OneOf(
            Gen.Elements("{", "}", "[", "]", "null", "\"code\"", ":", ",", "\"\\ud800\"", "\"\\u0000\"", "1e999", "\"jobs\"", "\"id\"", "\"state\"", "\"held\"", "\u00e9", "<html>", "\ufeff").Select(Encoding.UTF8.GetBytes),
            Gen.Choose(0, 255).Select(value => new[] { (byte)value }));
        var bodies = Gen.ListOf(seed).Select(parts => parts.SelectMany(part => part).ToArray());
        var answers = Gen.Elements(200, 201, 206, 301, 400, 401, 403, 404, 409, 413, 423, 429, 500, 503, 520).SelectMany(status =>
            Gen.Elements("application/json", "application/json; charset=utf8", "text/html", "a/b; charset=\"", "").SelectMany(type => bodies.Select(body => (status, type, body))));

        Prop.ForAll(answers.ToArbitrary(), answer =>
        {
            _answer = answer;
            return AskAsync().GetAwaiter().GetResult() is not null;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(FuzzBudget.Cases(300)));
    }

    [Theory]
    [InlineData(200, 100)]
    [InlineData(500, 100)]
    [InlineData(500, 185)]
    public async Task A_server_that_says_again_what_it_was_sent_tells_nobody_the_key(int status, int before)
    {
        _answer = (status, "text/plain", Encoding.UTF8.GetBytes($"{new string('x', before)} apikey: service-key, Bearer service-key"));

        var failure = await AskAsync();

        failure.Message.ShouldContain("xxx");
        failure.Message.ShouldNotContain("servi");
    }

    [Fact]
    public async Task A_key_of_the_newer_kind_is_no_token()
    {
        _answer = (503, "text/plain", []);
        await AskAsync();
        _sent.Authorization.ToString().ShouldBe("Bearer service-key");

        await using var newer = Open("sb_secret_abc");
        await Should.ThrowAsync<DatabaseException>(() => new JobStore(newer).RenewAsync([default], TimeSpan.FromSeconds(1), CancellationToken.None));

        _sent["apikey"].ToString().ShouldBe("sb_secret_abc");
        _sent.ContainsKey("Authorization").ShouldBeFalse();
    }

    private async Task<DatabaseException> AskAsync() =>
        await Should.ThrowAsync<DatabaseException>(() => _functions.CallAsync<Renewal>("workers_renew", new { Jobs = Array.Empty<object>() }, CancellationToken.None));

    private PostgRestFunctions Open(string key)
    {
        var address = _server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new(TargetEnvironment.Dev, new Uri(address), key, TimeProvider.System);
    }

    private static WebApplication Serve()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        return builder.Build();
    }

    private sealed record Renewal(IReadOnlyList<Renewed> Jobs);

    private sealed record Renewed(Guid Id, LeaseState State);
}
