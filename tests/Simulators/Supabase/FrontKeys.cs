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

/// <summary>The project's two keys.</summary>
internal sealed class FrontKeys(string serviceKey, string anonKey)
{
    /// <summary>By the apikey header, which the gateway asks for before PostgREST.</summary>
    public Caller ByApiKey(HttpRequest request) => Of(request.Headers["apikey"].ToString());

    /// <summary>By the Authorization header, which decides the role.</summary>
    public Caller ByToken(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return Of(header.StartsWith("Bearer ", StringComparison.Ordinal) ? header["Bearer ".Length..] : header);
    }

    private Caller Of(string key) =>
        key.Length == 0 ? Caller.Nobody
        : key == serviceKey ? Caller.Service
        : key == anonKey ? Caller.Anon
        : Caller.Unknown;
}
