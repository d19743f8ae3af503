using System.Diagnostics.CodeAnalysis;
using System.Net;
using Workers.Hosting.Network;

namespace Workers.Web.Access;

/// <summary>The proxies that are believed when they tell for whom they ask. Nobody else is, and of a chain no more than these have told.</summary>
/// <param name="Networks">A single address is a network of one.</param>
internal sealed record TrustedProxies(IReadOnlyList<IPNetwork> Networks)
{
    public static string Allowed => "IP addresses and networks of proxies, with commas between them, such as 127.0.0.1 or 10.0.0.5, fd00::/64; no network of everybody";

    public static bool TryParse(string text, [NotNullWhen(true)] out TrustedProxies? proxies)
    {
        proxies = NetworkList.TryParse(text, out var found) ? new(found) : null;
        return proxies is not null;
    }

    public override string ToString() => string.Join(", ", Networks);
}
