using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Simulators.Servers;
using Workers.Operations;
using Workers.Supervisor;
using Workers.Support;
using Xunit;

namespace Workers.Redis;

/// <summary>What listens at REDIS_URL and is not the Redis that is meant is told as that, and as a matter of the configuration.</summary>
public sealed class RedisDiagnosisTests
{
    private static readonly RedisAddress Address = RedisAddress.Parse("redis://127.0.0.1:6379");
    private readonly CancellationToken _test = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("-WRONGPASS invalid username-password pair", RedisSilence.Refuses, "refuses the user or password")]
    [InlineData("-NOAUTH Authentication required.", RedisSilence.Refuses, "wants a password")]
    [InlineData("-DENIED Redis is running in protected mode", RedisSilence.Refuses, "protected mode")]
    [InlineData("-ERR max number of clients reached", RedisSilence.Crowded, "maxclients")]
    [InlineData("-LOADING Redis is loading the dataset in memory", RedisSilence.Away, "loads its data")]
    [InlineData("+PONG", RedisSilence.Away, "busy")]
    [InlineData("HTTP/1.1 400 Bad Request", RedisSilence.Foreign, "it is a web server")]
    [InlineData("SSH-2.0-OpenSSH_9.2", RedisSilence.Foreign, "speaks another protocol")]
    [InlineData("\u0015\u0003\u0003", RedisSilence.Foreign, "write rediss://")]
    [InlineData(null, RedisSilence.Hangs, "SIGSTOP")]
    internal void The_first_line_tells_who_listens(string? line, RedisSilence silence, string said)
    {
        var (why, of) = RedisDiagnosis.Judge(line, Address, TimeSpan.FromSeconds(2)).ShouldNotBeNull();

        of.ShouldBe(silence);
        why.ShouldContain(said);
        StoreFailures.Of(new RedisUnavailableException(why) { Silence = silence }).ShouldBe(
            silence is RedisSilence.Refuses or RedisSilence.Foreign ? OperationFailure.Misconfigured : OperationFailure.Unavailable);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-ERR something else")]
    public void What_tells_nothing_is_not_guessed(string line) => RedisDiagnosis.Judge(line, Address, TimeSpan.Zero).ShouldBeNull();

    [Fact]
    public async Task A_Redis_without_TLS_is_told_from_one_that_is_away()
    {
        await using var server = await RedisServer.StartAsync(new() { Password = "secret" });

        var (why, silence) = await FindAsync($"rediss://:secret@{server.Endpoint}");

        silence.ShouldBe(RedisSilence.Foreign, why);
        why.ShouldContain("speaks no TLS: write redis:// in REDIS_URL");
        why.ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rediss")]
    public async Task A_web_server_is_no_Redis(string scheme)
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_test);
        var serving = AnswerAsync(server, async (wire, token) => await wire.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), token), stop.Token);

        var (why, silence) = await FindAsync($"{scheme}://{server.LocalEndpoint}");

        silence.ShouldBe(RedisSilence.Foreign, why);
        why.ShouldContain("it is a web server");
        await stop.CancelAsync();
        await serving;
    }

    [Fact]
    public async Task A_server_with_TLS_is_told_to_be_one_where_the_address_has_none()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Issue("127.0.0.1");
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_test);
        var serving = AnswerAsync(server, (wire, token) => ShakeHandsAsync(wire, certificate, token), stop.Token);

        var (why, silence) = await FindAsync($"redis://{server.LocalEndpoint}");

        silence.ShouldBe(RedisSilence.Foreign, why);
        why.ShouldContain("write rediss://");
        await stop.CancelAsync();
        await serving;
    }

    [Fact]
    public async Task A_Redis_without_memory_takes_no_writes_and_says_so()
    {
        await using var server = await RedisServer.StartAsync();
        await using var gateway = await RedisGateway.ConnectAsync(new() { Url = RedisAddress.Parse(server.Url) }, TimeProvider.System, NullLoggerFactory.Instance, _test);
        await gateway.CheckWritesAsync(_test);
        (await gateway.ExecuteAsync("DBSIZE", [], _test)).ToString().ShouldBe("0", "the look changes nothing");

        await gateway.ExecuteAsync("CONFIG", ["SET", "maxmemory", "1"], _test);

        var full = await Should.ThrowAsync<RedisUnavailableException>(() => gateway.CheckWritesAsync(_test));
        full.Silence.ShouldBe(RedisSilence.OutOfMemory);
        full.Message.ShouldContain("it is out of memory (OOM). Raise its maxmemory");
        // The watchdog looks every second.
        await SupervisorWorld.UntilAsync(() => Task.FromResult(gateway.WhyNoWrites is not null));
        gateway.WhyNoWrites.ShouldNotBeNull().ShouldContain("it is out of memory (OOM)");
        gateway.IsConnected.ShouldBeTrue("it answers");

        await gateway.ExecuteAsync("CONFIG", ["SET", "maxmemory", "0"], _test);
        await SupervisorWorld.UntilAsync(() => Task.FromResult(gateway.WhyNoWrites is null));
        gateway.ClockAhead.ShouldNotBeNull("it is asked with each look");
    }

    [Fact]
    public async Task A_replica_takes_no_writes()
    {
        await using var server = await RedisServer.StartAsync();
        await using var gateway = await RedisGateway.ConnectAsync(new() { Url = RedisAddress.Parse(server.Url) }, TimeProvider.System, NullLoggerFactory.Instance, _test);
        await server.SetReadOnlyAsync(true);

        (await Should.ThrowAsync<RedisUnavailableException>(() => gateway.CheckWritesAsync(_test))).Silence.ShouldBe(RedisSilence.TakesNoWrites);
    }

    private Task<(string Why, RedisSilence Silence)> FindAsync(string url) =>
        RedisDiagnosis.FindAsync(new() { Url = RedisAddress.Parse(url), Timeout = TimeSpan.FromSeconds(5) }, TimeProvider.System, _test);

    /// <summary>Hears something, does one thing and closes the connection, for each that comes.</summary>
    private static async Task AnswerAsync(TcpListener server, Func<NetworkStream, CancellationToken, Task> act, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                using var client = await server.AcceptSocketAsync(stop);
                await using var wire = new NetworkStream(client);
                try
                {
                    var heard = new byte[1024];
                    client.Poll(TimeSpan.FromSeconds(5), SelectMode.SelectRead);
                    client.Receive(heard, SocketFlags.Peek);
                    await act(wire, stop);
                    client.Shutdown(SocketShutdown.Send);
                    while (await wire.ReadAsync(heard, stop) > 0)
                    {
                        // Until the other side has ended, so that nothing unread breaks the connection.
                    }
                }
                catch (Exception gone) when (gone is IOException or SocketException or AuthenticationException)
                {
                    // It asks in another way.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private static async Task ShakeHandsAsync(NetworkStream wire, X509Certificate2 certificate, CancellationToken stop)
    {
        await using var tls = new SslStream(wire, leaveInnerStreamOpen: true);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, stop);
    }
}
