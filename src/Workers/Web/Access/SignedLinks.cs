using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Workers.Hosting.Environments;

namespace Workers.Web.Access;

/// <summary>What a signed address leads to.</summary>
internal enum LinkedContent
{
    Pdf,
    Result,
    Text,
}

/// <summary>What a signed address says.</summary>
/// <param name="ContentSha256">Of the PDF as it was when the address was made; empty where it was not known.</param>
/// <param name="KeyId">Of whose key it was made: it ends with that.</param>
internal sealed record SignedLink(TargetEnvironment Environment, Guid Document, LinkedContent What, string ContentSha256, string KeyId, DateTimeOffset ExpiresAt);

/// <summary>
/// Addresses that serve for some minutes without a key. Each is signed over all that it says, with a key that follows from a secret of the settings: every server that has it reads them,
/// and nothing is kept.
/// </summary>
internal sealed class SignedLinks(WebOptions options, TimeProvider time)
{
    public const string Place = "/v1/content";

    /// <summary>What an address is asked with.</summary>
    public static QueryWords Words { get; } = new(["content", "key", "expires", "signature"]);

    private const int KeyBytes = 32;

    private readonly byte[]? _key = options.LinkSecret is { } secret
        ? HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), KeyBytes, info: "workers signed addresses 1"u8.ToArray())
        : null;

    /// <summary>False where no secret is set: none is made, and none is read.</summary>
    public bool IsOffered => _key is not null;

    /// <summary>The moment to which an address serves that is made now.</summary>
    public DateTimeOffset EndOf(TimeSpan lasting) => DateTimeOffset.FromUnixTimeSeconds((time.GetUtcNow() + lasting).ToUnixTimeSeconds());

    /// <exception cref="InvalidOperationException">No secret is set.</exception>
    public string AddressOf(SignedLink link) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Place}/{link.Environment.Label().ToLowerInvariant()}/{link.Document:D}/{WordOf(link.What)}?content={link.ContentSha256}&key={link.KeyId}&expires={link.ExpiresAt.ToUnixTimeSeconds()}&signature={Base64Url.EncodeToString(Sign(link))}");

    /// <returns>What it says; null of one that nobody here signed, and of one that is over.</returns>
    public SignedLink? Read(string environment, Guid document, string what, IQueryCollection query)
    {
        if (_key is null || !TargetEnvironments.TryParse(environment, out var name) || !Enum.TryParse<LinkedContent>(what, ignoreCase: true, out var content) || what != WordOf(content)
            || !long.TryParse(query["expires"], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            return null;
        }

        var link = new SignedLink(name, document, content, query["content"].ToString(), query["key"].ToString(), DateTimeOffset.FromUnixTimeSeconds(seconds));
        Span<byte> shown = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var signature = query["signature"].ToString();
        return Base64Url.IsValid(signature, out var length) && length == shown.Length && Base64Url.DecodeFromChars(signature, shown) == length
            && CryptographicOperations.FixedTimeEquals(shown, Sign(link)) && link.ExpiresAt > time.GetUtcNow()
            ? link
            : null;
    }

    private static string WordOf(LinkedContent what) => what.ToString().ToLowerInvariant();

    /// <summary>No part holds a line break that could make it another's: environments, ids and words are ours, the rest is counted.</summary>
    private byte[] Sign(SignedLink link) => HMACSHA256.HashData(
        _key ?? throw new InvalidOperationException("No secret is set."),
        Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"{link.Environment}\n{link.Document:D}\n{link.What}\n{link.ExpiresAt.ToUnixTimeSeconds()}\n{link.ContentSha256.Length}\n{link.ContentSha256}\n{link.KeyId}")));
}
