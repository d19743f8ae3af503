using System.Net;
using Workers.Hosting.Network;

namespace Workers.Database;

/// <summary>The one way by which HTTP goes to a Supabase project: its key reaches the address that is configured and no other.</summary>
internal static class SupabaseHttp
{
    /// <summary>The longest wait for a connection.</summary>
    public static TimeSpan Connecting { get; } = TimeSpan.FromSeconds(5);

    /// <summary>No redirect is followed, no proxy stands before this machine itself, and a certificate that is refused says why.</summary>
    /// <param name="project">As <c>*_SUPABASE_URL</c> names it.</param>
    public static SocketsHttpHandler Handler(Uri project) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        // Some gateways pack what they pass on, also for those who did not ask.
        AutomaticDecompression = DecompressionMethods.All,
        UseProxy = !project.IsLoopback,
        ConnectTimeout = Connecting,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        SslOptions = { RemoteCertificateValidationCallback = CertificateJudge.WholeOf(project.Host) },
    };

    /// <summary>Scheme, host and port, without what else a URL may hold.</summary>
    public static string Origin(Uri url) => $"{url.Scheme}://{url.Authority}";

    /// <summary>The project's server, for words about it.</summary>
    public static AskedServer Server(Uri project) => new(
        project.Host,
        project.Port,
        "*_SUPABASE_URL",
        "Add the certificate of its authority to this machine's (Debian: /usr/local/share/ca-certificates, then update-ca-certificates).",
        "Correct scheme and port in *_SUPABASE_URL: https:// needs a port that speaks TLS.");
}
