using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Simulators.Integrator;

/// <summary>Signing and verifying after Standard Webhooks 1.0 (symmetric, <c>v1</c>), written out by hand.</summary>
public static class StandardSignature
{
    /// <summary>How far a timestamp may lie from the clock of whoever verifies, to either side.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private const string Prefix = "whsec_";

    /// <summary>The bytes of a secret told as <c>whsec_</c> + base64.</summary>
    /// <exception cref="FormatException">What follows the prefix is no base64, or the prefix is missing.</exception>
    public static byte[] KeyOf(string secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return secret.StartsWith(Prefix, StringComparison.Ordinal)
            ? Convert.FromBase64String(secret[Prefix.Length..])
            : throw new FormatException($"a secret begins with {Prefix}");
    }

    /// <summary>A secret of that many bytes, drawn from a seed: the same seed gives the same secret.</summary>
    public static string SecretOf(int seed, int bytes = 32)
    {
        var key = SHA512.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"integrator {seed}")));
        return Prefix + Convert.ToBase64String(key.AsSpan(0, bytes));
    }

    /// <summary>The HMAC-SHA256 over <c>{id}.{timestamp}.{body}</c>, its text parts as UTF-8.</summary>
    public static byte[] Mac(ReadOnlySpan<byte> key, string id, string timestamp, ReadOnlySpan<byte> body) =>
        HMACSHA256.HashData(key, Content(id, timestamp, body));

    /// <summary>One entry of <c>webhook-signature</c>: <c>v1,</c> + base64.</summary>
    public static string Sign(string secret, string id, string timestamp, ReadOnlySpan<byte> body) =>
        "v1," + Convert.ToBase64String(Mac(KeyOf(secret), id, timestamp, body));

    /// <summary>The bytes that are signed.</summary>
    public static byte[] Content(string id, string timestamp, ReadOnlySpan<byte> body) =>
        [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];

    /// <summary>
    /// Which of the secrets (by place) signed it. Entries are compared as text in constant time, so that only the
    /// one true spelling of the base64 counts; versions other than <c>v1</c> are passed over.
    /// </summary>
    public static IReadOnlyList<int> SignedBy(
        IReadOnlyList<string> secrets, string id, string timestamp, ReadOnlySpan<byte> body, string signatures)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        ArgumentNullException.ThrowIfNull(signatures);
        var matched = new List<int>();
        var entries = signatures.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var place = 0; place < secrets.Count; place++)
        {
            var right = Encoding.UTF8.GetBytes(Sign(secrets[place], id, timestamp, body));
            var hit = false;
            foreach (var entry in entries)
                hit |= CryptographicOperations.FixedTimeEquals(right, Encoding.UTF8.GetBytes(entry));
            if (hit)
                matched.Add(place);
        }

        return matched;
    }

    /// <summary>Whole seconds since 1970 in ASCII digits alone, or nothing.</summary>
    public static DateTimeOffset? TimeOf(string timestamp)
    {
        ArgumentNullException.ThrowIfNull(timestamp);
        return timestamp.Length is > 0 and <= 11 && timestamp.All(char.IsAsciiDigit)
            ? DateTimeOffset.FromUnixTimeSeconds(long.Parse(timestamp, CultureInfo.InvariantCulture))
            : null;
    }
}
