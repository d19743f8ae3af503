using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Simulators.Servers;

/// <summary>
/// Stands where a Postgres or a pooler should be: speaks the start of its protocol on loopback, with TLS where it has a certificate, and
/// refuses every session with one error.
/// </summary>
internal sealed class PostgresDoor : IAsyncDisposable
{
    private const int SslRequest = 80877103;
    private const int GssRequest = 80877104;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _sessions = [];
    private readonly X509Certificate2? _certificate;
    private readonly (string SqlState, string Message) _refusal;
    private readonly Task _loop;
    private int _asked;

    private PostgresDoor(X509Certificate2? certificate, (string SqlState, string Message) refusal)
    {
        (_certificate, _refusal) = (certificate, refusal);
        _listener.Start();
        _loop = AcceptAsync();
    }

    /// <summary>The loopback port.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many sessions came as far as to name their user.</summary>
    public int Asked => _asked;

    public static PostgresDoor Open(X509Certificate2? certificate = null, string sqlState = "57P03", string message = "the database system is starting up") =>
        new(certificate, (sqlState, message));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _loop;
        await Task.WhenAll(_sessions);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                _sessions.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
            catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                Stream wire = client.GetStream();
                while (await ReadStartAsync(wire) is var code && code is SslRequest or GssRequest)
                {
                    var secure = code is SslRequest && _certificate is not null;
                    await wire.WriteAsync(secure ? "S"u8.ToArray() : "N"u8.ToArray(), _stop.Token);
                    if (secure)
                    {
                        var tls = new SslStream(wire);
                        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate, ApplicationProtocols = [new("postgresql")] }, _stop.Token);
                        wire = tls;
                    }
                }

                Interlocked.Increment(ref _asked);
                await wire.WriteAsync(Refusal(), _stop.Token);
                await wire.FlushAsync(_stop.Token);
            }
            catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
            {
                // The client hung up.
            }
        }
    }

    /// <summary>Reads one message that has no type byte and returns its code.</summary>
    private async Task<int> ReadStartAsync(Stream wire)
    {
        var head = new byte[8];
        await wire.ReadExactlyAsync(head, _stop.Token);
        await wire.ReadExactlyAsync(new byte[BinaryPrimitives.ReadInt32BigEndian(head) - head.Length], _stop.Token);
        return BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(4));
    }

    private byte[] Refusal()
    {
        var fields = Encoding.UTF8.GetBytes($"SFATAL\0VFATAL\0C{_refusal.SqlState}\0M{_refusal.Message}\0\0");
        var message = new byte[5 + fields.Length];
        message[0] = (byte)'E';
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), 4 + fields.Length);
        fields.CopyTo(message, 5);
        return message;
    }
}
