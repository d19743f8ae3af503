using System.Net;
using Shouldly;
using Xunit;

namespace Workers.Webhooks;

public sealed class WebhookNetworksTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("10.255.0.1")]
    [InlineData("100.64.0.1")]
    [InlineData("127.0.0.2")]
    [InlineData("169.254.169.254")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.0.1")]
    [InlineData("198.19.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:8.8.8.8%0", false)]
    [InlineData("::127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("64:ff9b:1::a00:1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("fc00::1")]
    [InlineData("fd12:3456::1")]
    [InlineData("fe80::1%1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    [InlineData("8.8.8.8", false)]
    [InlineData("172.32.0.1", false)]
    [InlineData("100.128.0.1", false)]
    [InlineData("2606:4700::1111", false)]
    public void What_leads_inside_a_network_is_known_in_every_spelling(string address, bool isInternal = true) => WebhookNetworks.IsInternal(IPAddress.Parse(address)).ShouldBe(isInternal);

    [Theory]
    [InlineData("10.0.5.0/24", "10.0.5.9", "10.0.6.9")]
    [InlineData("192.168.1.20", "::ffff:192.168.1.20", "192.168.1.21")]
    [InlineData("fd00::/64, 127.0.0.1", "fd00::5", "fd00:0:0:1::5")]
    public void What_is_allowed_is_that_and_nothing_beside_it(string text, string inside, string outside)
    {
        WebhookNetworks.TryParse(text, out var networks).ShouldBeTrue();

        networks.Holds(IPAddress.Parse(inside)).ShouldBeTrue();
        networks.Holds(IPAddress.Parse(outside)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("everybody")]
    [InlineData("0.0.0.0/0")]
    [InlineData("10.0.0.0/33")]
    [InlineData("010.0.0.1")]
    public void What_is_no_network_or_everybody_is_refused(string text) => WebhookNetworks.TryParse(text, out _).ShouldBeFalse();
}
