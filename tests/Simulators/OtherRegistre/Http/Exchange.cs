using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Simulators.OtherRegistre.Http;

/// <summary>A request as the site reads it.</summary>
/// <param name="Path">From /Sirf/ on, in the case in which it was asked.</param>
internal sealed record Asked(string Method, string Path, IReadOnlyDictionary<string, string> Query, IReadOnlyDictionary<string, string> Form, string? SessionId, string Origin)
{
    public bool IsPost => Method == "POST";

    public bool At(string path) => Path.Equals(path, StringComparison.OrdinalIgnoreCase);

    public string? Field(string name) => Form.GetValueOrDefault(name) ?? Query.GetValueOrDefault(name);

    /// <summary>Whether this button was used: its name, its name as an image's coordinates, or its name in the hidden txtBoutn.</summary>
    public bool Pressed(string button) => Form.ContainsKey(button) || Form.ContainsKey(button + ".x") || Form.GetValueOrDefault("txtBoutn") == button;

    public static async Task<Asked> ReadAsync(HttpRequest request, Encoding encoding, string cookie)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        var query = request.QueryString.Value ?? "";
        return new(
            request.Method,
            request.Path.Value ?? "/",
            Pairs(query.TrimStart('?'), encoding),
            Pairs(Encoding.ASCII.GetString(body.ToArray()), encoding),
            request.Cookies[cookie],
            $"{request.Scheme}://{request.Host}");
    }

    private static Dictionary<string, string> Pairs(string encoded, Encoding encoding)
    {
        var pairs = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in encoded.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            var name = at < 0 ? pair : pair[..at];
            pairs[Decoded(name, encoding)] = at < 0 ? "" : Decoded(pair[(at + 1)..], encoding);
        }

        return pairs;
    }

    private static string Decoded(string text, Encoding encoding)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        return encoding.GetString(WebUtility.UrlDecodeToBytes(bytes, 0, bytes.Length) ?? []);
    }
}

/// <summary>An answer before it is sent.</summary>
internal sealed record Reply(int Status, string ContentType, byte[] Body)
{
    public string? Location { get; init; }

    public string? Disposition { get; init; }

    /// <summary>The Refresh header.</summary>
    public string? Refresh { get; init; }

    /// <summary>Sent in chunks, without its length.</summary>
    public bool Chunked { get; init; }

    public static Reply To(string location) => new(302, "text/html", Encoding.ASCII.GetBytes("<head><title>Object moved</title></head><body><h1>Object Moved</h1></body>")) { Location = location };
}
