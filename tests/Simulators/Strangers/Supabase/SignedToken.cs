using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Simulators.Strangers.Supabase;

/// <summary>Why a token is refused, in PostgREST's words.</summary>
internal sealed record TokenFault(string Code, string Message, string? Details = null);

/// <summary>JWTs signed with HS256, and PostgREST's checks of them (<c>Auth/Jwt.hs</c>).</summary>
internal static class SignedToken
{
    // PostgREST forgives clocks this much.
    private const long SkewSeconds = 30;

    public static string Sign(string secret, JsonObject claims)
    {
        var head = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);
        var body = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims));
        return $"{head}.{body}.{Base64Url.EncodeToString(Seal(secret, head, body))}";
    }

    /// <summary>The claims of a token that holds, or the fault that is found first.</summary>
    public static (JsonObject? Claims, TokenFault? Fault) Read(string token, string secret, DateTimeOffset now)
    {
        if (token.Length is 0)
        {
            return (null, new("PGRST301", "Empty JWT is sent in Authorization header"));
        }

        var parts = token.Split('.');
        if (parts.Length is not 3)
        {
            return (null, new("PGRST301", $"Expected 3 parts in JWT; got {parts.Length}"));
        }

        if (!IsSealed(secret, parts))
        {
            return (null, new("PGRST301", "No suitable key or wrong key type", "None of the keys was able to decode the JWT"));
        }

        var claims = Parse(parts[1]);
        if (claims is null)
        {
            return (null, new("PGRST303", "Parsing claims failed"));
        }

        return FaultOf(claims, now.ToUnixTimeSeconds()) is { } message ? (null, new("PGRST303", message)) : (claims, null);
    }

    private static bool IsSealed(string secret, string[] parts)
    {
        var head = Parse(parts[0]);
        return head?["alg"] is JsonValue alg && alg.TryGetValue(out string? name) && name == "HS256"
            && Base64Url.IsValid(parts[2])
            && CryptographicOperations.FixedTimeEquals(Base64Url.DecodeFromChars(parts[2]), Seal(secret, parts[0], parts[1]));
    }

    private static string? FaultOf(JsonObject claims, long now) =>
        Wrong(claims, "exp", at => now - SkewSeconds > at, "JWT expired")
        ?? Wrong(claims, "nbf", at => now + SkewSeconds < at, "JWT not yet valid")
        ?? Wrong(claims, "iat", at => now + SkewSeconds < at, "JWT issued at future");

    private static string? Wrong(JsonObject claims, string name, Func<long, bool> wrong, string message) => claims[name] switch
    {
        null => null,
        JsonValue value when value.GetValueKind() is JsonValueKind.Number => wrong((long)value.GetValue<double>()) ? message : null,
        _ => $"The JWT '{name}' claim must be a number",
    };

    private static JsonObject? Parse(string part)
    {
        try
        {
            return Base64Url.IsValid(part) ? JsonNode.Parse(Base64Url.DecodeFromChars(part)) as JsonObject : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[] Seal(string secret, string head, string body) =>
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes($"{head}.{body}"));
}
