using Microsoft.AspNetCore.Http;

namespace Simulators.Supabase;

/// <summary>Whose request it is, by the keys it carries.</summary>
internal enum Caller
{
    Nobody,
    Unknown,
    Anon,
    Service,
}

/// <summary>The project's two keys: tokens, or of the newer kind (<c>sb_…</c>), which is no token.</summary>
internal sealed class FrontKeys(string serviceKey, string anonKey)
{
    private const string NewerKind = "sb_";

    /// <summary>By the apikey header, which the gateway asks for before PostgREST.</summary>
    public Caller ByApiKey(HttpRequest request) => Of(request.Headers["apikey"].ToString());

    /// <summary>By the Authorization header, which decides the role. For a key of the newer kind the gateway puts a token there.</summary>
    public Caller ByToken(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        var token = header.StartsWith("Bearer ", StringComparison.Ordinal) ? header["Bearer ".Length..] : header;
        return token.StartsWith(NewerKind, StringComparison.Ordinal) ? Caller.Unknown
            : token.Length == 0 && request.Headers["apikey"].ToString().StartsWith(NewerKind, StringComparison.Ordinal) ? ByApiKey(request)
            : Of(token);
    }

    private Caller Of(string key) =>
        key.Length == 0 ? Caller.Nobody
        : key == serviceKey ? Caller.Service
        : key == anonKey ? Caller.Anon
        : Caller.Unknown;
}
