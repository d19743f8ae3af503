namespace Workers.Jobs.Feed;

/// <summary>Something that happened to a document.</summary>
/// <param name="Kind">As the history has it.</param>
/// <param name="From">The status that it left; null where it moved to none.</param>
/// <param name="Document">As it is now; null where its row is gone.</param>
internal sealed record FeedEvent(FeedPlace Place, Guid JobId, DateTimeOffset At, string Kind, int? From, int? To, FeedDocument? Document);

/// <summary>What may be told of a document to whoever may see it.</summary>
internal sealed record FeedDocument(int Status, string? Source = null, string? Number = null, string? Dossier = null, string? Outcome = null);

/// <param name="Next">Up to which all is told.</param>
/// <param name="More">There is more before the present.</param>
/// <param name="IsGone">The place that was asked for is none of this database's, or something after it was pruned: what one knows must be read anew, and goes on at <paramref name="Next"/>.</param>
internal sealed record FeedPage(IReadOnlyList<FeedEvent> Events, FeedPlace Next, bool More, bool IsGone);
