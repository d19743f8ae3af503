using System.Net;
using Microsoft.AspNetCore.Http;

namespace Simulators.Registre;

/// <summary>Posted fields as a page in windows-1252 sends them; of equal names the last one counts.</summary>
internal static class VisitForm
{
    public static async Task<IReadOnlyDictionary<string, string>> ReadAsync(HttpRequest request)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!HttpMethods.IsPost(request.Method))
        {
            return fields;
        }

        using var reader = new StreamReader(request.Body, Visit.Windows1252);
        var body = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        foreach (var pair in body.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            fields[Decode(parts[0])] = parts.Length == 2 ? Decode(parts[1]) : "";
        }

        return fields;
    }

    private static string Decode(string text)
    {
        var bytes = Visit.Windows1252.GetBytes(text);
        return Visit.Windows1252.GetString(WebUtility.UrlDecodeToBytes(bytes, 0, bytes.Length) ?? []);
    }
}
