using System.Net;
using Shouldly;
using Simulators.Integrator;
using Workers.Access;
using Workers.Support;
using Xunit;

namespace Workers.Web;

/// <summary>Refusals have the headers without which HTTP lets none go (RFC 9110): how one shows who one is, and which methods an address takes.</summary>
public sealed class RefusalHeadersTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    private readonly CancellationToken _test = TestContext.Current.CancellationToken;
    private WebWorld _world = null!;
    private int _addresses;

    public async ValueTask InitializeAsync() => _world = await WebWorld.StartAsync(postgres, redis, ("WEBHOOK_KEY", "a-key-of-at-least-thirty-two-characters"), ("WEB_KEY_REQUESTS_PER_MINUTE", "100000"));

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Who_is_not_let_in_is_told_how_and_who_asks_by_another_method_which_are_taken()
    {
        var key = await _world.KeyAsync(AccessRole.Operator);
        var refused = new List<(string Call, WireAnswer Answer)>();
        foreach (var (path, operations) in (await _world.GetAsync("/v1/openapi.json", null)).Json["paths"]!.AsObject())
        {
            var taken = operations!.AsObject().Select(one => one.Key.ToUpperInvariant()).ToList();
            var address = string.Join('/', path.Split('/').Select(part => part is "{id}" ? Guid.NewGuid().ToString() : part.StartsWith('{') ? "dev" : part));
            var others = Methods.Except(taken, StringComparer.Ordinal).ToList();
            refused.AddRange(await Task.WhenAll(others.Select(method => AskAsync(method, address, key))));
            refused.AddRange(await Task.WhenAll(taken.Append(others[0]).Select(method => AskAsync(method, address, null))));
        }

        refused.AddRange(await Task.WhenAll(new[] { "/v1/nowhere", "/v1/incoming", "/v1/incoming/x", "/live", "/documents", "/sign-in" }.Select(address => AskAsync("POST", address, null))));

        refused.Where(one => one.Answer.Omissions.Count > 0).Select(one => $"{one.Call}: {one.Answer.Status} without {one.Answer.Omissions[0]}").ShouldBeEmpty();
        refused.Count(one => one.Answer.Status == 405).ShouldBeGreaterThan(100);
        refused.Count(one => one.Answer.Status == 401).ShouldBeGreaterThan(60);
    }

    [Theory]
    [InlineData("application/json", "application/problem+json")]
    [InlineData("text/html", "text/html")]
    public async Task A_key_that_does_not_serve_is_told_at_the_form_too_how_one_shows_another(string accept, string told)
    {
        var answer = await _world.SendAsync(
            new(HttpMethod.Post, new Uri(_world.Address, "/sign-in")) { Content = new FormUrlEncodedContent([new("key", "wk_dev_no")]) }, null, ("Accept", accept), ("Sec-Fetch-Site", "same-origin"), ("Origin", _world.Address.GetLeftPart(UriPartial.Authority)));

        answer.Status.ShouldBe(HttpStatusCode.Unauthorized, told);
        answer.Header("WWW-Authenticate").ShouldBe("Bearer");
    }

    /// <summary>Each from an address of its own: from one few are answered that show no key.</summary>
    private async Task<(string Call, WireAnswer Answer)> AskAsync(string method, string address, string? key)
    {
        var draft = new CallDraft(method, address, "", []);
        if (key is not null)
        {
            draft.Add("Authorization", $"Bearer {key}");
        }

        var from = Interlocked.Increment(ref _addresses);
        return ($"{method} {address}{(key is null ? "" : " with a key")}", await WireCall.SendAsync(_world.Address, draft, TimeSpan.FromMinutes(1), new([127, 0, (byte)(1 + (from / 250)), (byte)(1 + (from % 250))]), _test));
    }
}
