using System.Text.Json;
using System.Text.Json.Serialization;
using Workers.Redis;

namespace Workers.Registre.Canary;

/// <summary>
/// What all daemons know of the site's shape: the last good one, and the finding that parks buying, both in Redis so that they outlive every daemon.
/// With Redis' data they end, and the next walk is the first one.
/// </summary>
internal sealed class CanaryMemory(RedisGateway redis, RedisKeys keys, TimeProvider time)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private readonly DailyTurn _turn = new(redis);

    /// <returns>Null when none is known, or what is kept cannot be read.</returns>
    /// <exception cref="RedisFailureException">No answer, or a refusal.</exception>
    public async Task<SiteShape?> ReadGoodAsync(CancellationToken cancellation) => Read<SiteShape>(await redis.GetAsync(keys.CanaryShape, cancellation));

    /// <returns>Why buying is parked; null when it is not.</returns>
    /// <exception cref="RedisFailureException">No answer, or a refusal.</exception>
    public async Task<CanaryFinding?> ReadFindingAsync(CancellationToken cancellation) =>
        await redis.GetAsync(keys.CanaryFinding, cancellation) is not { } text ? null
            : Read<CanaryFinding>(text) ?? new(time.GetUtcNow(), "", "a finding that cannot be read");

    /// <summary>Keeps what a walk saw: all is well, so that its shape is the good one; else buying is parked.</summary>
    /// <exception cref="RedisFailureException">No answer, or a refusal.</exception>
    public async Task KeepAsync(CanaryVerdict verdict, CancellationToken cancellation)
    {
        if (verdict.Differences.Count == 0)
        {
            await AcceptAsync(verdict.Seen, cancellation);
            return;
        }

        var since = (await ReadFindingAsync(cancellation))?.Since ?? time.GetUtcNow();
        await redis.SetAsync(keys.CanaryFinding, JsonSerializer.Serialize(new CanaryFinding(since, verdict.Seen.Hash, verdict.Why), Json), null, cancellation);
    }

    /// <summary>The shape is good, and nothing is parked for it.</summary>
    /// <exception cref="RedisFailureException">No answer, or a refusal.</exception>
    public async Task AcceptAsync(SiteShape seen, CancellationToken cancellation)
    {
        var whole = seen.WithRestOf(await ReadGoodAsync(cancellation));
        await redis.SetAsync(keys.CanaryShape, JsonSerializer.Serialize(whole, Json), null, cancellation);
        await redis.DeleteAsync(keys.CanaryFinding, cancellation);
    }

    /// <summary>Takes the walk of a day (yyyy-MM-dd) for one daemon.</summary>
    /// <exception cref="RedisFailureException">No answer, or a refusal.</exception>
    public Task<bool> TakeAsync(string day, CancellationToken cancellation) => _turn.TakeAsync(keys.CanaryDay(day), cancellation);

    /// <summary>The day needs no further walk.</summary>
    /// <exception cref="RedisFailureException">No answer, or a refusal.</exception>
    public Task DoneAsync(string day, CancellationToken cancellation) => _turn.DoneAsync(keys.CanaryDay(day), cancellation);

    private static T? Read<T>(string? text)
        where T : class
    {
        try
        {
            return text is null ? null : JsonSerializer.Deserialize<T>(text, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
