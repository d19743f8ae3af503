using Workers.Database;
using Workers.Hosting.Environments;

namespace Workers.Jobs.Feed;

/// <summary>What happened to documents of one environment, read from its history in the order in which nothing appears later. Changes nothing, and throws <see cref="DatabaseException"/>.</summary>
internal sealed class EventFeed(IDatabaseFunctions functions)
{
    /// <summary>Of one answer.</summary>
    public const int Most = 500;

    public TargetEnvironment Environment => functions.Environment;

    /// <param name="after">Null asks where the history is now.</param>
    /// <param name="limit">1 to <see cref="Most"/>.</param>
    public async Task<FeedPage> ReadAsync(FeedPlace? after, int limit, CancellationToken cancellation)
    {
        var read = await functions.CallAsync<Answer>("workers_feed", new { after?.Epoch, after?.Tx, after?.Id, Limit = limit }, cancellation);
        return new([.. read.Events.Select(one => one.In(read.Epoch))], new(read.Epoch, read.Tx, read.Id), read.More, read.Gone);
    }

    private sealed record Answer(Guid Epoch, ulong Tx, long Id, IReadOnlyList<FeedRow> Events, bool More, bool Gone);
}

/// <summary>An event as the database tells it.</summary>
internal sealed record FeedRow(ulong Tx, long Id, Guid JobId, DateTimeOffset At, string Kind, int? FromStatus = null, int? ToStatus = null, FeedDocument? Document = null)
{
    public FeedEvent In(Guid epoch) => new(new(epoch, Tx, Id), JobId, At, Kind, FromStatus, ToStatus, Document);
}
