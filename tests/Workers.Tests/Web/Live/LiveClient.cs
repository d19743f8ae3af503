using System.Net;
using System.Net.ServerSentEvents;

namespace Workers.Web.Live;

/// <summary>A client that listens, as a program does that was written after the standard of server-sent events.</summary>
internal sealed class LiveClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly string _key;

    public LiveClient(string key)
    {
        _key = key;
        _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero, MaxResponseDrainSize = 0, UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>The place at which it goes on; null begins with the present.</summary>
    public string? LastId { get; set; }

    /// <summary>What the server last said about asking again.</summary>
    public TimeSpan? Again { get; private set; }

    /// <summary>Listens until the stream ends, is cut or the token is cancelled.</summary>
    /// <exception cref="HttpRequestException">It was refused; with its status.</exception>
    public async IAsyncEnumerable<(string Kind, string Data)> ListenAsync(Uri server, string query = "", [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server, $"/v1/events{query}"));
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {_key}");
        if (LastId is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", LastId);
        }

        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        if (response.StatusCode is not HttpStatusCode.OK)
        {
            throw new HttpRequestException(await response.Content.ReadAsStringAsync(stop), null, response.StatusCode);
        }

        var parser = SseParser.Create(await response.Content.ReadAsStreamAsync(stop));
        await foreach (var item in parser.EnumerateAsync(stop))
        {
            (LastId, Again) = (parser.LastEventId is { Length: > 0 } id ? id : LastId, parser.ReconnectionInterval);
            yield return (item.EventType, item.Data);
        }

        (LastId, Again) = (parser.LastEventId is { Length: > 0 } last ? last : LastId, parser.ReconnectionInterval);
    }

    public void Dispose() => _http.Dispose();
}
