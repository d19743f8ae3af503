using System.Net.Http.Headers;

namespace Workers.Database;

/// <summary>How a key of a Supabase project travels. Supabase, "Understanding API keys".</summary>
internal static class SupabaseKey
{
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
