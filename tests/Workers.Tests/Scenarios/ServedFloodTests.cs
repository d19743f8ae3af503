using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Shouldly;
using Simulators.Servers;
using Workers.Hosting;
using Workers.Support;
using Xunit;

namespace Workers.Scenarios;

/// <summary>The built program under more connections than it takes.</summary>
public sealed class ServedFloodTests(PostgresFixture postgres)
{
    private const int Connections = 10_000;

    /// <summary>So many are on their way at once: the rest waits here, not in the kernel.</summary>
    private const int AtOnce = 100;

    /// <summary>The server takes a thousand; the rest finds no seat.</summary>
    private const int LeastRefused = 8_500;

    /// <summary>What the flood may add to the server's memory, in MiB: a thousand connections that say nothing.</summary>
    private const long MostAdded = 150;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Ten_thousand_connections_take_neither_the_seat_of_who_is_there_nor_the_memory_and_leave_nothing_behind()
    {
        await using var world = await BuyersWorld.StartAsync(postgres, new Uri($"http://127.0.0.1:{Loopback.FreePort()}/"), ["12A3456:x"], 1);
        var port = Loopback.FreePort();
        world.Settings["WEB_LISTEN"] = $"{port}";
        await using var server = world.StartDaemon("serve");
        await server.WaitForAsync("The HTTP API is served at", Soon);
        var asked = new Uri($"http://127.0.0.1:{port}/v1/openapi.json");
        using var seated = new HttpClient();
        (await seated.GetAsync(asked)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var before = ResidentOf(server);

        var flood = new List<Socket>(Connections);
        try
        {
            while (flood.Count < Connections)
            {
                flood.AddRange(await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => ConnectAsync(port))));
                if (flood.Count % 1000 is 0)
                {
                    (await seated.GetAsync(asked)).StatusCode.ShouldBe(HttpStatusCode.OK, $"after {flood.Count} connections");
                }
            }

            (await CountRefusedAsync(flood)).ShouldBeGreaterThanOrEqualTo(LeastRefused);
            (ResidentOf(server) - before).ShouldBeLessThan(MostAdded);
        }
        finally
        {
            flood.ForEach(socket => socket.Dispose());
        }

        await DaemonProcess.WaitForAnyAsync(() => IsAnsweredAsync(asked), Soon, server);
        server.Terminate();
        (await server.WaitForExitAsync(Soon)).ShouldBe(ExitCode.Success, server.Log);
    }

    /// <summary>Leaves no port behind that waits for late packets.</summary>
    private static async Task<Socket> ConnectAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { LingerState = new(enable: true, 0) };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        return socket;
    }

    /// <summary>Of those that are connected the server says nothing to; those without a seat it has ended. Waits until no more are.</summary>
    private static async Task<int> CountRefusedAsync(List<Socket> flood)
    {
        var refused = 0;
        var bound = Stopwatch.StartNew();
        while (refused < LeastRefused && bound.Elapsed < Soon)
        {
            refused = flood.Count(socket => socket.Poll(0, SelectMode.SelectRead));
            await Task.Yield();
        }

        return refused;
    }

    private static async Task<bool> IsAnsweredAsync(Uri address)
    {
        using var newcomer = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            return (await newcomer.GetAsync(address)).StatusCode is HttpStatusCode.OK;
        }
        catch (Exception unheard) when (unheard is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private static long ResidentOf(DaemonProcess server)
    {
        using var process = Process.GetProcessById(server.Id);
        return process.WorkingSet64 >> 20;
    }
}
