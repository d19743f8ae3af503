using System.Net;
using System.Text.RegularExpressions;

namespace Workers.Web.Pages;

/// <summary>A page as it was answered.</summary>
/// <param name="Text">As it was sent.</param>
/// <param name="Cookie">What the browser keeps from then on; null where nothing was set.</param>
internal sealed record Shown(HttpStatusCode Status, string Text, string? Location, string? Cookie, HttpResponseMessage Response)
{
    /// <summary>As it is read.</summary>
    public string Said => WebUtility.HtmlDecode(Text);
}

/// <summary>Asks for pages as a browser does, header by header.</summary>
internal sealed partial class PageVisitor(Uri address) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { Timeout = TimeSpan.FromMinutes(1) };

    /// <summary>As the browser sends it; null before somebody signed in.</summary>
    public string? Cookie { get; set; }

    public Task<Shown> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(new(HttpMethod.Get, new Uri(address, path)), headers);

    /// <summary>From a page of this server, as browsers tell it; other headers stand in the place of these.</summary>
    public Task<Shown> PostAsync(string path, IEnumerable<(string Name, string Value)> form, params (string Name, string Value)[] headers) => SendAsync(
        new(HttpMethod.Post, new Uri(address, path)) { Content = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value))) },
        headers.Length > 0 ? headers : [("Origin", address.GetLeftPart(UriPartial.Authority)), ("Sec-Fetch-Site", "same-origin")]);

    /// <summary>A form with a file.</summary>
    public Task<Shown> SendAsync(string path, MultipartFormDataContent form) => SendAsync(
        new(HttpMethod.Post, new Uri(address, path)) { Content = form }, [("Origin", address.GetLeftPart(UriPartial.Authority)), ("Sec-Fetch-Site", "same-origin")]);

    public async Task<Shown> SignInAsync(string key)
    {
        var answer = await PostAsync("/sign-in", [("key", key)]);
        Cookie = answer.Cookie?.Split(';')[0];
        return answer;
    }

    /// <summary>The hidden fields of the first form that is sent to a place.</summary>
    public async Task<List<(string Name, string Value)>> FieldsAsync(string page, string action) => FieldsOf((await GetAsync(page)).Text, action);

    /// <inheritdoc cref="FieldsAsync"/>
    public static List<(string Name, string Value)> FieldsOf(string text, string action)
    {
        var start = text.IndexOf($"method=\"post\" action=\"{action}\"", StringComparison.Ordinal);
        if (start < 0)
        {
            throw new InvalidOperationException($"There is no form to {action}: {text}");
        }

        return [.. Hidden().Matches(text[start..text.IndexOf("</form>", start, StringComparison.Ordinal)]).Select(match => (match.Groups["name"].Value, WebUtility.HtmlDecode(match.Groups["value"].Value)))];
    }

    public void Dispose() => _client.Dispose();

    private async Task<Shown> SendAsync(HttpRequestMessage request, (string Name, string Value)[] headers)
    {
        using var sent = request;
        request.Headers.TryAddWithoutValidation("Accept", "text/html,application/xhtml+xml");
        if (Cookie is not null)
        {
            request.Headers.TryAddWithoutValidation("Cookie", Cookie);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var response = await _client.SendAsync(request);
        var cookie = response.Headers.TryGetValues("Set-Cookie", out var set) ? set.LastOrDefault(one => one.Contains("workers", StringComparison.Ordinal) && !one.StartsWith("workers_language", StringComparison.Ordinal)) : null;
        return new(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.Location?.OriginalString, cookie, response);
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]+)\"(?: value=\"(?<value>[^\"]*)\")?", RegexOptions.None, 1000)]
    private static partial Regex Hidden();
}
