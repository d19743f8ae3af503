using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Shouldly;
using Workers.Support;

namespace Workers.Registre.Browser;

/// <summary>A server that counts connections and requests, by TLS where it has a certificate; how it treats a request is the test's.</summary>
internal sealed class CountingServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Stream, Socket, Task> _answer;
    private readonly SslServerAuthenticationOptions? _tls;
    private readonly ConcurrentQueue<(int Connection, RawRequest Request)> _requests = new();
    private readonly SemaphoreSlim _opened = new(0);
    private readonly SemaphoreSlim _left = new(0);
    private readonly ConcurrentDictionary<int, Socket> _open = new();
    private readonly Task _serving;
    private int _connections;

    public CountingServer(Func<Stream, Socket, Task> answer, X509Certificate2? certificate = null, SslProtocols protocols = SslProtocols.None)
    {
        _answer = answer;
        _tls = certificate is null ? null : new() { ServerCertificate = certificate, EnabledSslProtocols = protocols };
        _listener.Start();
        Url = new($"{(certificate is null ? "http" : "https")}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _serving = ServeAsync();
    }

    public Uri Url { get; }

    public int Connections => _connections;

    public IReadOnlyList<(int Connection, RawRequest Request)> Requests => [.. _requests];

    public static Func<Stream, Socket, Task> Says(byte[] bytes) => async (stream, socket) =>
    {
        await stream.WriteAsync(bytes);
        socket.Shutdown(SocketShutdown.Send);
    };

    public static Func<Stream, Socket, Task> Says(string bytes) => Says(Encoding.Latin1.GetBytes(bytes));

    /// <summary>Waits for one more connection that is ready for a request.</summary>
    public async Task OpenedAsync() => (await _opened.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBeTrue("nobody connected");

    /// <summary>Waits for one more client that is gone without a request.</summary>
    public async Task LeftAsync() => (await _left.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBeTrue("the connection was kept");

    /// <summary>Says something to whoever has asked nothing, or ends their connection.</summary>
    public async Task DisturbAsync(byte[] words)
    {
        foreach (var socket in _open.Values)
        {
            if (words.Length > 0)
            {
                await socket.SendAsync(words);
            }
            else
            {
                socket.Shutdown(SocketShutdown.Send);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _listener.Dispose();
        _stop.Dispose();
        _opened.Dispose();
        _left.Dispose();
    }

    private async Task ServeAsync()
    {
        var conversations = new List<Task>();
        try
        {
            while (true)
            {
                conversations.Add(ConverseAsync(await _listener.AcceptSocketAsync(_stop.Token), ++_connections));
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(conversations);
        }
    }

    private async Task ConverseAsync(Socket socket, int connection)
    {
        try
        {
            await using Stream stream = _tls is null ? new NetworkStream(socket, ownsSocket: true) : new SslStream(new NetworkStream(socket, ownsSocket: true));
            await (stream is SslStream secure ? secure.AuthenticateAsServerAsync(_tls!, _stop.Token) : Task.CompletedTask);
            _open[connection] = socket;
            _opened.Release();
            if (await RawRequest.ReadAsync(stream, _stop.Token) is not { } request)
            {
                _left.Release();
                return;
            }

            _requests.Enqueue((connection, request));
            await _answer(stream, socket);
            if (socket.Connected && await RawRequest.ReadAsync(stream, _stop.Token) is { } another)
            {
                _requests.Enqueue((connection, another));
            }
        }
        catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException or ObjectDisposedException or AuthenticationException)
        {
            // The client has seen enough.
        }
        finally
        {
            _open.TryRemove(connection, out _);
        }
    }
}
