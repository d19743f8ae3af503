using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Simulators.Servers;

/// <summary>Ports and readiness on 127.0.0.1.</summary>
internal static class Loopback
{
    private const int LowestPort = 10_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(15);
    private static readonly ConcurrentDictionary<int, bool> Given = new();

    /// <summary>Where the ports begin that the system gives to outgoing connections.</summary>
    public static int FirstOutgoingPort { get; } =
        int.Parse(File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range").Split('\t', ' ')[0], CultureInfo.InvariantCulture);

    /// <summary>
    /// A port that was free a moment ago and is given once in this process. Another process may take it first: start again with another one then.
    /// It lies below those of outgoing connections: one of them, even a client that asks for the server while it is away and is connected
    /// to itself, would keep the server from coming back.
    /// </summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(Math.Min(LowestPort, FirstOutgoingPort / 2), FirstOutgoingPort);
            if (Given.TryAdd(port, true) && IsFree(port))
            {
                return port;
            }

            if (Given.Count >= FirstOutgoingPort / 2)
            {
                throw new InvalidOperationException("Too many ports were asked for.");
            }
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Asks <paramref name="isReady"/> until it says yes.</summary>
    /// <returns>False when <paramref name="hasFailed"/> said yes first.</returns>
    /// <exception cref="TimeoutException">Neither happened within <paramref name="bound"/>.</exception>
    public static async Task<bool> WaitAsync(Func<Task<bool>> isReady, Func<bool> hasFailed, TimeSpan bound)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (hasFailed())
            {
                return false;
            }

            if (await isReady().ConfigureAwait(false))
            {
                return true;
            }

            if (TimeProvider.System.GetElapsedTime(began) > bound)
            {
                throw new TimeoutException($"The server was not ready within {bound.TotalSeconds:0} s.");
            }

            await Task.Delay(Pause).ConfigureAwait(false);
        }
    }
}
