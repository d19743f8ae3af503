using System.IO.Compression;
using System.Net;
using System.Text;

namespace Workers.Registre.Browser;

/// <summary>What the browser wants to be sent.</summary>
/// <param name="Headers">As the browser spells them; those of the connection and of the length are left to whoever sends it.</param>
/// <param name="Body">Null for none.</param>
internal sealed record WireRequest(string Method, Uri Address, IReadOnlyDictionary<string, string> Headers, byte[]? Body);

/// <summary>What the site answered.</summary>
/// <param name="Reason">Its own words beside the status; may be empty.</param>
/// <param name="Headers">Each value as it stood on a line of its own, a character a byte.</param>
/// <param name="Body">Unpacked.</param>
internal sealed record WireAnswer(int Status, string Reason, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body);

/// <summary>Sends a request once: it has one connection, which carries nothing else, and whatever would send it again finds none.</summary>
internal static class SiteExchange
{
    private static readonly HashSet<string> OfConnection =
        new(["accept-encoding", "connection", "content-length", "expect", "host", "keep-alive", "transfer-encoding"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Far more than any page of the site, in bytes, unpacked.</summary>
    public const int LargestAnswer = 256 * 1024 * 1024;

    /// <summary>An address as the browser spells it, to the letter.</summary>
    public static Uri? AddressOf(string url) =>
        Uri.TryCreate(url, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }, out var address) ? address : null;

    /// <param name="connection">Has carried nothing; it is closed afterwards.</param>
    /// <exception cref="HttpRequestException">There was no whole answer; the request may have been acted on.</exception>
    /// <exception cref="IOException">The same.</exception>
    /// <exception cref="InvalidDataException">The answer is too large, or packed in a way that is not known.</exception>
    public static async Task<WireAnswer> SendAsync(SiteConnection connection, WireRequest request, CancellationToken stop, int largest = LargestAnswer)
    {
        SiteConnection? only = connection;
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = (_, _) => Interlocked.Exchange(ref only, null) is { } first
                ? ValueTask.FromResult<Stream>(first)
                : throw new IOException("The request was sent, and is not sent again."),
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            AutomaticDecompression = DecompressionMethods.All,
            RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1,
            ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1,
        };
        await using (connection)
        {
            using var sender = new HttpMessageInvoker(handler);
            using var message = Message(request);
            using var response = await sender.SendAsync(message, stop);
            var body = await ReadAsync(response.Content, largest, stop);
            return new((int)response.StatusCode, response.ReasonPhrase ?? "", [.. HeadersOf(response)], body);
        }
    }

    public static InvalidDataException NotKnown(string coding) => new($"The answer is packed as {coding}, which nobody here unpacks.");

    /// <summary>Unpacks what the client has left packed.</summary>
    private static async Task<byte[]> ReadAsync(HttpContent content, int largest, CancellationToken stop)
    {
        var stream = await content.ReadAsStreamAsync(stop);
        string? unknown = null;
        foreach (var coding in content.Headers.ContentEncoding.Reverse())
        {
            switch (coding.ToUpperInvariant())
            {
                case "GZIP" or "X-GZIP":
                    stream = new GZipStream(stream, CompressionMode.Decompress);
                    break;
                case "DEFLATE":
                    stream = new ZLibStream(stream, CompressionMode.Decompress);
                    break;
                case "BR":
                    stream = new BrotliStream(stream, CompressionMode.Decompress);
                    break;
                case "IDENTITY":
                    break;
                default:
                    unknown = coding;
                    break;
            }
        }

        using var body = new MemoryStream();
        await using (stream)
        {
            var part = new byte[64 * 1024];
            while (await stream.ReadAsync(part, stop) is var count and > 0)
            {
                if (unknown is not null)
                {
                    throw NotKnown(unknown);
                }

                if (body.Length + count > largest)
                {
                    throw new InvalidDataException("The answer is larger than any page of the site.");
                }

                body.Write(part, 0, count);
            }
        }

        return body.ToArray();
    }

    /// <summary>To whoever sends it the connection is plain: TLS was agreed before.</summary>
    private static HttpRequestMessage Message(WireRequest request)
    {
        var site = request.Address;
        var plain = new UriBuilder(Uri.UriSchemeHttp, site.IdnHost, site.Port).Uri;
        var message = new HttpRequestMessage(new(request.Method), AddressOf($"{plain.GetLeftPart(UriPartial.Authority)}{site.PathAndQuery}"))
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = request is { Body: null, Method: "GET" or "HEAD" } ? null : new ByteArrayContent(request.Body ?? []),
        };
        foreach (var (name, value) in request.Headers.Where(header => !OfConnection.Contains(header.Key)))
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        message.Headers.Host = site.Authority;
        message.Headers.ConnectionClose = true;
        return message;
    }

    private static IEnumerable<KeyValuePair<string, string>> HeadersOf(HttpResponseMessage response) =>
        from header in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
        from value in header.Value
        select KeyValuePair.Create(header.Key, value);
}
