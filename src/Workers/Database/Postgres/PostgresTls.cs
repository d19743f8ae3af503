using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Npgsql;
using Workers.Hosting.Files;
using Workers.Hosting.Network;

namespace Workers.Database.Postgres;

/// <summary>What of a server's certificate is verified.</summary>
internal enum PostgresTrust
{
    /// <summary>Nothing: anybody who answers is believed.</summary>
    Nobody,

    /// <summary>Who signed it (libpq's verify-ca).</summary>
    Authority,

    /// <summary>Who signed it, and that it is for the host that was asked (verify-full).</summary>
    Host,
}

/// <summary>
/// TLS as libpq's <c>sslmode</c> and <c>sslrootcert</c> mean it (Postgres manual, libpq, SSL support): a root given with <c>require</c> is
/// verified as with <c>verify-ca</c>; <c>system</c> needs <c>verify-full</c>. Where libpq would look for a root in the user's home,
/// <c>verify-full</c> takes the machine's roots, and a root that <c>prefer</c> would verify only to go on without TLS is refused.
/// </summary>
/// <param name="Mode">What is negotiated.</param>
/// <param name="Trust">What is verified; only ever above nobody where TLS is required.</param>
/// <param name="RootFile">The trusted authorities; null means the machine's.</param>
internal sealed record PostgresTls(SslMode Mode, PostgresTrust Trust, string? RootFile)
{
    private const string Machine = "system";

    /// <returns>Null and the next step where the two do not go together.</returns>
    public static (PostgresTls? Tls, string Remedy) Of(SslMode? mode, string? root) => (mode, root) switch
    {
        (null or SslMode.VerifyFull, Machine) => (new(SslMode.Require, PostgresTrust.Host, null), ""),
        (_, Machine) => (null, "sslrootcert=system is only safe with sslmode=verify-full: set that, or name the authority's file."),
        (SslMode.VerifyFull, _) => (new(SslMode.Require, PostgresTrust.Host, root), ""),
        (SslMode.VerifyCA, null) => (null, "sslmode=verify-ca needs the authority's certificate: add sslrootcert=/path/to/ca.crt, or set sslmode=verify-full."),
        (SslMode.VerifyCA or SslMode.Require, { }) => (new(SslMode.Require, PostgresTrust.Authority, root), ""),
        (_, { }) => (null, "sslrootcert is of no use without TLS for certain: add sslmode=verify-full (or verify-ca, require)."),
        _ => (new(mode ?? SslMode.Prefer, PostgresTrust.Nobody, null), ""),
    };

    /// <returns>Why the file of authorities cannot be used; null when it can.</returns>
    public string? FindFileFault()
    {
        try
        {
            Roots();
            return null;
        }
        catch (IOException fault)
        {
            return fault.Message;
        }
    }

    /// <summary>For <see cref="NpgsqlDataSourceBuilder.UseSslClientAuthenticationOptionsCallback"/>.</summary>
    /// <exception cref="IOException">The file of authorities cannot be used.</exception>
    public void Apply(SslClientAuthenticationOptions options)
    {
        if (Trust is PostgresTrust.Nobody)
        {
            return;
        }

        if (Roots() is { } roots)
        {
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
        }

        var host = options.TargetHost ?? "";
        options.RemoteCertificateValidationCallback = Trust is PostgresTrust.Host ? CertificateJudge.WholeOf(host) : CertificateJudge.AuthorityOf(host);
    }

    private X509Certificate2Collection? Roots()
    {
        if (RootFile is null)
        {
            return null;
        }

        var roots = new X509Certificate2Collection();
        try
        {
            roots.ImportFromPem(GivenFile.ReadText(RootFile));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new IOException($"sslrootcert '{RootFile}' cannot be read: {fault.Message}", fault);
        }

        return roots.Count > 0 ? roots : throw new IOException($"sslrootcert '{RootFile}' holds no certificate in PEM form");
    }
}
