using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;

namespace Workers.Registre.Browser;

/// <summary>
/// Sends each submitted form, and each request that its redirects lead to, to the site at most once. Chromium itself sends a POST or a
/// GET again when a kept connection breaks before the answer, which bills twice; <see cref="SiteExchange"/>, on a connection for this
/// request alone, does not. Cookies stay with the browser: it gives those of the request, and takes those of the answer. The browser follows the redirects, so every page has its own address. It stays for the life of the page.
/// </summary>
internal sealed class SingleSend
{
    /// <summary>Of what broke after it may have been sent. After a redirect, the form itself has.</summary>
    private const string Doubt = "ConnectionReset";

    private readonly IPage _page;
    private readonly SiteLine _line;
    private readonly ICDPSession _session;
    private volatile bool _isShut;

    /// <summary>What was sent here and answered with a redirect, by the browser's id of the request.</summary>
    private readonly ConcurrentDictionary<string, bool> _sent = new(StringComparer.Ordinal);

    private SingleSend(IPage page, ICDPSession session, SiteLine line) => (_page, _session, _line) = (page, session, line);

    /// <summary>Whether the page asks the site for no other document.</summary>
    public bool IsShut
    {
        get => _isShut;
        set => _isShut = value;
    }

    /// <summary>Whether the page died.</summary>
    public bool IsCrashed { get; private set; }

    public IPage Page => _page;

    public static async Task<SingleSend> GuardAsync(IPage page, TimeProvider time)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        var guard = new SingleSend(page, session, SiteLine.Of(page.Context, time));
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
                await FailAsync(id, "Aborted");
                return;
            }

            var request = paused.GetProperty("request");
            var isHop = paused.TryGetProperty("redirectedRequestId", out var from) && _sent.TryRemove(from.GetString()!, out _);
            if (isHop || request.GetProperty("method").GetString() != "GET")
            {
                await SendAsync(id, Read(request), isHop);
            }
            else
            {
                // What this page leads to needs a connection of its own.
                if (AddressOf(request) is { Scheme: "http" or "https" } site)
                {
                    _line.OpenAhead(site);
                }

                await _session.SendAsync("Fetch.continueRequest", With(("requestId", id)));
            }
        }
        catch (Exception failure) when (BrowserFailure.Is(failure) || failure is OperationCanceledException)
        {
            // The page is gone; whoever waits for it knows.
        }
    }

    private async Task SendAsync(string id, WireRequest request, bool isHop)
    {
        SiteConnection? connection = null;
        try
        {
            connection = await _line.TakeAsync(request.Address);
            _line.OpenAhead(request.Address);
        }
        catch (SocketException nobody)
        {
            await FailAsync(id, isHop ? Doubt : Reason(nobody.SocketErrorCode));
            return;
        }
        catch (AuthenticationException)
        {
            // Nothing was sent, and the driver may agree with the site.
        }

        WireAnswer answer;
        try
        {
            answer = connection is null ? await DriverExchange.SendAsync(_page.APIRequest, request) : await SiteExchange.SendAsync(connection, request, _line.Closing);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or InvalidDataException or OperationCanceledException || BrowserFailure.Is(failure))
        {
            await FailAsync(id, Doubt);
            return;
        }

        if (answer.Status is >= 300 and < 400)
        {
            _sent[id] = true;
        }

        await _session.SendAsync("Fetch.fulfillRequest", With(
            ("requestId", id),
            ("responseCode", answer.Status),
            ("responsePhrase", answer.Reason.Length > 0 ? answer.Reason : "Answered"),
            ("binaryResponseHeaders", Convert.ToBase64String(OfBody(answer.Headers))),
            ("body", Convert.ToBase64String(answer.Body))));
    }

    private async Task FailAsync(string id, string reason) => await _session.SendAsync("Fetch.failRequest", With(("requestId", id), ("errorReason", reason)));

    private static WireRequest Read(JsonElement request) => new(
        request.GetProperty("method").GetString()!,
        AddressOf(request)!,
        request.GetProperty("headers").EnumerateObject().ToDictionary(header => header.Name, header => header.Value.GetString()!, StringComparer.OrdinalIgnoreCase),
        Body(request));

    private static Uri? AddressOf(JsonElement request) => SiteExchange.AddressOf(request.GetProperty("url").GetString()!);

    private static byte[]? Body(JsonElement request) => request.TryGetProperty("postDataEntries", out var entries)
        ? [.. entries.EnumerateArray().SelectMany(entry => entry.GetProperty("bytes").GetBytesFromBase64())]
        : null;

    /// <summary>As they came, but for those of a body that has been unpacked. The browser keeps no cookie that is not UTF-8.</summary>
    private static byte[] OfBody(IEnumerable<KeyValuePair<string, string>> headers) =>
    [
        .. from header in headers
           let name = header.Key.ToLowerInvariant()
           where name is not ("content-encoding" or "content-length" or "transfer-encoding" or "connection")
           let text = $"{header.Key}: {header.Value.Replace('\0', ' ')}\0"
           from letter in (name is "set-cookie" ? Encoding.UTF8 : Encoding.Latin1).GetBytes(text)
           select letter,
    ];

    private static Dictionary<string, object> With(params (string Name, object Value)[] members) =>
        members.ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal);

    /// <summary>Keeps apart what certainly never left: without a connection nothing did.</summary>
    private static string Reason(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "ConnectionRefused",
        SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData or SocketError.NoRecovery => "NameNotResolved",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.AddressFamilyNotSupported => "AddressUnreachable",
        _ => Doubt,
    };
}
