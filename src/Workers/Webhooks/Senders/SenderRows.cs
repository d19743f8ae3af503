namespace Workers.Webhooks.Senders;

/// <summary>A system of the office that adds documents by calls that it signs.</summary>
/// <param name="Name">For people.</param>
/// <param name="Generation">Of its secret.</param>
/// <param name="Former">Generations before it that still count.</param>
/// <param name="FormerUntil">Until when the last of these does; null where none does.</param>
/// <param name="LastUsedAt">To the minute; null before its first call.</param>
internal sealed record CallSender(
    Guid Id, string Name, int Generation, IReadOnlyList<int> Former, DateTimeOffset MadeAt, string MadeBy, DateTimeOffset? FormerUntil = null, DateTimeOffset? DisabledAt = null, DateTimeOffset? LastUsedAt = null)
{
    /// <summary>As audits have it.</summary>
    public string Label() => $"{Id} {Name}";
}

/// <param name="Identity">Of the database in their secrets.</param>
/// <param name="Webhooks">How many addresses are told, by the same key.</param>
/// <param name="Refusal">Why the server that asks may take no call; null where it may.</param>
internal sealed record SenderList(Guid Identity, long Webhooks, IReadOnlyList<CallSender> Senders, WebhookRefusal? Refusal = null);

/// <param name="Sender">Null where there is none of that id, or it was refused.</param>
/// <param name="IsMade">It was not there before.</param>
internal sealed record ChangedSender(CallSender? Sender = null, bool IsMade = false, WebhookRefusal? Refusal = null);
