using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Simulators.Servers;

/// <summary>The few things that a starter of Redis must know about it.</summary>
internal static class RedisConfiguration
{
    /// <summary>Writes redis.conf, readable by its owner only because it holds the password.</summary>
    public static async Task WriteAsync(string file, int port, string folder, RedisServerOptions options)
    {
        await File.WriteAllTextAsync(file, Text(port, folder, options)).ConfigureAwait(false);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static string Text(int port, string folder, RedisServerOptions options) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        bind 127.0.0.1
        port {port}
        dir "{folder}"
        save ""
        appendonly {(options.Persistent ? "yes" : "no")}
        appendfsync everysec
        loglevel warning
        {(options.Password is { } password ? $"requirepass \"{password}\"" : "")}
        {(options.Cluster ? $"cluster-enabled yes\ncluster-port {Loopback.FreePort()}" : "")}

        """);

    /// <summary>True when the process <paramref name="id"/>, and nobody else, answers on the port, takes the password and has loaded its data.</summary>
    public static async Task<bool> AnswersAsync(int port, string? password, int id)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port).ConfigureAwait(false);
            var stream = client.GetStream();
            var request = (password is null ? "" : $"AUTH {password}\r\n") + "PING\r\nINFO server\r\nQUIT\r\n";
            await stream.WriteAsync(Encoding.UTF8.GetBytes(request)).ConfigureAwait(false);
            using var reader = new StreamReader(stream);
            var answer = await reader.ReadToEndAsync().ConfigureAwait(false);
            return answer.Contains("+PONG", StringComparison.Ordinal)
                && answer.Contains(string.Create(CultureInfo.InvariantCulture, $"process_id:{id}\r"), StringComparison.Ordinal);
        }
        catch (Exception notYet) when (notYet is SocketException or IOException)
        {
            return false;
        }
    }
}
