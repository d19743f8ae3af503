using System.Net;
using System.Net.Sockets;

namespace Simulators.Servers;

/// <summary>One connection through a <see cref="LinkProxy"/>: an end or a reset of one side becomes one of the other.</summary>
internal sealed class LinkConnection(LinkProxy link, Socket client) : IDisposable
{
    private const int Piece = 64 * 1024;

    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _ended = new();

    public async Task RunAsync(int target)
    {
        try
        {
            client.NoDelay = _server.NoDelay = true;
            await _server.ConnectAsync(IPAddress.Loopback, target, _ended.Token);
            await link.GreetAsync(_ended.Token);
            await Task.WhenAll(PumpAsync(client, _server, isAnswer: false), PumpAsync(_server, client, isAnswer: true));
        }
        catch (Exception broken) when (broken is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            Reset();
        }
    }

    /// <summary>Ends both sides as a router does that forgot them.</summary>
    public void Reset()
    {
        _ended.Cancel();
        Abort(client);
        Abort(_server);
    }

    public void Dispose()
    {
        client.Dispose();
        _server.Dispose();
    }

    private async Task PumpAsync(Socket from, Socket to, bool isAnswer)
    {
        var piece = new byte[Piece];
        try
        {
            while (true)
            {
                var count = await from.ReceiveAsync(piece, _ended.Token);
                await link.PassAsync(isAnswer, count, _ended.Token);
                if (count == 0)
                {
                    to.Shutdown(SocketShutdown.Send);
                    return;
                }

                for (var sent = 0; sent < count;)
                {
                    sent += await to.SendAsync(piece.AsMemory(sent, count - sent), _ended.Token);
                }
            }
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
        {
            // The other direction must not wait for a side that is gone.
            Reset();
            throw;
        }
    }

    private static void Abort(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
            socket.Close();
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // It was closed already.
        }
    }
}
