using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Workers.Hosting.Network;

/// <summary>Addresses and networks as settings name them: with commas between them, a single address a network of one, none of everybody. Pure.</summary>
internal static class NetworkList
{
    private const int Most = 50;

    public static bool TryParse(string text, [NotNullWhen(true)] out IReadOnlyList<IPNetwork>? networks)
    {
        networks = null;
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

        networks = found.Count is > 0 and <= Most ? found : null;
        return networks is not null;
    }
}
