namespace Workers.Web.Pages;

/// <summary>What pages listen to, so that they are fresh as soon as something happens.</summary>
internal static class PageLive
{
    /// <summary>What moves a document or changes what is shown of it.</summary>
    public static string Moves { get; } = string.Join(' ', new[]
    {
        "enqueued", "claimed", "stored", "read", "failed", "handed_back", "rescued", "cancelled", "retried", "requeued", "prioritised", "reopened", "accepted", "review", "reviewed",
    }.Select(kind => $"document.{kind}"));
}
