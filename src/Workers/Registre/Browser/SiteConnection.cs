using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Workers.Registre.Browser;

/// <summary>
/// A connection to the site for one request, TLS agreed where the site has it. It listens from the first moment on: whatever the site says or ends before a
/// request was written shows, and the answer's first bytes are read by that same listening.
/// </summary>
internal sealed class SiteConnection : Stream
{
    private readonly Stream _line;
    private readonly Socket _socket;
    private readonly byte[] _heard = new byte[4096];
    private readonly Task<int> _listening;
    private int _read;

    private SiteConnection(Stream line, Socket socket)
    {
        (_line, _socket) = (line, socket);
        _listening = line.ReadAsync(_heard).AsTask();
        _ = _listening.ContinueWith(broken => broken.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    /// <summary>Completes when the site said something, or the connection ended.</summary>
    public Task Stirs => _listening;

    /// <summary>Whether the site has said nothing and ended nothing at this very moment. Under TLS it may say things that are no answer.</summary>
    public bool IsQuiet
    {
        get
        {
            try
            {
                return !_listening.IsCompleted && (_line is SslStream || !_socket.Poll(0, SelectMode.SelectRead));
            }
            catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
            {
                return false;
            }
        }
    }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <param name="trust">Judges the site's certificate; null for the system's authorities.</param>
    /// <exception cref="SocketException">Nobody took the connection.</exception>
    /// <exception cref="AuthenticationException">No TLS was agreed.</exception>
    public static async Task<SiteConnection> OpenAsync(Uri site, RemoteCertificateValidationCallback? trust, TimeProvider time, CancellationToken stop)
    {
        var socket = await SiteDial.ConnectAsync(site.IdnHost, site.Port, time, stop);
        var plain = new NetworkStream(socket, ownsSocket: true);
        return new(site.Scheme == Uri.UriSchemeHttps ? await SecureAsync(plain, site.IdnHost, trust, stop) : plain, socket);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var heard = await _listening.WaitAsync(cancellationToken);
        if (_read == heard && heard > 0)
        {
            return await _line.ReadAsync(buffer, cancellationToken);
        }

        var count = Math.Min(buffer.Length, heard - _read);
        _heard.AsSpan(_read, count).CopyTo(buffer.Span);
        _read += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => _line.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        _line.WriteAsync(buffer, offset, count, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => _line.FlushAsync(cancellationToken);

    public override void Flush() => _line.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => _line.Write(buffer, offset, count);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _line.Dispose();
        }

        base.Dispose(disposing);
    }

    private static async Task<SslStream> SecureAsync(NetworkStream plain, string host, RemoteCertificateValidationCallback? trust, CancellationToken stop)
    {
        var secure = new SslStream(plain);
        try
        {
            await secure.AuthenticateAsClientAsync(
                new() { TargetHost = host, ApplicationProtocols = [SslApplicationProtocol.Http11], RemoteCertificateValidationCallback = trust }, stop);
            return secure;
        }
        catch (Exception broken)
        {
            await secure.DisposeAsync();
            if (broken is OperationCanceledException or AuthenticationException)
            {
                throw;
            }

            // The system's TLS fails in ways of its own.
            throw new AuthenticationException(broken.Message, broken);
        }
    }
}
