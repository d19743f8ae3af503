using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Workers.Hosting.Network;

namespace Workers.Webhooks;

/// <summary>Networks of the office's own that webhooks may reach. Pure.</summary>
/// <param name="Networks">A single address is a network of one.</param>
internal sealed record WebhookNetworks(IReadOnlyList<IPNetwork> Networks)
{
    /// <summary>What is no address of the internet at large, by the registries of special addresses.</summary>
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
            "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>The global part of IPv6; the rest is local, mapped or not given out.</summary>
    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");

    /// <summary>Within the global part: special purposes, documentation, and ways to an address of IPv4.</summary>
    private static readonly IPNetwork[] NotGlobal = [.. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20" }.Select(IPNetwork.Parse)];

    public static string Allowed => "IP addresses and networks with commas between them, such as 10.0.5.0/24 or 192.168.1.20, fd00::/64; no network of everybody";

    public static bool TryParse(string text, [NotNullWhen(true)] out WebhookNetworks? networks)
    {
        networks = NetworkList.TryParse(text, out var found) ? new(found) : null;
        return networks is not null;
    }

    /// <summary>Whether an address lies inside some network rather than in the internet: private, this machine's own, link-local, shared, multicast, or a way around to one of these.</summary>
    public static bool IsInternal(IPAddress address)
    {
        var plain = Plain(address);
        return plain.AddressFamily is AddressFamily.InterNetwork
            ? Special.Any(network => network.Contains(plain))
            : !Global.Contains(plain) || NotGlobal.Any(network => network.Contains(plain));
    }

    public bool Holds(IPAddress address) => Networks.Any(network => network.Contains(Plain(address)));

    public override string ToString() => string.Join(", ", Networks);

    /// <summary>Of IPv4 where it leads there, and without the name of a link, which networks do not know.</summary>
    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
        : address.AddressFamily is AddressFamily.InterNetworkV6 && address.ScopeId != 0 ? new(address.GetAddressBytes())
        : address;
}
