using Workers.Jobs;

namespace Workers.Operations.Documents;

/// <summary>How long a document has been in one stage, over all its attempts.</summary>
/// <param name="Stage">waiting to be bought, being bought, waiting to be read, being read.</param>
internal sealed record StageTime(string Stage, TimeSpan Time);

/// <summary>Where a document's time went, by its history (pure).</summary>
internal static class StageTimes
{
    private static readonly string[] Order = ["waiting to be bought", "being bought", "waiting to be read", "being read"];

    /// <param name="events">The oldest first.</param>
    /// <param name="now">Ends the stage in which it is.</param>
    public static IReadOnlyList<StageTime> Of(IReadOnlyList<JobEvent> events, bool isPlan, DateTimeOffset now)
    {
        var spent = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        var moves = events.Where(one => one.ToStatus is not null).ToList();
        foreach (var (move, end) in moves.Zip(moves.Skip(1).Select(next => next.At).Append(now)))
        {
            if (StageOf(move, isPlan) is { } stage && end > move.At)
            {
                spent[stage] = spent.GetValueOrDefault(stage) + (end - move.At);
            }
        }

        return [.. Order.Where(spent.ContainsKey).Select(stage => new StageTime(stage, spent[stage]))];
    }

    /// <returns>When it came to where it is; null where the history does not tell.</returns>
    public static DateTimeOffset? Since(IReadOnlyList<JobEvent> events, int status) =>
        events.LastOrDefault(one => one.ToStatus is not null) is { } last && (int)last.ToStatus! == status ? last.At : null;

    private static string? StageOf(JobEvent move, bool isPlan) => move.ToStatus switch
    {
        JobStatus.EnAttente => Order[0],
        JobStatus.EnTraitement => move.Stage is JobStage.Ocr ? Order[3] : Order[1],
        JobStatus.Complete when !isPlan => Order[2],
        _ => null,
    };
}
