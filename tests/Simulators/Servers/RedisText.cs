using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Simulators.Servers;

/// <summary>Reads one value from a Redis without a password, as redis-cli would.</summary>
internal static class RedisText
{
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(2);

    /// <summary>The text under a key; null when there is none or the server does not answer.</summary>
    public static Task<string?> GetAsync(int port, string key) => AskAsync(port, "GET", key);

    /// <summary>The text that a Lua script answers; null when it answers none or the server does not answer.</summary>
    public static Task<string?> EvaluateAsync(int port, string script) => AskAsync(port, "EVAL", script, "0");

    /// <summary>Gives a command that answers OK.</summary>
    /// <exception cref="InvalidOperationException">The server did not answer, or refused.</exception>
    public static async Task CommandAsync(int port, params IReadOnlyList<string> command)
    {
        var line = await ReadAsync(port, command, reader => reader.ReadLineAsync());
        if (line != "+OK")
        {
            throw new InvalidOperationException($"Redis answered '{line ?? "nothing"}' to {string.Join(' ', command)}.");
        }
    }

    private static Task<string?> AskAsync(int port, params IReadOnlyList<string> command) => ReadAsync(port, command, async reader =>
        await reader.ReadLineAsync() is { } length && length.StartsWith('$') && length != "$-1" ? await reader.ReadLineAsync() : null);

    private static async Task<string?> ReadAsync(int port, IReadOnlyList<string> command, Func<StreamReader, Task<string?>> read)
    {
        using var bound = new CancellationTokenSource(AnswersWithin);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, bound.Token);
            var stream = client.GetStream();
            await stream.WriteAsync(Encoding.UTF8.GetBytes(Wire(command)), bound.Token);
            using var reader = new StreamReader(stream);
            return await read(reader).WaitAsync(bound.Token);
        }
        catch (Exception away) when (away is SocketException or IOException or OperationCanceledException)
        {
            return null;
        }
    }

    private static string Wire(IReadOnlyList<string> command) => string.Concat(
        command.Select(word => string.Create(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n"))
            .Prepend(string.Create(CultureInfo.InvariantCulture, $"*{command.Count}\r\n")));
}
