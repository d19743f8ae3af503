namespace Workers.Jobs.Feed;

/// <summary>A place in one database's history: before it nothing appears any more.</summary>
/// <param name="Epoch">Of the transactions by which that database counts; places of two epochs have no order.</param>
/// <param name="Tx">The transaction that appended the event.</param>
/// <param name="Id">Of the event; 0 is before all of its transaction.</param>
internal readonly record struct FeedPlace(Guid Epoch, ulong Tx, long Id)
{
    /// <summary>False of places of two epochs.</summary>
    public bool IsBefore(FeedPlace other) => Epoch == other.Epoch && (Tx, Id).CompareTo((other.Tx, other.Id)) < 0;
}
