using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Workers.Webhooks.Senders;

/// <summary>Signs as the specification says it, apart from the code that verifies.</summary>
internal static class SignedCallText
{
    /// <param name="secret">As a sender is told it.</param>
    public static byte[] SecretOf(string secret) => Convert.FromBase64String(secret["whsec_".Length..]);

    public static string Sign(byte[] secret, string id, long seconds, byte[] body)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{seconds}.")), .. body];
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(secret, signed));
    }
}
