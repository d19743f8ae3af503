using System.Net;
using System.Net.Sockets;

namespace Simulators.Integrator;

/// <summary>One TCP connection as a client.</summary>
internal sealed class WireLink : IDisposable
{
    private readonly Socket socket;

    private WireLink(Socket socket)
    {
        this.socket = socket;
        Stream = new NetworkStream(socket, ownsSocket: true);
        Reader = new WireReader(Stream);
    }

    public NetworkStream Stream { get; }

    public WireReader Reader { get; }

    /// <param name="from">The address of this machine that the other side sees; nothing: any.</param>
    public static async Task<WireLink> ConnectAsync(Uri address, bool smallBuffer, IPAddress? from, CancellationToken cancel)
    {
        if (address.Scheme != Uri.UriSchemeHttp)
            throw new WireException("only http is spoken here");
        var socket = from is null
            ? new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }
            : new Socket(from.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (from is not null)
                socket.Bind(new IPEndPoint(from, 0));
            if (smallBuffer)
                socket.ReceiveBufferSize = 4096;
            await socket.ConnectAsync(address.DnsSafeHost, address.Port, cancel).ConfigureAwait(false);
            return new WireLink(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>No more bytes will be sent; answers may still come.</summary>
    public void EndSending() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Ends with a reset: what was not read by the other side may be lost.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }

    public void Dispose() => Stream.Dispose();
}
