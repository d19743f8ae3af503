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
internal sealed class SingleSend : IDisposable
{
    /// <summary>Of what broke after it may have been sent. After a redirect, the form itself has.</summary>
    private const string Doubt = "ConnectionReset";

    private static readonly TimeSpan LetGoBound = TimeSpan.FromSeconds(2);

    private readonly IPage _page;
    private readonly SiteLine _line;
    private readonly TimeProvider _time;
    private readonly ICDPSession _session;
    private readonly CancellationTokenSource _over = new();
    private volatile bool _isShut;
    private int _withdrawn;

    /// <summary>What was sent here and answered with a redirect, by the browser's id of the request.</summary>
    private readonly ConcurrentDictionary<string, bool> _sent = new(StringComparer.Ordinal);

    /// <summary>What the browser waits with until it is told what became of it, by its id.</summary>
    private readonly ConcurrentDictionary<string, bool> _held = new(StringComparer.Ordinal);

    private SingleSend(IPage page, ICDPSession session, SiteLine line, TimeProvider time) => (_page, _session, _line, _time) = (page, session, line, time);

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
        var pages = GuardedPages.Of(page.Context, time);
        var guard = new SingleSend(page, session, pages.Line, time);
        pages.Add(guard);
        page.Crash += (_, _) =>
        {
            guard.IsCrashed = true;
            guard.Dispose();
        };
        page.Close += (_, _) => guard.Dispose();
        session.Event("Fetch.requestPaused").OnEvent += (_, paused) => _ = guard.ForwardAsync(paused!.Value);

        // An old page of invoices would say that nothing was bought.
        await Task.WhenAll(
            session.SendAsync("Fetch.enable", With(("patterns", new[] { With(("urlPattern", "*"), ("resourceType", "Document")) }))),
            session.SendAsync("Network.enable"),
            session.SendAsync("Network.setCacheDisabled", With(("cacheDisabled", true))));
        return guard;
    }

    /// <summary>Takes back what the browser holds, which it might send by itself when the page closes: again, where it was sent here. Nothing is sent from then on.</summary>
    public async Task LetGoAsync()
    {
        IsShut = true;
        try
        {
            await Task.WhenAll(_held.Keys.Select(id => FailAsync(id, "Aborted"))).WaitAsync(LetGoBound, _time);
        }
        catch (TimeoutException)
        {
            // It was told, and does one thing after the other.
        }

        Dispose();
    }

    /// <summary>Nobody waits any more for what has not left yet: it does not leave.</summary>
    public void Withdraw() => Interlocked.Increment(ref _withdrawn);

    /// <summary>Nobody reads an answer any more.</summary>
    public void Dispose() => _ = _over.CancelAsync();

    private async Task ForwardAsync(JsonElement paused)
    {
        var id = paused.GetProperty("requestId").GetString()!;
        _held[id] = true;
        try
        {
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
        catch (Exception)
        {
            // Whatever it was: the page is told, or would wait for ever.
            await FailAsync(id, Doubt);
        }
        finally
        {
            _held.TryRemove(id, out _);
        }
    }

    private async Task SendAsync(string id, WireRequest request, bool isHop)
    {
        var withdrawn = Volatile.Read(ref _withdrawn);
        SiteConnection? connection = null;
        try
        {
            connection = await _line.TakeAsync(request.Address, _over.Token);
            _line.OpenAhead(request.Address);
        }
        catch (AuthenticationException)
        {
            // Nothing was sent, and the driver may agree with the site.
        }
        catch (OperationCanceledException)
        {
            await FailAsync(id, "Aborted");
            return;
        }
        catch (Exception nobody)
        {
            await FailAsync(id, isHop ? Doubt : NeverSent((nobody as SocketException)?.SocketErrorCode));
            return;
        }

        if (IsShut || IsCrashed || _over.IsCancellationRequested || Volatile.Read(ref _withdrawn) != withdrawn)
        {
            await (connection?.DisposeAsync() ?? ValueTask.CompletedTask);
            await FailAsync(id, "Aborted");
            return;
        }

        WireAnswer answer;
        try
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(_line.Closing, _over.Token);
            answer = await (connection is null ? DriverExchange.SendAsync(_page.APIRequest, request) : SiteExchange.SendAsync(connection, request, over.Token));
        }
        catch (Exception failure)
        {
            await FailAsync(id, connection is null && !isHop ? DriverExchange.FindNeverSent(failure) ?? Doubt : Doubt);
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

    private async Task FailAsync(string id, string reason)
    {
        try
        {
            await _session.SendAsync("Fetch.failRequest", With(("requestId", id), ("errorReason", reason)));
        }
        catch (Exception failure) when (BrowserFailure.Is(failure))
        {
            // The page is gone, or was told before; whoever waits for it knows.
        }
    }

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

    /// <summary>Chromium's word for what certainly never left: without a connection nothing did.</summary>
    internal static string NeverSent(SocketError? error) => error switch
    {
        SocketError.ConnectionRefused => "ConnectionRefused",
        SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData or SocketError.NoRecovery => "NameNotResolved",
        _ => "AddressUnreachable",
    };
}
