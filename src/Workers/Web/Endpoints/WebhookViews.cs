using Workers.Webhooks;

namespace Workers.Web.Endpoints;

internal sealed record WebhookBody
{
    /// <summary>Where messages are sent: https, or what WEBHOOK_NETWORKS allows.</summary>
    public string? Url { get; init; }

    /// <summary>For people.</summary>
    public string? Description { get; init; }

    /// <summary>What it is told, such as document.stored; all where nothing is said.</summary>
    public IReadOnlyList<string>? Kinds { get; init; }
}

/// <summary>An address that is told what happens to documents.</summary>
/// <param name="Secret">In the answer that made it alone.</param>
/// <param name="FormerSecretUntil">Until when messages are signed with the secret before too.</param>
/// <param name="Waiting">Messages that are to be sent.</param>
/// <param name="Dead">Messages that were given up.</param>
internal sealed record WebhookView(
    Guid Id, string Url, string Description, IReadOnlyList<string>? Kinds, bool IsEnabled, string? DisabledWhy, DateTimeOffset MadeAt, string MadeBy, DateTimeOffset? FormerSecretUntil, long Waiting, long Dead, string? Secret = null)
{
    public static WebhookView Of(WebhookEndpoint endpoint) => new(
        endpoint.Id, endpoint.Url, endpoint.Description, endpoint.Kinds, endpoint.DisabledAt is null, endpoint.DisabledWhy, endpoint.MadeAt, endpoint.MadeBy, endpoint.FormerUntil, endpoint.Pending, endpoint.Dead);
}

/// <param name="Refusal">Why this server delivers nothing: unused, key or home; null where it does.</param>
/// <param name="LostAt">When events were pruned before they were told to anybody, last.</param>
internal sealed record WebhooksView(IReadOnlyList<WebhookView> Webhooks, WebhookRefusal? Refusal, DateTimeOffset? LostAt)
{
    public static WebhooksView Of(WebhookList list) => new([.. list.Endpoints.Select(WebhookView.Of)], list.Refusal, list.LostAt);
}

/// <summary>One message to one address.</summary>
/// <param name="Id">Its webhook-id.</param>
/// <param name="Answer">The beginning of what was answered, or why nothing was.</param>
internal sealed record DeliveryView(
    Guid Id, Guid Webhook, string Kind, Guid? Document, DateTimeOffset MadeAt, DeliveryState State, int Attempts, DateTimeOffset? DueAt, int? Status, string? Answer, DateTimeOffset? EndedAt)
{
    public static DeliveryView Of(WebhookDelivery one) => new(
        one.Id, one.EndpointId, one.Kind, one.JobId, one.MadeAt, one.State, one.Attempts, one.State is DeliveryState.Pending ? one.DueAt : null, one.Status, one.Answer, one.EndedAt);
}

/// <param name="Next">Given as <c>after</c>, it tells what comes behind these; null at the end.</param>
internal sealed record DeliveryList(IReadOnlyList<DeliveryView> Deliveries, string? Next);

/// <param name="Delivery">The id of the message.</param>
internal sealed record TrialView(Guid Delivery);
