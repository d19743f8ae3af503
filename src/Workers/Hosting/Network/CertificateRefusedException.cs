using System.Security.Authentication;

namespace Workers.Hosting.Network;

/// <summary>What may be wrong with a server's certificate.</summary>
[Flags]
internal enum CertificateFlaws
{
    None = 0,

    /// <summary>It is for other names.</summary>
    OtherHost = 1,

    /// <summary>Nobody who is trusted signed it.</summary>
    Untrusted = 2,

    Expired = 4,

    NotYetValid = 8,

    /// <summary>None was shown, it was revoked, or it is broken.</summary>
    Other = 16,
}

/// <summary>A server's certificate was refused; nothing was sent to it. Thrown within a TLS handshake.</summary>
internal sealed class CertificateRefusedException(CertificateFlaws flaws, string message) : AuthenticationException(message)
{
    public CertificateFlaws Flaws { get; } = flaws;
}
