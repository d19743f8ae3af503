using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Workers.Database;

/// <summary>Whose key it is, as far as the key itself tells.</summary>
internal enum SupabaseKeyKind
{
    Unknown,

    /// <summary>May do everything.</summary>
    Service,

    /// <summary>For browsers: may do nothing here.</summary>
    Public,
}

/// <summary>How a key of a Supabase project travels. Supabase, "Understanding API keys".</summary>
internal static class SupabaseKey
{
    /// <summary>By its beginning (<c>sb_secret_</c>, <c>sb_publishable_</c>), or by the role that a token names. Nothing is verified. Pure.</summary>
    public static SupabaseKeyKind KindOf(string key) =>
        key.StartsWith("sb_secret_", StringComparison.Ordinal) ? SupabaseKeyKind.Service
        : key.StartsWith("sb_publishable_", StringComparison.Ordinal) ? SupabaseKeyKind.Public
        : RoleOf(key) switch
        {
            "service_role" => SupabaseKeyKind.Service,
            "anon" or "authenticated" => SupabaseKeyKind.Public,
            _ => SupabaseKeyKind.Unknown,
        };

    private static string? RoleOf(string token)
    {
        if (token.Split('.') is not [_, var claims, _])
        {
            return null;
        }

        try
        {
            var text = claims.Replace('-', '+').Replace('_', '/');
            using var json = JsonDocument.Parse(Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '=')));
            return json.RootElement.ValueKind is JsonValueKind.Object && json.RootElement.TryGetProperty("role", out var role) && role.ValueKind is JsonValueKind.String ? role.GetString() : null;
        }
        catch (Exception none) when (none is FormatException or JsonException or DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>A key of the newer kind (<c>sb_secret_…</c>) is no token: as one it is refused, so it goes into <c>apikey</c> alone.</summary>
    public static void Put(string key, HttpRequestHeaders headers)
    {
        headers.Add("apikey", key);
        if (!key.StartsWith("sb_", StringComparison.Ordinal))
        {
            headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }
    }
}
