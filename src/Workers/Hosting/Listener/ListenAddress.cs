using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Workers.Hosting.Listener;

/// <summary>Where the daemon can be asked: a port of this machine alone, or an address that is said in full.</summary>
internal sealed record ListenAddress(IPEndPoint EndPoint)
{
    public static string Allowed => "a port from 1 to 65535, which is served on 127.0.0.1 alone, or an IP address with a port, such as 127.0.0.1:9464, [::1]:9464 or, for everybody who reaches this machine, 0.0.0.0:9464";

    public bool IsLoopback => IPAddress.IsLoopback(EndPoint.Address);

    public static bool TryParse(string text, [NotNullWhen(true)] out ListenAddress? address)
    {
        address = null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            address = port is > 0 and <= IPEndPoint.MaxPort ? new(new IPEndPoint(IPAddress.Loopback, port)) : null;
        }
        else if (IPEndPoint.TryParse(text, out var point) && point.Port > 0 && string.Equals(point.ToString(), text, StringComparison.OrdinalIgnoreCase))
        {
            address = new(point);
        }

        return address is not null;
    }

    public override string ToString() => EndPoint.ToString();
}
