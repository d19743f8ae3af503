using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Workers.Hosting.Http;

namespace Workers.Gemini.Api;

/// <summary>
/// The HTTP line to the API: puts the key into its header (never into an address, and never on the way to another server), bounds
/// every exchange, and turns every way of failing into a <see cref="GeminiException"/>.
/// </summary>
internal sealed class GeminiTransport(GeminiOptions options, TimeProvider time) : IDisposable
{
    /// <summary>The most tokens that an answer may be allowed to have, four characters each, each character written as an escape, and some more.</summary>
    public const int MostOfAnAnswer = 32 * 1024 * 1024;

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxConnectionsPerServer = 512,
        AllowAutoRedirect = false,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public Uri Address(string path) => new(options.BaseUrl, path);

    /// <summary>Sends JSON (or nothing) and reads a JSON object, or nothing.</summary>
    /// <exception cref="GeminiException">Any failure.</exception>
    public async Task<ForeignBody> SendAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? json, TimeSpan timeout, CancellationToken cancellation) =>
        (await ExchangeAsync(method, path, json, timeout, cancellation)).Body;

    /// <summary>The same; the headers of the answer are returned too.</summary>
    /// <param name="wentOut">Called when the whole of the JSON has gone out.</param>
    /// <exception cref="GeminiException">Any failure.</exception>
    public async Task<(ForeignBody Body, HttpResponseHeaders Headers)> ExchangeAsync(
        HttpMethod method, string path, ReadOnlyMemory<byte>? json, TimeSpan timeout, CancellationToken cancellation, Action? wentOut = null)
    {
        using var request = new HttpRequestMessage(method, Address(path));
        if (json is { } body)
        {
            request.Content = new WatchedContent(body, wentOut);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return await SendAsync(request, timeout, cancellation);
    }

    /// <summary>Sends a prepared request; the headers of the answer are returned too.</summary>
    /// <exception cref="GeminiException">Any failure.</exception>
    public async Task<(ForeignBody Body, HttpResponseHeaders Headers)> SendAsync(HttpRequestMessage request, TimeSpan timeout, CancellationToken cancellation)
    {
        if (Uri.Compare(request.RequestUri, options.BaseUrl, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0)
        {
            request.Headers.TryAddWithoutValidation("x-goog-api-key", options.ApiKey);
        }

        using var bound = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellation);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            var body = await ForeignBody.ReadAsync(response.Content, response.IsSuccessStatusCode ? MostOfAnAnswer : ForeignBody.MostOfAnError, both.Token);
            if (FindFailure(request, response, body) is { } failure)
            {
                body.Dispose();
                var told = Hide(failure);
                told.IsRefusal = !response.IsSuccessStatusCode;
                throw told;
            }

            return (body, response.Headers);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new GeminiException(GeminiFailure.Unavailable, $"Gemini did not answer within {timeout.TotalSeconds:0} seconds.");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            var isAway = NeverConnected(exception);
            throw new GeminiException(GeminiFailure.Unavailable, $"Gemini cannot be reached at {options.BaseUrl.Host}: {Cause(exception)}") { Sent = !isAway, IsOutage = isAway };
        }
    }

    public void Dispose() => _http.Dispose();

    /// <returns>Null for an answer that can be read; an empty one is none that fails.</returns>
    private GeminiException? FindFailure(HttpRequestMessage request, HttpResponseMessage response, ForeignBody body) => (int)response.StatusCode switch
    {
        >= 200 and < 300 when body.Bytes.IsEmpty || body.Object is not null => null,
        >= 200 and < 300 when body.Bytes.Length >= MostOfAnAnswer => new(GeminiFailure.Unavailable, $"Gemini's answer is longer than {MostOfAnAnswer >> 20} MB."),
        >= 200 and < 300 => new(GeminiFailure.Unavailable, $"{options.BaseUrl.Host} answers something that is no JSON object: {body.Shown}") { IsOutage = !body.BeginsAsJson },
        >= 300 and < 400 => GeminiFailures.FromRedirect((int)response.StatusCode, request.RequestUri!, response.Headers.Location),
        var status => GeminiFailures.FromAnswer(status, body, RetryAfter(response)),
    };

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow() is { Ticks: > 0 } left ? left : TimeSpan.Zero,
        _ => null,
    };

    /// <summary>An API may repeat what it was sent; the key must not travel on in a message.</summary>
    private GeminiException Hide(GeminiException failure) =>
        options.ApiKey is { Length: > 0 } key && failure.Message.Contains(key, StringComparison.Ordinal)
            ? new(failure.Kind, failure.Message.Replace(key, "(hidden)", StringComparison.Ordinal)) { RetryAfter = failure.RetryAfter, Quotas = failure.Quotas, IsOutage = failure.IsOutage, IsOfTheTier = failure.IsOfTheTier, IsOfTheModel = failure.IsOfTheModel, IsTooLarge = failure.IsTooLarge }
            : failure;

    private sealed class WatchedContent(ReadOnlyMemory<byte> body, Action? wentOut) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(body, cancellationToken);
            await stream.FlushAsync(cancellationToken);
            wentOut?.Invoke();
        }

        protected override bool TryComputeLength(out long length)
        {
            length = body.Length;
            return true;
        }
    }

    private static string Cause(Exception exception) => (exception.InnerException ?? exception).Message;

    private static bool NeverConnected(Exception exception) =>
        exception is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError }
        && exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.HostUnreachable or SocketError.NetworkUnreachable };
}
