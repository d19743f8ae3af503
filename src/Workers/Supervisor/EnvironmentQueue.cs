using Workers.Hosting;

namespace Workers.Supervisor;

/// <param name="Documents">That could be claimed now.</param>
/// <param name="OldestAge">Since the oldest of them became available; zero when none waits.</param>
internal readonly record struct Waiting(int Documents, TimeSpan OldestAge)
{
    private const int Most = 1_000_000;

    public static Waiting Of(long documents, TimeSpan? oldestAge) => new((int)Math.Min(documents, Most), oldestAge ?? TimeSpan.Zero);

    public static Waiting Sum(IEnumerable<Waiting> parts) => parts.Aggregate(default(Waiting), (sum, part) =>
        new(Math.Min(sum.Documents + part.Documents, Most), sum.OldestAge > part.OldestAge ? sum.OldestAge : part.OldestAge));
}

/// <summary>What waits in one environment that is served and answers.</summary>
internal sealed record EnvironmentQueue(EnvironmentName Environment, Waiting Downloads, Waiting Index, Waiting Acte);
