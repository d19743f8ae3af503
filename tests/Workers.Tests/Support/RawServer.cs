using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Workers.Support;

/// <summary>What a client sent.</summary>
/// <param name="Target">Path and query as they were on the wire.</param>
internal sealed record RawRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <returns>Null when the client left without a whole head.</returns>
    public static async Task<RawRequest?> ReadAsync(Stream stream, CancellationToken stop)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (head.Count < 4 || !head.TakeLast(4).SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            if (await stream.ReadAsync(one, stop) == 0)
            {
                return null;
            }

            head.Add(one[0]);
        }

        var lines = Encoding.Latin1.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(line => line.Split(':', 2)).ToDictionary(pair => pair[0], pair => pair[1].Trim(), StringComparer.OrdinalIgnoreCase);
        var body = new byte[headers.TryGetValue("Content-Length", out var length) ? int.Parse(length, CultureInfo.InvariantCulture) : 0];
        await stream.ReadExactlyAsync(body, stop);
        var first = lines[0].Split(' ');
        return new(first[0], first[1], headers, body);
    }
}

/// <summary>A server that reads a request and answers with the bytes it is told, whatever they are, then closes the connection.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<RawRequest, byte[]> _answer;
    private readonly Task _serving;

    public RawServer(Func<RawRequest, byte[]> answer)
    {
        _answer = answer;
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>An answer as it should be: its length is right unless <paramref name="headers"/> has another.</summary>
    public static byte[] Answer(int status, byte[] body, params string[] headers)
    {
        var lines = headers.Any(header => header.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) ? headers : [.. headers, $"Content-Length: {body.Length}"];
        return [.. Encoding.Latin1.GetBytes($"HTTP/1.1 {status} Said\r\nConnection: close\r\n{string.Concat(lines.Select(line => line + "\r\n"))}\r\n"), .. body];
    }

    public static byte[] Answer(int status, string body, params string[] headers) => Answer(status, Encoding.UTF8.GetBytes(body), headers);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ConverseAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
                connections.RemoveAll(connection => connection.IsCompletedSuccessfully);
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ConverseAsync(TcpClient connection)
    {
        using (connection)
        {
            try
            {
                var stream = connection.GetStream();
                if (await RawRequest.ReadAsync(stream, _stop.Token) is { } request)
                {
                    await stream.WriteAsync(_answer(request), _stop.Token);
                    connection.Client.Shutdown(SocketShutdown.Send);
                    // Closing on bytes that were not read would reset the connection before the client has the answer.
                    await stream.CopyToAsync(Stream.Null, _stop.Token);
                }
            }
            catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException)
            {
                // The client has seen enough.
            }
        }
    }
}
