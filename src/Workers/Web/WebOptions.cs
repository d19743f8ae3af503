using Workers.Hosting.Listener;
using Workers.Hosting.Settings;
using Workers.Web.Access;

[assembly: HasSettings(typeof(Workers.Web.WebOptions))]

namespace Workers.Web;

internal sealed class WebOptions : ICheckedOptions
{
    private const int ShortestSecret = 32;

    [Setting("WEB_LISTEN", "Where the HTTP API and the pages are served, by 'serve' and, where it is set, by 'run' too; unset serves none. A port alone is this machine's own; any other address must be said in full. Every request needs a key ('keys make').", Example = "8080")]
    public ListenAddress? Listen { get; init; }

    [Setting("WEB_KEY_REQUESTS_PER_MINUTE", "Requests a minute of one key that names no number of its own.", Min = 1, Max = 1_000_000)]
    public int KeyRequestsPerMinute { get; init; } = 600;

    [Setting("WEB_TRUSTED_PROXIES", "Proxies before the pages and the API that are believed when they tell for whom they ask (X-Forwarded-For, X-Forwarded-Proto). Unset: nobody is, and all who come through a proxy count as its address.", Example = "127.0.0.1")]
    public TrustedProxies? TrustedProxies { get; init; }

    [Setting("WEB_LINK_SECRET", "Signs addresses of PDFs and readings that serve for some minutes without a key; the same for all servers of the same queues. Unset: none is made. 'openssl rand -hex 32' makes one.", Secret = true)]
    public string? LinkSecret { get; init; }

    [Setting("WEB_LINK_SECONDS", "How long a signed address serves where nobody says otherwise.", Min = 10, Max = 3600)]
    public TimeSpan LinkLasting { get; init; } = TimeSpan.FromMinutes(5);

    public IEnumerable<ConfigurationFault> Check()
    {
        if (LinkSecret is { Length: < ShortestSecret })
        {
            yield return new("WEB_LINK_SECRET", "(hidden)", $"at least {ShortestSecret} characters", "Set it to what 'openssl rand -hex 32' prints, or leave it out.");
        }
    }
}
