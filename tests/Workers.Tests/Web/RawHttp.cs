using System.Net.Sockets;
using System.Text;

namespace Workers.Web;

/// <summary>Bytes as no client would send them.</summary>
internal static class RawHttp
{
    /// <returns>All that comes until the server ends it.</returns>
    public static async Task<string> SendAsync(Uri address, string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(address.Host, address.Port);
        await socket.GetStream().WriteAsync(Encoding.UTF8.GetBytes(request));
        using var reader = new StreamReader(socket.GetStream(), Encoding.UTF8);
        var read = new StringBuilder();
        try
        {
            var part = new char[4096];
            while (await reader.ReadAsync(part) is > 0 and var count)
            {
                read.Append(part, 0, count);
            }
        }
        catch (IOException)
        {
            // A server that does not read all of a request may end it so; what it said stays.
        }

        return read.ToString();
    }
}
