using System.Text.Json.Nodes;

namespace Simulators.Strangers.Supabase;

/// <summary>
/// What the gateway makes of the keys of a request: the request that goes on, with the <c>Authorization</c> that PostgREST and Storage
/// see, or the gateway's own refusal.
/// </summary>
internal static class GatewayKeys
{
    private const string Bearer = "Bearer ";

    // The gateway's own tokens are short-lived.
    private const long TokenSeconds = 300;

    public static (StrangerRequest? Passed, StrangerAnswer? Refusal) Admit(
        StrangerRequest request, StrangerRealm realm, StrangerSupabaseOptions options, DateTimeOffset now)
    {
        var key = request["apikey"] is { Length: > 0 } header ? header : request.Asked("apikey") ?? "";
        if (key.Length is 0)
        {
            // Storage has no key-auth: S3 requests carry none.
            return realm is StrangerRealm.Storage ? (request, null) : (null, NoKey(options.Gateway));
        }

        var role = RoleOf(key, options, now);
        if (role is null)
        {
            return realm is StrangerRealm.Storage && options.Gateway is not StrangerGateway.Platform
                ? (request, null)
                : (null, WrongKey(options.Gateway));
        }

        if (options.Gateway is StrangerGateway.Platform && PlatformRefusal(request, key, options) is { } refusal)
        {
            return (null, refusal);
        }

        return (request.With("Authorization", Authorization(request["Authorization"], key, role, realm, options, now)), null);
    }

    private static string? RoleOf(string key, StrangerSupabaseOptions options, DateTimeOffset now)
    {
        if (key == options.SecretKey)
        {
            return "service_role";
        }

        if (key == options.PublishableKey)
        {
            return "anon";
        }

        // An expired key is a known one; PostgREST says that it has expired.
        var (claims, fault) = SignedToken.Read(key, options.JwtSecret, now);
        return fault is { Code: "PGRST303" } ? "expired" : (string?)claims?["role"] is "service_role" or "anon" ? (string?)claims["role"] : null;
    }

    private static string? Authorization(
        string sent, string key, string role, StrangerRealm realm, StrangerSupabaseOptions options, DateTimeOffset now)
    {
        var opaque = IsOpaque(key);
        if (sent.Length > 0 && !sent.StartsWith(Bearer + "sb_", StringComparison.Ordinal))
        {
            return sent;
        }

        if (realm is StrangerRealm.Storage && opaque && !options.StorageTakesApiKeyAlone)
        {
            return sent.Length > 0 ? sent : null;
        }

        if (sent.Length > 0 && options is { Gateway: StrangerGateway.Platform, OpaqueBearer: StrangerOpaqueBearer.Refused })
        {
            return sent;
        }

        return Bearer + (opaque ? Token(role, options, now) : key);
    }

    private static StrangerAnswer? PlatformRefusal(StrangerRequest request, string key, StrangerSupabaseOptions options)
    {
        if (!IsOpaque(key) && !options.LegacyKeysEnabled)
        {
            return Refuse(
                "Legacy API keys are disabled",
                "Your legacy API keys (anon, service_role) were disabled. Re-enable them in the Supabase dashboard, or use the new publishable and secret API keys.");
        }

        if (key == options.SecretKey && request["User-Agent"].StartsWith("Mozilla/", StringComparison.Ordinal))
        {
            return Refuse(
                "Forbidden use of secret API key in browser",
                "Secret API keys can only be used in a protected environment and should never be used in a browser.");
        }

        var bearer = request["Authorization"];
        return bearer.StartsWith(Bearer + "sb_", StringComparison.Ordinal) && bearer != Bearer + key ? WrongKey(StrangerGateway.Platform) : null;
    }

    private static bool IsOpaque(string key) => key.StartsWith("sb_", StringComparison.Ordinal);

    private static string Token(string role, StrangerSupabaseOptions options, DateTimeOffset now) => SignedToken.Sign(options.JwtSecret, new JsonObject
    {
        ["iss"] = "api-keys-jwt-issuer",
        ["role"] = role,
        ["iat"] = now.ToUnixTimeSeconds(),
        ["exp"] = now.ToUnixTimeSeconds() + TokenSeconds,
    });

    private static StrangerAnswer NoKey(StrangerGateway gateway) => gateway switch
    {
        StrangerGateway.Envoy => StrangerAnswer.Text(401, "Unauthorized", "text/plain"),
        StrangerGateway.Kong => StrangerAnswer.Json(401, new JsonObject { ["message"] = "No API key found in request" }).With("WWW-Authenticate", "Key realm=\"kong\""),
        _ => Refuse("No API key found in request", "No `apikey` request header or url param was found."),
    };

    private static StrangerAnswer WrongKey(StrangerGateway gateway) => gateway switch
    {
        StrangerGateway.Envoy => StrangerAnswer.Text(401, "Unauthorized", "text/plain"),
        StrangerGateway.Kong => StrangerAnswer.Json(401, new JsonObject { ["message"] = "Invalid authentication credentials" }),
        _ => Refuse("Invalid API key", "Double check your Supabase `anon` or `service_role` API key."),
    };

    private static StrangerAnswer Refuse(string message, string hint) =>
        StrangerAnswer.Json(401, new JsonObject { ["message"] = message, ["hint"] = hint });
}
