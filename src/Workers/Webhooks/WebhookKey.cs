using System.Security.Cryptography;
using System.Text;
using Workers.Hosting.Environments;

namespace Workers.Webhooks;

/// <summary>What a server derives secrets from. Environment and database belong to each: what was copied elsewhere signs nothing that the office takes for its own. Pure.</summary>
/// <param name="text">Of the setting.</param>
internal sealed class WebhookKey(string text)
{
    private const int SecretLength = 32;
    private const int CheckLength = 16;
    private const string Prefix = "whsec_";

    private readonly byte[] _key = Encoding.UTF8.GetBytes(text);

    /// <summary>By which another server of the same key is known; tells nothing of the key.</summary>
    /// <param name="identity">Of the database.</param>
    public string CheckOf(TargetEnvironment environment, Guid identity) => Convert.ToHexStringLower(Derive($"workers webhooks check {environment.Label()} {identity}", CheckLength));

    public byte[] SecretOf(TargetEnvironment environment, Guid identity, Guid endpoint, int generation) =>
        Derive(FormattableString.Invariant($"workers webhooks secret {environment.Label()} {identity} {endpoint} {generation}"), SecretLength);

    /// <summary>Of a sender that signs its calls: none of these is ever an endpoint's.</summary>
    public byte[] SenderSecretOf(TargetEnvironment environment, Guid identity, Guid sender, int generation) =>
        Derive(FormattableString.Invariant($"workers senders secret {environment.Label()} {identity} {sender} {generation}"), SecretLength);

    /// <summary>As receivers and senders take it.</summary>
    public static string Show(byte[] secret) => Prefix + Convert.ToBase64String(secret);

    private byte[] Derive(string info, int length) => HKDF.DeriveKey(HashAlgorithmName.SHA256, _key, length, info: Encoding.UTF8.GetBytes(info));
}
