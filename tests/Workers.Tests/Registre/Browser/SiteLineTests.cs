using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Registre.Browser;

/// <summary>Real sockets, and a server that counts: what was opened ahead is used once, and never when the site had a word in it.</summary>
public sealed class SiteLineTests : IDisposable
{
    private readonly SleepingTime _time = new();
    private readonly SiteLine _line;

    public SiteLineTests() => _line = new(_time, (_, certificate, _, _) => certificate?.Issuer == "CN=Authority of the tests");

    public void Dispose() => _line.Dispose();

    [Fact]
    public async Task What_was_opened_ahead_carries_the_next_request_and_only_that()
    {
        await using var server = new CountingServer(CountingServer.Says(RawServer.Answer(200, "one")));
        _line.OpenAhead(server.Url);
        _line.OpenAhead(server.Url);
        await server.OpenedAsync();

        (await AskAsync(server)).Status.ShouldBe(200);
        server.Connections.ShouldBe(1);
        (await AskAsync(server)).Status.ShouldBe(200);

        server.Requests.Select(request => request.Connection).ShouldBe([1, 2]);
        server.Connections.ShouldBe(2);
    }

    [Fact]
    public async Task One_that_waited_too_long_is_closed_and_another_is_opened()
    {
        await using var server = new CountingServer(CountingServer.Says(RawServer.Answer(200, "one")));
        _line.OpenAhead(server.Url);
        await server.OpenedAsync();

        _time.Advance(SiteLine.Freshness);
        await server.LeftAsync();
        await AskAsync(server);

        server.Requests.Single().Connection.ShouldBe(2);
    }

    [Fact]
    public async Task One_that_slept_with_the_machine_is_not_used()
    {
        await using var server = new CountingServer(CountingServer.Says(RawServer.Answer(200, "one")));
        _line.OpenAhead(server.Url);
        await server.OpenedAsync();

        _time.Slept = SiteLine.Freshness;
        await AskAsync(server);

        server.Requests.Single().Connection.ShouldBe(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_TLS_is_never_agreed_it_ends_and_one_opened_ahead_is_waited_for_a_moment_only(bool isAhead)
    {
        await using var server = new CountingServer(CountingServer.Says(""));
        var site = new Uri($"https://{server.Url.Authority}/");
        if (isAhead)
        {
            _line.OpenAhead(site);
            await server.OpenedAsync();
        }

        var taking = _line.TakeAsync(site);
        _time.Advance(isAhead ? SiteLine.SparePatience : TimeSpan.Zero);
        await server.OpenedAsync();
        _time.Advance(SiteLine.ConnectBound);

        (await Should.ThrowAsync<SocketException>(taking.WaitAsync(TimeSpan.FromSeconds(20)))).SocketErrorCode.ShouldBe(SocketError.TimedOut);
        server.Connections.ShouldBe(isAhead ? 2 : 1);
        server.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")]
    public async Task One_that_the_site_ended_or_spoke_on_before_it_was_used_is_closed_and_another_is_opened(string words)
    {
        await using var server = new CountingServer(CountingServer.Says(RawServer.Answer(200, "one")));
        _line.OpenAhead(server.Url);
        await server.OpenedAsync();

        await server.DisturbAsync([.. words.Select(letter => (byte)letter)]);
        await server.LeftAsync();
        var answer = await AskAsync(server);

        answer.Status.ShouldBe(200);
        server.Requests.Single().Connection.ShouldBe(2);
        _line.OpenAhead(server.Url);
        await server.OpenedAsync();
    }

    [Fact]
    public async Task Nothing_stays_open_after_the_end()
    {
        await using var server = new CountingServer(CountingServer.Says(RawServer.Answer(200, "one")));
        _line.OpenAhead(server.Url);
        await server.OpenedAsync();

        _line.Dispose();
        await server.LeftAsync();
        _line.OpenAhead(server.Url);

        await Should.ThrowAsync<OperationCanceledException>(_line.TakeAsync(server.Url));
        server.Connections.ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_nobody_listens_nothing_was_sent(bool isAhead)
    {
        var nobody = new Uri("http://127.0.0.1:61998/");
        if (isAhead)
        {
            _line.OpenAhead(nobody);
        }

        (await Should.ThrowAsync<SocketException>(_line.TakeAsync(nobody))).SocketErrorCode.ShouldBe(SocketError.ConnectionRefused);
    }

    [Fact]
    public async Task A_name_of_several_addresses_is_reached_by_the_one_that_listens()
    {
        await using var server = new CountingServer(CountingServer.Says(RawServer.Answer(200, "one")));

        (await AskAsync(server, new Uri($"http://localhost:{server.Url.Port}/"))).Status.ShouldBe(200);

        server.Requests.Single().Request.Headers["Host"].ShouldBe($"localhost:{server.Url.Port}");
    }

    [Theory]
    [InlineData(SslProtocols.Tls12, true)]
    [InlineData(SslProtocols.Tls12, false)]
    [InlineData(SslProtocols.Tls13, true)]
    [InlineData(SslProtocols.Tls13, false)]
    public async Task By_TLS_the_handshake_is_over_before_there_is_a_request(SslProtocols protocol, bool isAhead)
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Issue("127.0.0.1");
        await using var server = new CountingServer(CountingServer.Says(RawServer.Answer(200, "one")), certificate, protocol);
        if (isAhead)
        {
            _line.OpenAhead(server.Url);
            await server.OpenedAsync();
        }

        var answer = await AskAsync(server);

        answer.Body.ShouldBe("one"u8.ToArray());
        server.Connections.ShouldBe(1);
        server.Requests.Single().Request.Headers["Host"].ShouldBe(server.Url.Authority);
    }

    [Fact]
    public async Task By_TLS_one_that_the_site_ended_is_not_used()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Issue("127.0.0.1");
        await using var server = new CountingServer(CountingServer.Says(RawServer.Answer(200, "one")), certificate);
        _line.OpenAhead(server.Url);
        await server.OpenedAsync();

        await server.DisturbAsync([]);
        await server.LeftAsync();
        await AskAsync(server);

        server.Requests.Single().Connection.ShouldBe(2);
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_gets_no_request()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Issue("127.0.0.1");
        await using var server = new CountingServer(CountingServer.Says(RawServer.Answer(200, "one")), certificate);
        await using var plain = new CountingServer(CountingServer.Says(""));
        using var strict = new SiteLine(_time);

        await Should.ThrowAsync<AuthenticationException>(strict.TakeAsync(server.Url));
        var taking = strict.TakeAsync(new Uri($"https://127.0.0.1:{plain.Url.Port}/"));
        await plain.OpenedAsync();
        await plain.DisturbAsync("220 mail.example ready\r\n"u8.ToArray());
        await Should.ThrowAsync<AuthenticationException>(taking);

        server.Requests.ShouldBeEmpty();
        plain.Requests.ShouldBeEmpty();
    }

    private async Task<WireAnswer> AskAsync(CountingServer server, Uri? url = null) =>
        await SiteExchange.SendAsync(await _line.TakeAsync(url ?? server.Url), new("GET", url ?? server.Url, new Dictionary<string, string>(), null), CancellationToken.None);

    /// <summary>A machine that sleeps moves its wall clock and no timer.</summary>
    private sealed class SleepingTime : FakeTimeProvider
    {
        public TimeSpan Slept { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Slept;
    }
}
