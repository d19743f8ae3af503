using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Workers.Hosting.Network;

/// <summary>Why a server could not be reached, in words for the operator.</summary>
/// <param name="Said">What was found, without a stop at its end.</param>
/// <param name="Remedy">The next step; its variable is spelled <c>*_NAME</c>.</param>
internal sealed record ConnectionFault(string Said, string Remedy)
{
    private const string UsePooler = "use the project's session pooler there (host ….pooler.supabase.com, port 5432, user postgres.<project>)";

    private static readonly TimeSpan LookUpBound = TimeSpan.FromSeconds(2);

    /// <summary>Looks the host's addresses up where that tells more.</summary>
    /// <returns>Null where nothing better is known than the exception's own words.</returns>
    public static async Task<ConnectionFault?> ExplainAsync(Exception exception, AskedServer server) =>
        Of(exception, server, IsUnreachable(exception) ? await LookUpAsync(server.Host) : []);

    /// <summary>The decision (pure).</summary>
    /// <param name="exception">As the client threw it.</param>
    /// <param name="server">What was asked.</param>
    /// <param name="addresses">Those of the host, where they are known.</param>
    public static ConnectionFault? Of(Exception exception, AskedServer server, IReadOnlyList<IPAddress> addresses)
    {
        foreach (var inner in Chain(exception))
        {
            switch (inner)
            {
                case CertificateRefusedException refused:
                    return new($"the certificate of {server} {refused.Message}", RemedyOf(refused.Flaws, server));
                case SocketException { SocketErrorCode: var code } when OfSocket(code, server, addresses) is { } fault:
                    return fault;
                case AuthenticationException { InnerException: null }:
                    return new($"{server} does not speak TLS", server.PlainRemedy);
                case AuthenticationException { InnerException: { } deeper }:
                    return new($"no TLS handshake with {server}: {deeper.Message}", $"Check what listens there, and host and port in {server.Variable}.");
                case HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse }:
                    return new($"what listens at {server} does not speak HTTP", $"Correct scheme, host and port in {server.Variable}.");
                case TimeoutException:
                    return Silent(server);
            }
        }

        return null;
    }

    private static IEnumerable<Exception> Chain(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            yield return exception;
        }
    }

    private static ConnectionFault? OfSocket(SocketError code, AskedServer server, IReadOnlyList<IPAddress> addresses) => code switch
    {
        SocketError.HostNotFound or SocketError.NoData => new(
            $"there is no host named '{server.Host}'",
            $"Correct the host in {server.Variable}.{(server.IsDirectSupabaseHost ? $" A project's direct host has an IPv6 address only: on a machine without IPv6, {UsePooler}." : "")}"),
        SocketError.TryAgain => new($"the name server does not answer for '{server.Host}'", "Check this machine's network and its name server (/etc/resolv.conf)."),
        SocketError.ConnectionRefused => new($"{server} refuses the connection: nothing listens there", $"Start the server, or correct host and port in {server.Variable}."),
        _ when IsUnreachable(code) && addresses.Count > 0 && addresses.All(address => address.AddressFamily is AddressFamily.InterNetworkV6) => new(
            $"'{server.Host}' has an IPv6 address only, and this machine has no way to it",
            $"Supabase's direct database hosts are such: {UsePooler} in {server.Variable}; or give this machine IPv6."),
        _ when IsUnreachable(code) => new($"this machine has no way to {server}", "Check its network, routes and firewall."),
        SocketError.TimedOut => Silent(server),
        _ => null,
    };

    private static ConnectionFault Silent(AskedServer server) => new(
        $"{server} did not answer in time",
        $"Check host and port in {server.Variable}, a firewall between, and that the project is not paused; a server that hangs or is stopped (SIGSTOP, a full disk) answers so too: look at its process and log.{(server.IsDirectSupabaseHost ? $" Where this machine has no IPv6, {UsePooler}." : "")}");

    private static string RemedyOf(CertificateFlaws flaws, AskedServer server) => string.Join(' ', new[]
    {
        flaws.HasFlag(CertificateFlaws.OtherHost) ? $"Put a name that the certificate is for into {server.Variable}." : "",
        flaws.HasFlag(CertificateFlaws.Untrusted) ? server.TrustRemedy : "",
        flaws.HasFlag(CertificateFlaws.Expired) ? "Renew the server's certificate; or correct this machine's clock." : "",
        flaws.HasFlag(CertificateFlaws.NotYetValid) ? "Correct this machine's clock." : "",
        flaws.HasFlag(CertificateFlaws.Other) ? "Give the server a certificate that this machine accepts." : "",
    }.Where(remedy => remedy.Length > 0));

    private static bool IsUnreachable(Exception exception) => Chain(exception).Any(inner => inner is SocketException { SocketErrorCode: var code } && IsUnreachable(code));

    private static bool IsUnreachable(SocketError code) =>
        code is SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported or SocketError.NetworkDown;

    private static async Task<IReadOnlyList<IPAddress>> LookUpAsync(string host)
    {
        try
        {
            using var bound = new CancellationTokenSource(LookUpBound);
            return await Dns.GetHostAddressesAsync(host.Trim('[', ']'), bound.Token);
        }
        catch (Exception unknown) when (unknown is SocketException or OperationCanceledException or ArgumentException)
        {
            return [];
        }
    }
}
