using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;

namespace Workers.Registre.Browser;

/// <summary>
/// Sends each submitted form, and each request that its redirects lead to, to the site at most once. Chromium itself sends a POST or a
/// GET again when a kept connection breaks before the answer, which bills twice; the driver's own client, on a connection for this
/// request alone, does not. The browser follows the redirects, so every page has its own address. It stays for the life of the page.
/// </summary>
internal sealed class SingleSend
{
    private readonly IPage _page;
    private readonly ICDPSession _session;
    private volatile bool _isShut;

    /// <summary>What was sent here and answered with a redirect, by the browser's id of the request.</summary>
    private readonly ConcurrentDictionary<string, bool> _sent = new(StringComparer.Ordinal);

    private SingleSend(IPage page, ICDPSession session) => (_page, _session) = (page, session);

    /// <summary>Whether the page asks the site for no other document.</summary>
    public bool IsShut
    {
        get => _isShut;
        set => _isShut = value;
    }

    /// <summary>Whether the page died.</summary>
    public bool IsCrashed { get; private set; }

    public IPage Page => _page;

    public static async Task<SingleSend> GuardAsync(IPage page)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        var guard = new SingleSend(page, session);
        page.Crash += (_, _) => guard.IsCrashed = true;
        session.Event("Fetch.requestPaused").OnEvent += (_, paused) => _ = guard.ForwardAsync(paused!.Value);

        // An old page of invoices would say that nothing was bought.
        await Task.WhenAll(
            session.SendAsync("Fetch.enable", With(("patterns", new[] { With(("urlPattern", "*"), ("resourceType", "Document")) }))),
            session.SendAsync("Network.enable"),
            session.SendAsync("Network.setCacheDisabled", With(("cacheDisabled", true))));
        return guard;
    }

    private async Task ForwardAsync(JsonElement paused)
    {
        try
        {
            var id = paused.GetProperty("requestId").GetString()!;
            if (IsShut)
            {
                await _session.SendAsync("Fetch.failRequest", With(("requestId", id), ("errorReason", "Aborted")));
                return;
            }

            var request = paused.GetProperty("request");
            var isHop = paused.TryGetProperty("redirectedRequestId", out var from) && _sent.TryRemove(from.GetString()!, out _);
            if (isHop || request.GetProperty("method").GetString() != "GET")
            {
                await SendAsync(id, request, isHop);
            }
            else
            {
                await _session.SendAsync("Fetch.continueRequest", With(("requestId", id)));
            }
        }
        catch (Exception failure) when (BrowserFailure.Is(failure))
        {
            // The page is gone; whoever waits for it knows.
        }
    }

    private async Task SendAsync(string id, JsonElement request, bool isHop)
    {
        IAPIResponse response;
        byte[] body;
        try
        {
            response = await _page.APIRequest.FetchAsync(request.GetProperty("url").GetString()!, Once(request));
            body = await response.BodyAsync();
        }
        catch (Exception failure) when (BrowserFailure.Is(failure))
        {
            await _session.SendAsync("Fetch.failRequest", With(("requestId", id), ("errorReason", Reason(failure.Message, isHop))));
            return;
        }

        if (response.Status is >= 300 and < 400)
        {
            _sent[id] = true;
        }

        await _session.SendAsync("Fetch.fulfillRequest", With(
            ("requestId", id),
            ("responseCode", response.Status),
            ("responseHeaders", Unpacked(response.HeadersArray)),
            ("body", Convert.ToBase64String(body))));

        // The driver keeps an answer for as long as the browser lives.
        await response.DisposeAsync();
    }

    private static APIRequestContextOptions Once(JsonElement request)
    {
        var headers = request.GetProperty("headers").EnumerateObject().ToDictionary(header => header.Name, header => header.Value.GetString()!, StringComparer.OrdinalIgnoreCase);
        headers["Connection"] = "close";
        return new()
        {
            Method = request.GetProperty("method").GetString(),
            Headers = headers,
            DataByte = Body(request),
            MaxRedirects = 0,
            MaxRetries = 0,
            Timeout = 0,
        };
    }

    private static byte[]? Body(JsonElement request) => request.TryGetProperty("postDataEntries", out var entries)
        ? [.. entries.EnumerateArray().SelectMany(entry => entry.GetProperty("bytes").GetBytesFromBase64())]
        : null;

    /// <summary>The driver's client has unpacked the body.</summary>
    private static Dictionary<string, object>[] Unpacked(IEnumerable<Header> headers) =>
    [
        .. headers
            .Where(header => header.Name.ToLowerInvariant() is not ("content-encoding" or "content-length" or "transfer-encoding" or "connection"))
            .Select(header => With(("name", header.Name), ("value", header.Value))),
    ];

    private static Dictionary<string, object> With(params (string Name, object Value)[] members) =>
        members.ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal);

    /// <summary>Keeps apart what certainly never left and what may have arrived: after a redirect, the form itself has.</summary>
    private static string Reason(string message, bool isHop) => message switch
    {
        _ when isHop => "ConnectionReset",
        _ when message.Contains("ECONNREFUSED", StringComparison.Ordinal) => "ConnectionRefused",
        _ when message.Contains("ENOTFOUND", StringComparison.Ordinal) => "NameNotResolved",
        _ => "ConnectionReset",
    };
}
