using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Workers.Hosting.Environments;

namespace Workers.Access;

/// <summary>
/// A key as whoever asks shows it: <c>wk_prod_ID_SECRET</c>. The environment stands in it, so that one database is asked about it and no other; the beginning lets
/// programs that look for secrets in files find it. Its secret has 256 bits, so that a plain SHA-256 of it may be kept.
/// </summary>
internal sealed record KeyText(TargetEnvironment Environment, string Id, string Secret)
{
    private const string Mark = "wk";
    private const string IdSigns = "abcdefghijklmnopqrstuvwxyz234567";
    private const string SecretSigns = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int IdLength = 12;
    private const int SecretLength = 43;

    private static readonly SearchValues<char> OfIds = SearchValues.Create(IdSigns);
    private static readonly SearchValues<char> OfSecrets = SearchValues.Create(SecretSigns);

    /// <summary>Of the secret, in small hexadecimal letters.</summary>
    public string SecretSha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(Secret)));

    /// <summary>One that nobody has had before.</summary>
    public static KeyText Make(TargetEnvironment environment) =>
        new(environment, RandomNumberGenerator.GetString(IdSigns, IdLength), RandomNumberGenerator.GetString(SecretSigns, SecretLength));

    public static bool TryParse(string? text, [NotNullWhen(true)] out KeyText? key)
    {
        key = text?.Split('_') is [Mark, var environment, { Length: IdLength } id, { Length: SecretLength } secret]
            && TargetEnvironments.TryParse(environment, out var name) && environment == WordOf(name)
            && !id.AsSpan().ContainsAnyExcept(OfIds) && !secret.AsSpan().ContainsAnyExcept(OfSecrets)
            ? new(name, id, secret)
            : null;
        return key is not null;
    }

    /// <summary>To be shown once, to who asked for it.</summary>
    public string Show() => $"{Mark}_{WordOf(Environment)}_{Id}_{Secret}";

    /// <summary>Without the secret: it may stand in a log.</summary>
    public override string ToString() => $"{Mark}_{WordOf(Environment)}_{Id}_…";

    private static string WordOf(TargetEnvironment environment) => environment.Label().ToLowerInvariant();
}
