using System.Net;
using System.Net.Sockets;

namespace Simulators.Servers;

/// <summary>Ports and readiness on 127.0.0.1.</summary>
internal static class Loopback
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(15);

    /// <summary>A port that was free a moment ago. Another process may take it first: start again with another one then.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
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
