using System.Globalization;
using Workers.Redis;

namespace Workers.Gemini.Quota;

/// <summary>Reads the shared limiter's state without taking part in it, for <c>status</c>.</summary>
internal sealed class GeminiUsageReader(RedisGateway redis, RedisKeys keys, GeminiOptions options)
{
    private const int MissingAfter = 2000;
    private const double LongestShown = 1e12;

    /// <returns>Zeros when no daemon ran within the last minute.</returns>
    /// <exception cref="RedisFailureException">No answer, or a refusal.</exception>
    public async Task<GeminiUsage> ReadAsync(CancellationToken cancellation)
    {
        var state = await redis.HashGetAllAsync(keys.GeminiLimiter, cancellation);
        var processes = await redis.HashGetAllAsync(keys.GeminiProcesses, cancellation);
        var moment = await RedisClock.ReadAsync(redis, cancellation);
        var now = (moment - DateTimeOffset.UnixEpoch).TotalMilliseconds;
        var isToday = (int)Field(state, "day") == PacificDay.At(moment).Number(moment);
        var today = isToday ? (long)Field(state, "day_r") : 0;
        var ordered = Math.Max(0, Field(state, "ordered_until") - now);
        var live = processes.Values.Select(value => value.Split(' ')).Where(parts => parts.Length > 2 && now - Number(parts[0]) <= MissingAfter).ToList();
        var waiting = live.Select(parts => Number(parts[2])).Where(place => place > 0).ToList();
        var inForce = (string dimension) => InForce(state, live.Count > 0 ? "limit_" : ordered > 0 ? "ordered_" : "", dimension);
        var limitOfDay = inForce("d") ?? (live.Count > 0 ? null : options.MaxRequestsPerDay);
        return new()
        {
            Requests = (long)Number(await redis.GetAsync(keys.GeminiRpm, cancellation)),
            Tokens = (long)Number(await redis.GetAsync(keys.GeminiTpm, cancellation)),
            MaxRequests = inForce("r") ?? options.MaxRequestsPerMinute,
            MaxTokens = inForce("t") ?? options.MaxTokensPerMinute,
            PartInUse = live.Count > 0 ? Field(state, "part") : 1,
            ClosedFor = Left(state, "closed", now),
            FrozenFor = Left(state, "frozen", now),
            ParkedFor = today >= limitOfDay ? UntilReset(moment) : isToday ? Left(state, "parked", now) : TimeSpan.Zero,
            RequestsToday = today,
            MaxRequestsPerDay = limitOfDay,
            IsOrdered = ordered > 0,
            OrderedFor = LimiterAnswers.OrderedFor(ordered),
            SinceLast429 = Field(state, "last429") is > 0 and var last ? Lasting(now - last) : null,
            IsUnanswered = Field(state, "last429") > Field(state, "proven"),
            Processes = live.Count,
            WaitingProcesses = waiting.Count,
            LongestWait = waiting.Count > 0 ? Lasting(now - waiting.Min()) : TimeSpan.Zero,
        };
    }

    /// <returns>Null where nothing is said.</returns>
    private static long? InForce(IReadOnlyDictionary<string, string> state, string by, string dimension) =>
        by.Length > 0 && Field(state, by + dimension) is > 0 and var limit ? (long)limit : null;

    private static TimeSpan UntilReset(DateTimeOffset now)
    {
        var day = PacificDay.At(now);
        return TimeSpan.FromDays(day.Number(now) + 1) - day.OffsetAtReset - (now - DateTimeOffset.UnixEpoch);
    }

    private static TimeSpan Left(IReadOnlyDictionary<string, string> state, string field, double now) =>
        Lasting(Field(state, field) - now);

    private static TimeSpan Lasting(double milliseconds) => TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 0, LongestShown));

    private static double Field(IReadOnlyDictionary<string, string> state, string field) => Number(state.GetValueOrDefault(field));

    private static double Number(string? text) => double.TryParse(text, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : 0;
}
