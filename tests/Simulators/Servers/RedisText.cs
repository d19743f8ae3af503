using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Simulators.Servers;

/// <summary>Reads one value from a Redis without a password, as redis-cli would.</summary>
internal static class RedisText
{
    /// <summary>The text under a key; null when there is none or the server does not answer.</summary>
    public static async Task<string?> GetAsync(int port, string key)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port);
            var stream = client.GetStream();
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"GET {key}\r\nQUIT\r\n"));
            using var reader = new StreamReader(stream);
            var length = await reader.ReadLineAsync();
            return length is null or "$-1" || !length.StartsWith('$') ? null : await reader.ReadLineAsync();
        }
        catch (Exception away) when (away is SocketException or IOException)
        {
            return null;
        }
    }
}
