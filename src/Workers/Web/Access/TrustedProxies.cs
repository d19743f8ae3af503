using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Workers.Web.Access;

/// <summary>The proxies that are believed when they tell for whom they ask. Nobody else is, and of a chain no more than these have told.</summary>
/// <param name="Networks">A single address is a network of one.</param>
internal sealed record TrustedProxies(IReadOnlyList<IPNetwork> Networks)
{
    private const int Most = 50;

    public static string Allowed => "IP addresses and networks of proxies, with commas between them, such as 127.0.0.1 or 10.0.0.5, fd00::/64; no network of everybody";

    public static bool TryParse(string text, [NotNullWhen(true)] out TrustedProxies? proxies)
    {
        proxies = null;
        var found = new List<IPNetwork>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (IPAddress.TryParse(part, out var one) && one.ToString().Equals(part, StringComparison.OrdinalIgnoreCase))
            {
                found.Add(new(one, one.GetAddressBytes().Length * 8));
            }
            else if (IPNetwork.TryParse(part, out var network) && network.PrefixLength > 0)
            {
                found.Add(network);
            }
            else
            {
                return false;
            }
        }

        proxies = found.Count is > 0 and <= Most ? new(found) : null;
        return proxies is not null;
    }

    public override string ToString() => string.Join(", ", Networks);
}
