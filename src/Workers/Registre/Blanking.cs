using System.Net;

namespace Workers.Registre;

/// <summary>Takes secrets out of what is kept for people: passwords and cookies, however a page, a form or JSON writes them.</summary>
internal sealed class Blanking
{
    /// <summary>Shorter values of cookies are flags, and occur everywhere.</summary>
    private const int ShortestCookie = 6;

    private readonly IReadOnlyList<string> _secrets;

    /// <param name="cookies">Their values.</param>
    public Blanking(string password, IEnumerable<string> cookies) =>
        _secrets = [.. cookies.Where(value => value.Length >= ShortestCookie).Append(password).SelectMany(Spellings).Distinct(StringComparer.Ordinal)
            .OrderByDescending(text => text.Length)];

    public string Apply(string text) => _secrets.Aggregate(text, (blanked, secret) => blanked.Replace(secret, "***", StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> Spellings(string secret) =>
    [
        secret,
        WebUtility.HtmlEncode(secret),
        WebUtility.UrlEncode(secret),
        Uri.EscapeDataString(secret),
        secret.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal),
    ];
}
