using Workers.Jobs.Feed;

namespace Workers.Webhooks;

/// <summary>Why a server may not deliver from a database.</summary>
internal enum WebhookRefusal
{
    /// <summary>Nothing was ever set up.</summary>
    Unused,

    /// <summary>The secrets are derived from another key, for another environment, or of another database.</summary>
    Key,

    /// <summary>The database lies elsewhere than where an operator said that it may deliver: it was restored or copied.</summary>
    Home,

    /// <summary>There are as many endpoints as may be.</summary>
    Many,
}

/// <summary>An address that is told of documents.</summary>
/// <param name="Kinds">Null: of all that happens.</param>
/// <param name="Generation">Of its secret.</param>
/// <param name="FormerUntil">Until when secrets before it sign too; null where it never did.</param>
/// <param name="Pending">Deliveries that wait or are on their way; like <paramref name="Dead"/> counted up to a thousand.</param>
internal sealed record WebhookEndpoint(
    Guid Id, string Url, string Description, int Generation, DateTimeOffset MadeAt, string MadeBy, long Pending, long Dead, IReadOnlyList<string>? Kinds = null, DateTimeOffset? FormerUntil = null,
    DateTimeOffset? DisabledAt = null, string? DisabledWhy = null)
{
    /// <summary>As audits have it: a path may be a token.</summary>
    public string Name() => System.Uri.TryCreate(Url, UriKind.Absolute, out var address) ? $"{Id} {address.Scheme}://{address.Authority}" : $"{Id}";
}

/// <param name="Identity">Of the database in its secrets.</param>
/// <param name="Refusal">Why the server that asks may not deliver; null where it may.</param>
/// <param name="LostAt">When the history was pruned before deliveries were made of it, last.</param>
internal sealed record WebhookList(Guid Identity, IReadOnlyList<WebhookEndpoint> Endpoints, WebhookRefusal? Refusal = null, DateTimeOffset? LostAt = null);

/// <param name="Endpoint">Null where there is none of that id, or it was refused.</param>
/// <param name="Delivery">Of a trial.</param>
/// <param name="IsMade">It was not there before.</param>
internal sealed record ChangedWebhook(WebhookEndpoint? Endpoint = null, Guid? Delivery = null, bool IsMade = false, WebhookRefusal? Refusal = null);

internal enum DeliveryState
{
    Pending,
    Delivering,
    Delivered,
    Dead,
}

/// <summary>One message to one endpoint; its id is the <c>webhook-id</c> of each of its tries.</summary>
/// <param name="JobId">The document; null of a trial.</param>
/// <param name="DueAt">Of the next try, while it waits.</param>
/// <param name="Status">Of the last answer; null where none came.</param>
/// <param name="Answer">Its beginning, or why there is none.</param>
internal sealed record WebhookDelivery(
    Guid Id, Guid EndpointId, string Kind, DateTimeOffset MadeAt, DeliveryState State, int Attempts, DateTimeOffset DueAt, Guid? JobId = null, int? Status = null, string? Answer = null, DateTimeOffset? EndedAt = null);

/// <param name="BeforeAt">With <paramref name="BeforeId"/>: the last that was told.</param>
internal sealed record DeliveryQuery(Guid? EndpointId, DeliveryState? State, int Limit, DateTimeOffset? BeforeAt = null, Guid? BeforeId = null);

internal sealed record DeliveryPage(IReadOnlyList<WebhookDelivery> Deliveries, bool More);

/// <summary>A delivery that a server holds under its lease.</summary>
/// <param name="Event">Null of a trial.</param>
/// <param name="FormerFrom">The oldest generation that signs too; null where the present one signs alone.</param>
/// <param name="Answers">Its last message was answered.</param>
internal sealed record DueDelivery(
    Guid Id, string Kind, DateTimeOffset MadeAt, int Attempts, Guid EndpointId, string Url, int Generation, bool Answers, FeedRow? Event = null, int? FormerFrom = null);

/// <summary>How a try went.</summary>
/// <param name="IsGone">The receiver wants none any more.</param>
/// <param name="Answer">For people; holds nothing that does harm where it is shown.</param>
internal sealed record DeliveryOutcome(bool IsDelivered, bool IsGone, int? Status, string Answer);
