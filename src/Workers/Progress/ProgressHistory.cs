using System.Globalization;
using StackExchange.Redis;
using Workers.Redis;

namespace Workers.Progress;

/// <summary>One mark as it is kept for those who follow a document.</summary>
/// <param name="Sequence">Names it: who has seen it asks for what came after it.</param>
/// <param name="Percent">Of the whole document; never smaller than that of an earlier mark.</param>
internal sealed record KeptMark(string Sequence, int Percent, string Stage, string Worker);

/// <summary>The marks of each document in a stream of its own, so that who was cut off goes on where it was.</summary>
internal sealed class ProgressHistory(RedisGateway redis, RedisKeys keys)
{
    private const int MostKept = 200;
    private const int AtOnce = 200;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);
    private static readonly RedisScript Append = RedisScript.Load("Progress/Lua/append.lua");

    /// <exception cref="RedisFailureException">No answer, or a refusal.</exception>
    public Task AppendAsync(ProgressMark mark, CancellationToken cancellation) => redis.EvaluateAsync(
        Append, [keys.ProgressOf(mark.Claim.Id)], [mark.Percent, mark.Stage, mark.WorkerId, MostKept, (long)Kept.TotalMilliseconds], cancellation);

    /// <param name="after">The last mark that was seen; null for all that are kept.</param>
    /// <exception cref="RedisFailureException">No answer, or a refusal.</exception>
    public async Task<IReadOnlyList<KeptMark>> ReadAsync(Guid document, string? after, CancellationToken cancellation)
    {
        var key = keys.ProgressOf(document);
        var answer = await redis.ExecuteAsync("XREAD", ["COUNT", AtOnce, "STREAMS", (RedisKey)key, after ?? "0"], cancellation);
        // One stream was asked for: its name, then its entries.
        return answer.IsNull || answer.Length < 1 ? [] : [.. Items(answer[0][1]).Select(Read)];
    }

    private static KeptMark Read(RedisResult entry)
    {
        var fields = Items(entry[1]).Select(text => (string?)text ?? "").Chunk(2).Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        return new(
            (string?)entry[0] ?? "0",
            int.TryParse(fields.GetValueOrDefault("percent"), NumberStyles.None, CultureInfo.InvariantCulture, out var percent) ? Math.Min(percent, 100) : 0,
            fields.GetValueOrDefault("stage", ""),
            fields.GetValueOrDefault("worker", ""));
    }

    private static IEnumerable<RedisResult> Items(RedisResult list) => Enumerable.Range(0, Math.Max(0, list.Length)).Select(place => list[place]);
}
