using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Workers.Hosting.Environments;

namespace Workers.Access;

/// <summary>
/// What a browser keeps of a session: <c>prod.SECRET</c>, with 256 random bits. The environment stands in it, so that one database is asked about it and no other. Forms of its
/// pages carry <see cref="FormToken"/>, which nobody can make who has not read the cookie. Pure but for the randomness.
/// </summary>
internal sealed class SessionText
{
    private const int Bytes = 32;

    private static readonly byte[] OfForms = "form of a page"u8.ToArray();

    private readonly byte[] _secret;

    private SessionText(TargetEnvironment environment, byte[] secret) => (Environment, _secret) = (environment, secret);

    public TargetEnvironment Environment { get; }

    /// <summary>Of the secret, in small hexadecimal letters.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(_secret));

    /// <summary>What every form of the session's pages carries.</summary>
    public string FormToken => Base64Url.EncodeToString(HMACSHA256.HashData(_secret, OfForms));

    /// <summary>One that nobody has had before.</summary>
    public static SessionText Make(TargetEnvironment environment) => new(environment, RandomNumberGenerator.GetBytes(Bytes));

    public static bool TryParse(string? text, [NotNullWhen(true)] out SessionText? session)
    {
        session = null;
        if (text is { Length: < 100 } && text.Split('.') is [var word, var secret] && TargetEnvironments.TryParse(word, out var environment) && word == WordOf(environment))
        {
            Span<byte> read = stackalloc byte[100];
            if (Base64Url.IsValid(secret) && Base64Url.TryDecodeFromChars(secret, read, out var written) && written == Bytes)
            {
                session = new(environment, read[..written].ToArray());
            }
        }

        return session is not null;
    }

    /// <summary>In a time that does not depend on where they differ.</summary>
    public bool IsFormToken(string? shown) => shown is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(shown), Encoding.UTF8.GetBytes(FormToken));

    /// <summary>For the browser alone.</summary>
    public string Show() => $"{WordOf(Environment)}.{Base64Url.EncodeToString(_secret)}";

    /// <summary>Without the secret: it may stand in a log.</summary>
    public override string ToString() => $"{WordOf(Environment)}.…";

    private static string WordOf(TargetEnvironment environment) => environment.Label().ToLowerInvariant();
}
