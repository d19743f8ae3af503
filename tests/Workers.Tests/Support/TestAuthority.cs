using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Workers.Support;

/// <summary>An authority of its own that nobody trusts unless told, and the certificates that it signs.</summary>
internal sealed class TestAuthority : IDisposable
{
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);
    private readonly X509Certificate2 _certificate;

    public TestAuthority(string name = "Authority of the tests")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = TimeProvider.System.GetUtcNow();
        _certificate = request.CreateSelfSigned(now - (10 * Year), now + (10 * Year));
    }

    /// <summary>Its certificate, as sslrootcert names it.</summary>
    public string Pem => _certificate.ExportCertificatePem();

    /// <param name="host">A name or an address.</param>
    /// <param name="ended">How long ago it expired; null for one that is valid.</param>
    public X509Certificate2 Issue(string host, TimeSpan? ended = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out var address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(host);
        }

        request.CertificateExtensions.Add(names.Build());
        var end = TimeProvider.System.GetUtcNow() + (ended is { } ago ? -ago : Year);
        using var bare = request.Create(_certificate, end - Year, end, RandomNumberGenerator.GetBytes(8));
        // A server needs the key in the certificate itself.
        return X509CertificateLoader.LoadPkcs12(bare.CopyWithPrivateKey(key).Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    public void Dispose() => _certificate.Dispose();
}
