using Workers.Database;
using Workers.Hosting.Environments;

namespace Workers.Webhooks;

/// <summary>The endpoints of one environment and what is told to them. Every call may be repeated, and throws <see cref="DatabaseException"/>.</summary>
internal sealed class WebhookStore(IDatabaseFunctions functions)
{
    public const int MostEndpoints = 50;

    /// <summary>How long secrets before the present one still sign.</summary>
    private static readonly TimeSpan Former = TimeSpan.FromDays(1);

    public TargetEnvironment Environment => functions.Environment;

    /// <param name="keyCheck">Of the server's key; null where it has none.</param>
    public Task<WebhookList> ListAsync(string? keyCheck, CancellationToken cancellation) => functions.CallAsync<WebhookList>("workers_webhooks", new { KeyCheck = keyCheck }, cancellation);

    public Task<ChangedWebhook> MakeAsync(Guid id, string url, string description, IReadOnlyList<string>? kinds, string by, string keyCheck, CancellationToken cancellation) => ChangeAsync(
        new { Verb = "make", Id = id, Url = url, Description = description, Kinds = kinds, By = by, KeyCheck = keyCheck, Most = MostEndpoints }, cancellation);

    public Task<ChangedWebhook> RotateAsync(Guid id, CancellationToken cancellation) => ChangeAsync(new { Verb = "rotate", Id = id, FormerSeconds = Former.TotalSeconds }, cancellation);

    public Task<ChangedWebhook> EnableAsync(Guid id, CancellationToken cancellation) => ChangeAsync(new { Verb = "enable", Id = id }, cancellation);

    public Task<ChangedWebhook> DisableAsync(Guid id, string why, CancellationToken cancellation) => ChangeAsync(new { Verb = "disable", Id = id, Why = why }, cancellation);

    public Task<ChangedWebhook> RemoveAsync(Guid id, CancellationToken cancellation) => ChangeAsync(new { Verb = "remove", Id = id }, cancellation);

    /// <summary>A trial, which is tried once.</summary>
    public Task<ChangedWebhook> PingAsync(Guid id, CancellationToken cancellation) => ChangeAsync(new { Verb = "ping", Id = id }, cancellation);

    /// <summary>From here on this database delivers from where it lies, with secrets of this key.</summary>
    public Task<ChangedWebhook> ConfirmAsync(string keyCheck, CancellationToken cancellation) => ChangeAsync(new { Verb = "confirm", KeyCheck = keyCheck }, cancellation);

    /// <summary>The latest first.</summary>
    public Task<DeliveryPage> ListDeliveriesAsync(DeliveryQuery query, CancellationToken cancellation) => functions.CallAsync<DeliveryPage>("workers_webhook_deliveries", query, cancellation);

    /// <returns>Whom it is told; null where none of that id has ended.</returns>
    public async Task<WebhookEndpoint?> ReplayAsync(Guid delivery, CancellationToken cancellation) => (await functions.CallAsync<Replay>("workers_webhook_replay", new { Id = delivery }, cancellation)).Endpoint;

    /// <summary>Makes deliveries of what has happened.</summary>
    public Task<Fanned> FanAsync(string keyCheck, CancellationToken cancellation) => functions.CallAsync<Fanned>("workers_webhooks_fan", new { KeyCheck = keyCheck }, cancellation);

    /// <param name="ofEndpoint">At once at one address, by all servers.</param>
    /// <param name="ofSilent">Of the limit, for addresses whose last message was not answered.</param>
    public async Task<IReadOnlyList<DueDelivery>> ClaimAsync(string keyCheck, Guid token, int limit, int ofEndpoint, int ofSilent, TimeSpan lease, CancellationToken cancellation) =>
        (await functions.CallAsync<Claimed>(
            "workers_webhooks_claim", new { KeyCheck = keyCheck, Token = token, Limit = limit, OfEndpoint = ofEndpoint, OfSilent = ofSilent, LeaseSeconds = lease.TotalSeconds }, cancellation)).Deliveries;

    /// <param name="token">Of the claim.</param>
    /// <param name="jitter">0 to 1: by how much of a fifth the next try is put off.</param>
    /// <returns>Null where the claim is over.</returns>
    public async Task<DeliveryState?> SettleAsync(Guid delivery, Guid token, DeliveryOutcome outcome, double jitter, CancellationToken cancellation) => (await functions.CallAsync<Settled>(
        "workers_webhooks_settle", new { Id = delivery, Token = token, Delivered = outcome.IsDelivered, Gone = outcome.IsGone, outcome.Status, outcome.Answer, Jitter = jitter }, cancellation)).State;

    private Task<ChangedWebhook> ChangeAsync(object request, CancellationToken cancellation) => functions.CallAsync<ChangedWebhook>("workers_webhook_change", request, cancellation);

    private sealed record Replay(WebhookEndpoint? Endpoint = null);

    private sealed record Claimed(IReadOnlyList<DueDelivery> Deliveries);

    private sealed record Settled(DeliveryState? State = null);
}

/// <param name="Refusal">Why this server may not; null where it may.</param>
/// <param name="More">More has happened.</param>
internal sealed record Fanned(long Made, bool More, WebhookRefusal? Refusal = null);
