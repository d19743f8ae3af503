using Microsoft.Playwright;

namespace Workers.Registre.Browser;

/// <summary>Sends a request once by the driver's own client, which agrees on TLS by authorities and ciphers of its own.</summary>
internal static class DriverExchange
{
    private static readonly string[] Unpacks = ["", "identity", "gzip", "x-gzip", "deflate", "br"];

    /// <summary>What the driver says of a connection that never came about.</summary>
    /// <returns>Chromium's word for it; null where the request may have left.</returns>
    public static string? FindNeverSent(Exception failure) => failure is not PlaywrightException ? null
        : failure.Message.Split('\n')[0] is var words && words.Contains("connect ECONNREFUSED", StringComparison.Ordinal) ? "ConnectionRefused"
        : words.Contains("getaddrinfo ENOTFOUND", StringComparison.Ordinal) ? "NameNotResolved"
        : null;

    /// <exception cref="InvalidDataException">There was an answer that is packed in a way that is not known.</exception>
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
        var coding = string.Join(", ", answer.Headers.Where(header => header.Key.Equals("content-encoding", StringComparison.OrdinalIgnoreCase)).Select(header => header.Value));
        return body.Length == 0 || Unpacks.Contains(coding.Trim(), StringComparer.OrdinalIgnoreCase) ? answer : throw SiteExchange.NotKnown(coding);
    }
}
