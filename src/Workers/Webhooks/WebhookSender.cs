using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using StandardWebhooks;
using Workers.Hosting.Http;

namespace Workers.Webhooks;

/// <summary>
/// Sends one message over a connection of its own. Where a name leads is looked up at each send, and the address that was found good is the one that is connected to. No redirect is followed,
/// no proxy asked, no cookie kept; nothing foreign is thrown.
/// </summary>
internal sealed class WebhookSender : IDisposable
{
    /// <summary>How long one try may take, from the look for its address to the end of its answer.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    private const int MostOfAnswer = 8 * 1024;
    private const int MostHeadersKilobytes = 16;
    private const int Gone = (int)HttpStatusCode.Gone;

    private readonly WebhookNetworks? _allowed;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;

    public WebhookSender(WebhookNetworks? allowed, TimeProvider time)
    {
        (_allowed, _time) = (allowed, time);
        _http = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = MostHeadersKilobytes,
            MaxResponseDrainSize = 0,
            // A connection that is kept was looked at once; each message has its own.
            PooledConnectionLifetime = TimeSpan.Zero,
            ConnectCallback = ConnectAsync,
        });
    }

    /// <param name="id">The message's, the same for each try.</param>
    /// <param name="secrets">That sign it, the newest first.</param>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<DeliveryOutcome> SendAsync(string url, Guid id, string payload, IEnumerable<byte[]> secrets, CancellationToken cancellation)
    {
        using var bound = new CancellationTokenSource(Longest, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, bound.Token);
        try
        {
            using var request = RequestOf(new(url), id.ToString(), payload, secrets);
            using var response = await _http.SendAsync(request, either.Token);
            return OutcomeOf((int)response.StatusCode, await ReadAsync(response, either.Token));
        }
        catch (WebhookAddressException refused)
        {
            return Failed(refused.Message);
        }
        catch (HttpRequestException away)
        {
            return Failed(away.InnerException is WebhookAddressException refused ? refused.Message : $"No answer: {ForeignBody.Show(away.Message)}");
        }
        catch (Exception cut) when (cut is IOException or SocketException or UriFormatException or InvalidOperationException)
        {
            return Failed($"No answer: {ForeignBody.Show(cut.Message)}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Failed(FormattableString.Invariant($"No answer within {Longest.TotalSeconds:0} s."));
        }
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage RequestOf(Uri url, string id, string payload, IEnumerable<byte[]> secrets)
    {
        var now = _time.GetUtcNow();
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(payload, Encoding.UTF8, "application/json"), Version = HttpVersion.Version11 };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Workers", null));
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", string.Join(' ', secrets.Select(secret => new StandardWebhook(secret).Sign(id, now, payload))));
        return request;
    }

    /// <summary>What a receiver says is for people alone: where it breaks off or does not end, what it decided stays.</summary>
    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            using var body = await ForeignBody.ReadAsync(response.Content, MostOfAnswer, cancellation);
            return body.Shown;
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException or OperationCanceledException)
        {
            return "";
        }
    }

    private static DeliveryOutcome OutcomeOf(int status, string said) => new(status is >= 200 and < 300, status is Gone, status, said);

    private static DeliveryOutcome Failed(string why) => new(false, false, null, why);

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var isPlain = context.InitialRequestMessage.RequestUri?.Scheme != Uri.UriSchemeHttps;
        var found = IPAddress.TryParse(host, out var one) ? [one] : await Dns.GetHostAddressesAsync(host, cancellation);
        var good = found.Where(address => IsGood(address, isPlain)).ToArray();
        if (good.Length == 0)
        {
            throw new WebhookAddressException(found.Length == 0 ? $"{host} has no address."
                : found.All(address => WebhookNetworks.IsInternal(address)) ? $"{host} leads inside a network ({found[0]}). WEBHOOK_NETWORKS allows what may be reached there."
                : $"{host} is to be told over plain HTTP, which is for addresses of WEBHOOK_NETWORKS alone: give it https.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(good, port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private bool IsGood(IPAddress address, bool isPlain) => (_allowed?.Holds(address) ?? false) || (!isPlain && !WebhookNetworks.IsInternal(address));
}

/// <summary>Where an address leads nothing may be sent.</summary>
internal sealed class WebhookAddressException(string message) : Exception(message);
