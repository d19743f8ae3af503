using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Shouldly;
using Xunit;

namespace Workers.Hosting.Network;

/// <summary>What a connection that was not made says, for what cannot be arranged on loopback.</summary>
public sealed class ConnectionFaultTests
{
    private static readonly AskedServer Direct = new("db.abc.supabase.co", 5432, "*_SUPABASE_DB_URL", "trust it", "turn TLS on");
    private static readonly AskedServer Other = new("db.example.org", 5432, "*_SUPABASE_DB_URL", "trust it", "turn TLS on");
    private static readonly IPAddress Four = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress Six = IPAddress.Parse("2001:db8::1");

    [Theory]
    [InlineData(SocketError.NetworkUnreachable)]
    [InlineData(SocketError.HostUnreachable)]
    [InlineData(SocketError.AddressNotAvailable)]
    [InlineData(SocketError.AddressFamilyNotSupported)]
    public void A_host_with_an_IPv6_address_only_is_said_to_be_one_with_the_pooler_as_its_remedy(SocketError error)
    {
        var fault = Of(error, Direct, Six);

        fault.Said.ShouldBe("'db.abc.supabase.co' has an IPv6 address only, and this machine has no way to it");
        fault.Remedy.ShouldContain("session pooler");
        fault.Remedy.ShouldContain("*_SUPABASE_DB_URL");
    }

    [Fact]
    public void A_host_that_has_an_IPv4_address_too_is_unreachable_and_no_more_is_said() =>
        Of(SocketError.NetworkUnreachable, Other, Six, Four).Said.ShouldBe("this machine has no way to db.example.org:5432");

    [Fact]
    public void A_name_that_nobody_knows_is_said_and_of_a_direct_host_also_why_it_may_be_unknown_here()
    {
        Of(SocketError.HostNotFound, Other).ShouldBe(new("there is no host named 'db.example.org'", "Correct the host in *_SUPABASE_DB_URL."));
        // A machine without IPv6 asks for IPv4 addresses alone, and there is none.
        Of(SocketError.NoData, Direct).Remedy.ShouldContain("session pooler");
    }

    [Fact]
    public void Each_other_cause_has_its_own_sentence()
    {
        ConnectionFault[] faults =
        [
            Of(SocketError.TryAgain, Other), Of(SocketError.ConnectionRefused, Other), Of(SocketError.TimedOut, Other), Of(SocketError.HostUnreachable, Other),
            Of(SocketError.HostNotFound, Other),
            Of(new AuthenticationException("frame"), Other), Of(new AuthenticationException("ssl", new InvalidOperationException("alert")), Other),
            Of(new HttpRequestException(HttpRequestError.InvalidResponse), Other),
            Of(new CertificateRefusedException(CertificateFlaws.Expired, "expired on 2020-01-01"), Other),
        ];

        faults.Select(fault => fault.Said).ShouldBeUnique();
        faults.ShouldAllBe(fault => fault.Remedy.Length > 0);
    }

    [Fact]
    public void A_certificate_with_several_flaws_has_the_remedy_of_each()
    {
        var fault = Of(new IOException("wrapped", new CertificateRefusedException(CertificateFlaws.OtherHost | CertificateFlaws.Untrusted | CertificateFlaws.Expired, "is bad")), Other);

        fault.Said.ShouldBe("the certificate of db.example.org:5432 is bad");
        fault.Remedy.ShouldContain("Put a name that the certificate is for into *_SUPABASE_DB_URL.");
        fault.Remedy.ShouldContain("trust it");
        fault.Remedy.ShouldContain("Renew");
    }

    [Fact]
    public void What_is_no_failure_to_connect_keeps_its_own_words() => ConnectionFault.Of(new IOException("reset"), Other, []).ShouldBeNull();

    private static ConnectionFault Of(SocketError error, AskedServer server, params IPAddress[] addresses) =>
        ConnectionFault.Of(new IOException("outer", new SocketException((int)error)), server, addresses).ShouldNotBeNull();

    private static ConnectionFault Of(Exception exception, AskedServer server) => ConnectionFault.Of(exception, server, []).ShouldNotBeNull();
}
