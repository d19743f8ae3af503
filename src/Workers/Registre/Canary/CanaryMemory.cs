using System.Text.Json;
using System.Text.Json.Serialization;
using StackExchange.Redis;
using Workers.Redis;

namespace Workers.Registre.Canary;

/// <summary>
/// What all daemons know of the site's shape: the last good one, and the finding that parks buying, both in Redis so that they outlive every daemon.
/// With Redis' data they end, and the next walk is the first one.
/// </summary>
internal sealed class CanaryMemory(RedisGateway redis, RedisKeys keys, TimeProvider time)
{
    /// <summary>Half a shape, or one in the words of another version, is none.</summary>
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>A session may end by chance; as many walks in a row that end at the login are no chance.</summary>
    public const int MostAtLogin = 3;

    private static readonly TimeSpan AtLoginKept = TimeSpan.FromDays(2);

    private readonly DailyTurn _turn = new(redis);

    /// <summary>What a walk means beside the last good shape.</summary>
    /// <exception cref="RegistreFailure">Nothing yet: the site led back to its login, and not often enough.</exception>
    /// <exception cref="RedisFailureException">No answer, or a refusal.</exception>
    public async Task<CanaryVerdict> JudgeAsync(WalkResult walk, CancellationToken cancellation)
    {
        if (!walk.IsAtLogin)
        {
            await redis.DeleteAsync(keys.CanaryAtLogin, cancellation);
        }
        else if ((long)await redis.ExecuteAsync("INCR", [(RedisKey)keys.CanaryAtLogin], cancellation) is < MostAtLogin and var walks)
        {
            await redis.ExecuteAsync("PEXPIRE", [(RedisKey)keys.CanaryAtLogin, (long)AtLoginKept.TotalMilliseconds], cancellation);
            throw new RegistreFailure(RegistreFault.SessionExpired, "canary", $"{walk.Ended} ({walks} of {MostAtLogin} walks in a row until this is taken for a change of the site)");
        }

        return CanaryVerdict.Of(walk, await ReadGoodAsync(cancellation));
    }

    /// <returns>Null when none is known, or what is kept cannot be read.</returns>
    /// <exception cref="RedisFailureException">No answer, or a refusal.</exception>
    public async Task<SiteShape?> ReadGoodAsync(CancellationToken cancellation) => Read<SiteShape>(await redis.GetAsync(keys.CanaryShape, cancellation));

    /// <returns>Why buying is parked; null when it is not.</returns>
    /// <exception cref="RedisFailureException">No answer, or a refusal.</exception>
    public async Task<CanaryFinding?> ReadFindingAsync(CancellationToken cancellation) =>
        await redis.GetAsync(keys.CanaryFinding, cancellation) is not { } text ? null
            : Read<CanaryFinding>(text) ?? new(time.GetUtcNow(), "", "a finding that cannot be read");

    /// <summary>Keeps what a walk saw: all is well, so that its shape is the good one; else buying is parked.</summary>
    /// <returns>Whether there is something to tell: a finding that is new, has other words, or was told long ago.</returns>
    /// <exception cref="RedisFailureException">No answer, or a refusal.</exception>
    public async Task<bool> KeepAsync(CanaryVerdict verdict, CancellationToken cancellation)
    {
        if (verdict.Differences.Count == 0)
        {
            await AcceptAsync(verdict.Seen, cancellation);
            return false;
        }

        var (before, now) = (await ReadFindingAsync(cancellation), time.GetUtcNow());
        var finding = new CanaryFinding(before?.Since ?? now, verdict.Seen.Hash, verdict.Why, now);
        var isNews = finding.IsNews(before);
        await redis.SetAsync(keys.CanaryFinding, JsonSerializer.Serialize(isNews ? finding : finding with { ToldAt = before!.ToldAt }, Json), null, cancellation);
        return isNews;
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
        catch (Exception odd) when (odd is JsonException or InvalidOperationException or NotSupportedException or ArgumentException)
        {
            return null;
        }
    }
}
