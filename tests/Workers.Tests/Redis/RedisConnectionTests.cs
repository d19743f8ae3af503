using System.Net;
using System.Net.Sockets;
using System.Text;
using Shouldly;
using Xunit;

namespace Workers.Redis;

/// <summary>What is told of a server that lets nobody in, by the line that it says.</summary>
public sealed class RedisConnectionTests
{
    private const string Refusal = "-WRONGPASS invalid username-password pair or user is disabled.";

    [Theory]
    [InlineData("-WRO", "NGPASS invalid username-password pair or user is disabled.\r\n", false)]
    [InlineData(Refusal, "", false)]
    [InlineData(Refusal, "", true)]
    public async Task A_refusal_that_comes_in_pieces_or_without_its_end_is_told_as_one(string first, string rest, bool ends)
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var said = SayAsync(server, first, rest, ends);
        RedisAddress.TryParse($"redis://office:unknown@{server.LocalEndpoint}", out var address).ShouldBeTrue();

        var (why, silence) = await RedisDiagnosis.FindAsync(new() { Url = address!, Timeout = TimeSpan.FromSeconds(2) }, TimeProvider.System, TestContext.Current.CancellationToken);

        silence.ShouldBe(RedisSilence.Refuses, why);
        why.ShouldContain("(WRONGPASS)");
        await said;
    }

    [Fact]
    public async Task A_line_without_an_end_is_read_so_far_and_no_further()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var said = SayAsync(server, new string('x', 100_000), "", ends: false);
        RedisAddress.TryParse($"redis://office:unknown@{server.LocalEndpoint}", out var address).ShouldBeTrue();

        (await RedisDiagnosis.FindAsync(new() { Url = address!, Timeout = TimeSpan.FromMinutes(5) }, TimeProvider.System, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30)))
            .Why.ShouldContain("serves us no Redis");
        await said;
    }

    /// <summary>The rest is said when whoever asked has had time to end at the first piece, and did not.</summary>
    private static async Task SayAsync(TcpListener server, string first, string rest, bool ends)
    {
        using var client = await server.AcceptSocketAsync();
        var heard = new byte[1024];
        try
        {
            await client.ReceiveAsync(heard);
            await client.SendAsync(Encoding.ASCII.GetBytes(first));
            if (!ends && !await EndsSoonAsync(client, heard))
            {
                await client.SendAsync(Encoding.ASCII.GetBytes(rest));
                await client.ReceiveAsync(heard);
            }
        }
        catch (SocketException)
        {
            // It ended with something unread.
        }
    }

    private static async Task<bool> EndsSoonAsync(Socket client, byte[] heard)
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        try
        {
            return await client.ReceiveAsync(heard, soon.Token) == 0;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
