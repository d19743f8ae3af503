using System.Net;
using System.Net.Sockets;

namespace Workers.Web.Access;

/// <summary>By what those are counted who show nothing, or nothing that serves (pure).</summary>
internal static class AddressBlock
{
    private const int BytesOfNetwork = 8;

    /// <summary>One address of IPv4, however it is written; of IPv6 the /64, of which one machine has every address.</summary>
    public static string Of(IPAddress? address)
    {
        if (address is null)
        {
            return "";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4().ToString();
        }

        if (address.AddressFamily is not AddressFamily.InterNetworkV6)
        {
            return address.ToString();
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(BytesOfNetwork).Clear();
        return $"{new IPAddress(bytes)}/64";
    }
}
