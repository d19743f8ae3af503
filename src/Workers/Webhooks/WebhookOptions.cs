using Workers.Hosting.Settings;

[assembly: HasSettings(typeof(Workers.Webhooks.WebhookOptions))]

namespace Workers.Webhooks;

internal sealed class WebhookOptions : ICheckedOptions
{
    private const int ShortestKey = 32;

    [Setting("WEBHOOK_KEY", "From which the secrets of all webhooks and senders are derived, the same on every server: at least 32 characters ('openssl rand -base64 48'). Unset: this server delivers none and takes no signed call. Another key is another secret for every receiver and sender.", Secret = true, ReadBy = typeof(HeaderKey))]
    public string? Key { get; init; }

    [Setting("WEBHOOK_NETWORKS", "Addresses inside your own network that webhooks may reach, also over plain HTTP. Unset: none, whatever a name leads to.", Example = "10.0.5.0/24")]
    public WebhookNetworks? Networks { get; init; }

    public IEnumerable<ConfigurationFault> Check()
    {
        if (Key is { Length: < ShortestKey })
        {
            yield return new("WEBHOOK_KEY", "(hidden)", FormattableString.Invariant($"at least {ShortestKey} visible characters"), "Make one: openssl rand -base64 48.");
        }
    }
}
