using Shouldly;
using Workers.Hosting.Settings;
using Xunit;

namespace Workers.Hosting.Listener;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("9464", "127.0.0.1:9464", true)]
    [InlineData("127.0.0.1:9464", "127.0.0.1:9464", true)]
    [InlineData("[::1]:9464", "[::1]:9464", true)]
    [InlineData("0.0.0.0:9464", "0.0.0.0:9464", false)]
    [InlineData("10.0.0.5:80", "10.0.0.5:80", false)]
    public void A_port_alone_is_this_machines_own_and_any_other_address_is_said_in_full(string text, string address, bool isLoopback)
    {
        ListenAddress.TryParse(text, out var read).ShouldBeTrue();

        read!.ToString().ShouldBe(address);
        read.IsLoopback.ShouldBe(isLoopback);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("65536")]
    [InlineData("-1")]
    [InlineData("*:9464")]
    [InlineData("localhost:9464")]
    [InlineData("127.1:9464")]
    [InlineData("10.0.0.5")]
    [InlineData("10.0.0.5:0")]
    [InlineData("::1:9464")]
    [InlineData("http://127.0.0.1:9464")]
    public void Everything_else_is_refused_by_name(string text)
    {
        ListenAddress.TryParse(text, out _).ShouldBeFalse();

        var reader = new SettingsReader(new Dictionary<string, string>(StringComparer.Ordinal) { ["METRICS_LISTEN"] = text });
        reader.Read<ListenerOptions>().Listen.ShouldBeNull();
        var fault = reader.Faults.ShouldHaveSingleItem().ToString();
        fault.ShouldContain("METRICS_LISTEN");
        fault.ShouldContain(text);
        fault.ShouldContain("127.0.0.1:9464");
    }
}
