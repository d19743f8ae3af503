using System.Net;
using System.Net.Sockets;

namespace Workers.Registre.Browser;

/// <summary>
/// Connects to whichever of a server's addresses answers first: they are tried in the order that the system gives, the next one as soon as one
/// refuses or has been silent for a moment, so that an IPv6 which leads nowhere costs no more than that.
/// </summary>
internal static class SiteDial
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(300);

    /// <exception cref="SocketException">The name is not known, or nobody took the connection.</exception>
    public static async Task<Socket> ConnectAsync(string host, int port, TimeProvider time, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        List<Task<Socket>> trying = [];
        SocketException? refused = null;
        try
        {
            var left = new Queue<IPAddress>(await Dns.GetHostAddressesAsync(host, stop));
            while (left.Count > 0 || trying.Count > 0)
            {
                if (left.TryDequeue(out var next))
                {
                    trying.Add(ConnectAsync(new IPEndPoint(next, port), over.Token));
                }

                var first = Task.WhenAny(trying);
                if (await Task.WhenAny(left.Count > 0 ? [first, Task.Delay(Moment, time, over.Token)] : [first]) != first)
                {
                    stop.ThrowIfCancellationRequested();
                    continue;
                }

                var ended = await first;
                trying.Remove(ended);
                try
                {
                    return await ended;
                }
                catch (SocketException failure)
                {
                    refused = failure;
                }
            }

            throw refused ?? new SocketException((int)SocketError.HostNotFound);
        }
        finally
        {
            await over.CancelAsync();
            foreach (var late in trying)
            {
                _ = late.ContinueWith(Close, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }
    }

    private static async Task<Socket> ConnectAsync(IPEndPoint address, CancellationToken stop)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, stop);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void Close(Task<Socket> late)
    {
        if (late.IsCompletedSuccessfully)
        {
            late.Result.Dispose();
        }
        else
        {
            // Another was first.
            _ = late.Exception;
        }
    }
}
