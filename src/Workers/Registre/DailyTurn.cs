using System.Globalization;
using StackExchange.Redis;
using Workers.Redis;

namespace Workers.Registre;

/// <summary>What one daemon does on a day of Quebec for all, agreed in Redis: taken by one, tried again by any while its hours last, until it is done.</summary>
internal sealed class DailyTurn(RedisGateway redis)
{
    /// <summary>After how long one that was taken and not done may be taken again; one takes less.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(15);

    /// <summary>How long after its time it is still taken.</summary>
    private static readonly TimeSpan Hours = TimeSpan.FromHours(3);

    private static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    /// <param name="at">When its hours begin; null: never.</param>
    /// <returns>The day (yyyy-MM-dd) whose hours it is; null outside of them.</returns>
    public static string? Today(QuebecTime? at, DateTimeOffset now)
    {
        var local = QuebecTime.Of(now);
        return at?.IsFollowedBy(TimeOnly.FromDateTime(local), Hours) is true ? local.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null;
    }

    /// <returns>Whether it is the caller's.</returns>
    /// <exception cref="RedisFailureException">No answer, or a refusal.</exception>
    public async Task<bool> TakeAsync(string key, CancellationToken cancellation) =>
        !(await redis.ExecuteAsync("SET", [(RedisKey)key, "begun", "NX", "PX", (long)Again.TotalMilliseconds], cancellation)).IsNull;

    /// <summary>Nobody takes it again.</summary>
    /// <exception cref="RedisFailureException">No answer, or a refusal.</exception>
    public Task DoneAsync(string key, CancellationToken cancellation) => redis.SetAsync(key, "done", Kept, cancellation);
}
