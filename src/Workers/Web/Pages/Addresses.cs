using Microsoft.AspNetCore.Http;

namespace Workers.Web.Pages;

/// <summary>Addresses of pages (pure).</summary>
internal static class Addresses
{
    private const int Longest = 2000;

    /// <summary>A place of this server and of no other, whatever a browser makes of it.</summary>
    public static bool IsLocal(string? address) =>
        address is ['/', ..] and not ['/', '/' or '\\', ..] && address.Length <= Longest && !address.AsSpan().ContainsAnyExceptInRange('!', '~') && !address.Contains('\\', StringComparison.Ordinal);

    /// <summary>A place with the parts of a query that say something.</summary>
    public static string Of(string place, params IEnumerable<(string Name, string? Value)> query) =>
        place + QueryString.Create(query.Where(part => !string.IsNullOrEmpty(part.Value)).Select(part => KeyValuePair.Create(part.Name, part.Value))).ToUriComponent();
}
