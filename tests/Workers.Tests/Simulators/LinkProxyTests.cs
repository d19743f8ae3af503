using System.Net;
using System.Net.Sockets;
using Shouldly;
using Simulators.Servers;
using Xunit;

namespace Workers.Simulators;

/// <summary>The network link of the chaos suite, with a server that echoes.</summary>
public sealed class LinkProxyTests : IAsyncLifetime
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);
    private readonly CancellationToken _test = TestContext.Current.CancellationToken;
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private LinkProxy _link = null!;

    public ValueTask InitializeAsync()
    {
        _server.Start();
        _link = LinkProxy.Start(IPAddress.Loopback, ((IPEndPoint)_server.LocalEndpoint).Port);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _link.DisposeAsync();
        _server.Dispose();
    }

    [Fact]
    public async Task What_is_sent_arrives_unchanged_both_ways_and_an_end_is_passed_on()
    {
        var (client, server) = await ConnectAsync();
        var sent = Enumerable.Range(0, 300_000).Select(number => (byte)(number % 251)).ToArray();

        var stream = client.GetStream();
        var echo = EchoAsync(server);
        var write = stream.WriteAsync(sent, _test).AsTask();
        (await ReadAsync(client, sent.Length)).ShouldBe(sent);
        await write;
        client.Client.Shutdown(SocketShutdown.Send);

        await echo.WaitAsync(Bound, _test);
        (await stream.ReadAsync(new byte[1], _test).AsTask().WaitAsync(Bound, _test)).ShouldBe(0);
    }

    [Fact]
    public async Task A_slow_link_takes_its_time_each_way()
    {
        var (client, server) = await ConnectAsync();
        _ = EchoAsync(server);
        _link.Set(new LinkState { Latency = TimeSpan.FromMilliseconds(100), Jitter = TimeSpan.FromMilliseconds(20) });

        var began = TimeProvider.System.GetTimestamp();
        await client.GetStream().WriteAsync("hello"u8.ToArray(), _test);
        (await ReadAsync(client, 5)).ShouldBe("hello"u8.ToArray());

        TimeProvider.System.GetElapsedTime(began).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(190));
    }

    [Fact]
    public async Task A_stalled_link_delivers_nothing_until_it_is_good_again()
    {
        var (client, server) = await ConnectAsync();
        _link.Set(LinkState.Stalled);

        await client.GetStream().WriteAsync("hello"u8.ToArray(), _test);
        var heard = ReadAsync(server, 5);
        await UntilPassedAsync(5);
        heard.IsCompleted.ShouldBeFalse();
        _link.Set(LinkState.Good);

        (await heard.WaitAsync(Bound, _test)).ShouldBe("hello"u8.ToArray());
    }

    [Fact]
    public async Task A_mute_link_delivers_the_request_and_keeps_the_answer_back()
    {
        var (client, server) = await ConnectAsync();
        _link.Set(LinkState.Mute);

        await client.GetStream().WriteAsync("hello"u8.ToArray(), _test);
        (await ReadAsync(server, 5)).ShouldBe("hello"u8.ToArray());
        await server.GetStream().WriteAsync("world"u8.ToArray(), _test);
        var answer = ReadAsync(client, 5);
        await UntilPassedAsync(10);
        answer.IsCompleted.ShouldBeFalse();
        _link.Set(LinkState.Good);

        (await answer.WaitAsync(Bound, _test)).ShouldBe("world"u8.ToArray());
    }

    [Fact]
    public async Task A_cut_link_resets_what_is_open_and_what_is_new_and_serves_again_afterwards()
    {
        var (client, _) = await ConnectAsync();

        _link.Set(LinkState.Broken);

        await Should.ThrowAsync<IOException>(ReadAsync(client, 1));
        using var late = new TcpClient();
        await Should.ThrowAsync<Exception>(async () =>
        {
            await late.ConnectAsync(_link.Endpoint, _test);
            await ReadAsync(late, 1);
        });
        _link.Set(LinkState.Good);
        var (again, server) = await ConnectAsync();
        _ = EchoAsync(server);
        await again.GetStream().WriteAsync("back"u8.ToArray(), _test);
        (await ReadAsync(again, 4)).ShouldBe("back"u8.ToArray());
    }

    private async Task<(TcpClient Client, TcpClient Server)> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(_link.Endpoint, _test);
        return (client, await _server.AcceptTcpClientAsync(_test).AsTask().WaitAsync(Bound, _test));
    }

    /// <summary>Waits until the link has read so many bytes.</summary>
    private Task UntilPassedAsync(long bytes) =>
        Loopback.WaitAsync(() => Task.FromResult(_link.Read >= bytes), () => false, Bound);

    private async Task EchoAsync(TcpClient server)
    {
        await server.GetStream().CopyToAsync(server.GetStream(), _test);
        server.Client.Shutdown(SocketShutdown.Send);
    }

    private async Task<byte[]> ReadAsync(TcpClient from, int count)
    {
        var bytes = new byte[count];
        await from.GetStream().ReadExactlyAsync(bytes, _test).AsTask().WaitAsync(Bound, _test);
        return bytes;
    }
}
