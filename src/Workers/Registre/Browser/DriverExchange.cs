using Microsoft.Playwright;

namespace Workers.Registre.Browser;

/// <summary>Sends a request once by the driver's own client, which agrees on TLS by authorities and ciphers of its own.</summary>
internal static class DriverExchange
{
    /// <exception cref="PlaywrightException">There was no whole answer; the request may have been acted on.</exception>
    public static async Task<WireAnswer> SendAsync(IAPIRequestContext driver, WireRequest request)
    {
        var response = await driver.FetchAsync(request.Address.OriginalString, new()
        {
            Method = request.Method,
            Headers = new Dictionary<string, string>(request.Headers, StringComparer.OrdinalIgnoreCase) { ["Connection"] = "close" },
            DataByte = request.Body,
            MaxRedirects = 0,
            MaxRetries = 0,
            Timeout = 0,
        });
        var body = await response.BodyAsync();
        var answer = new WireAnswer(response.Status, response.StatusText, [.. response.HeadersArray.Select(header => KeyValuePair.Create(header.Name, header.Value))], body);

        // The driver keeps an answer for as long as the browser lives.
        await response.DisposeAsync();
        return answer;
    }
}
