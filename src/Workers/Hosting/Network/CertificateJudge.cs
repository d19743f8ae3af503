using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Workers.Hosting.Http;

namespace Workers.Hosting.Network;

/// <summary>Turns the platform's verdict on a server's certificate into words. It never accepts what the platform refused.</summary>
internal static class CertificateJudge
{
    private const int MostNames = 3;

    /// <summary>For a client that verifies the authority, the host's name and the dates.</summary>
    public static RemoteCertificateValidationCallback WholeOf(string host) => (_, certificate, chain, errors) => Judge(certificate, chain, errors, host);

    /// <summary>For a client that verifies the authority and the dates, whatever name the certificate is for.</summary>
    public static RemoteCertificateValidationCallback AuthorityOf(string host) =>
        (_, certificate, chain, errors) => Judge(certificate, chain, errors & ~SslPolicyErrors.RemoteCertificateNameMismatch, host);

    /// <returns>True; everything else is thrown, so that it reaches who asked.</returns>
    /// <exception cref="CertificateRefusedException">The platform refused it.</exception>
    private static bool Judge(X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors, string host)
    {
        if (errors is SslPolicyErrors.None)
        {
            return true;
        }

        if (shown is not X509Certificate2 certificate || chain is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            throw new CertificateRefusedException(CertificateFlaws.Other, "shows no certificate");
        }

        var flaws = CertificateFlaws.None;
        List<string> said = [];
        Add(errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch), CertificateFlaws.OtherHost, () => $"is for {NamesOf(certificate)} and not for {host}");
        var status = errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) ? chain.ChainStatus : [];
        Add(Has(X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain), CertificateFlaws.Untrusted, () => $"is signed by '{Shown(chain)}', which is not trusted here");
        if (Has(X509ChainStatusFlags.NotTimeValid))
        {
            var outside = chain.ChainElements.Select(element => element.Certificate).FirstOrDefault(one => !Covers(one, chain)) ?? certificate;
            var isOver = outside.NotAfter <= chain.ChainPolicy.VerificationTime;
            Add(isOver, CertificateFlaws.Expired, () => $"expired on {Day(outside.NotAfter)}");
            Add(!isOver, CertificateFlaws.NotYetValid, () => $"is valid only from {Day(outside.NotBefore)}");
        }

        Add(flaws is CertificateFlaws.None, CertificateFlaws.Other, () => string.Join(", ", status.Select(one => one.Status)));
        throw new CertificateRefusedException(flaws, string.Join(", ", said));

        bool Has(X509ChainStatusFlags flag) => Array.Exists(status, one => (one.Status & flag) is not X509ChainStatusFlags.NoError);

        void Add(bool holds, CertificateFlaws flaw, Func<string> words)
        {
            if (holds)
            {
                flaws |= flaw;
                said.Add(words());
            }
        }
    }

    private static bool Covers(X509Certificate2 certificate, X509Chain chain) =>
        certificate.NotBefore <= chain.ChainPolicy.VerificationTime && chain.ChainPolicy.VerificationTime < certificate.NotAfter;

    private static string Day(DateTime local) => local.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Who signed the last certificate of what could be followed.</summary>
    private static string Shown(X509Chain chain) => ForeignBody.Show(chain.ChainElements.Count == 0 ? "" : chain.ChainElements[^1].Certificate.Issuer);

    private static string NamesOf(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(extension => extension.EnumerateDnsNames().Concat(extension.EnumerateIPAddresses().Select(address => address.ToString())))
            .ToList();
        var shown = names.Count == 0 ? certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) : string.Join(", ", names.Take(MostNames));
        return ForeignBody.Show(names.Count > MostNames ? shown + ", …" : shown);
    }
}
