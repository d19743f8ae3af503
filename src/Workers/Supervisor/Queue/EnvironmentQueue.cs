using Workers.Hosting.Environments;
using Workers.Jobs;

namespace Workers.Supervisor.Queue;

/// <param name="Documents">That could be claimed now.</param>
/// <param name="OldestAge">Since the oldest of them was added; zero when none waits.</param>
/// <param name="Unclaimed">How long one of them has been ready without being claimed; zero when none waits.</param>
internal readonly record struct Waiting(int Documents, TimeSpan OldestAge, TimeSpan Unclaimed)
{
    private const int Most = 1_000_000;

    public static Waiting Of(long documents, TimeSpan? oldestAge, TimeSpan? unclaimed) =>
        new((int)Math.Min(documents, Most), oldestAge ?? TimeSpan.Zero, unclaimed ?? TimeSpan.Zero);

    public static Waiting Sum(IEnumerable<Waiting> parts) => parts.Aggregate(default(Waiting), (sum, part) => new(
        Math.Min(sum.Documents + part.Documents, Most), Longer(sum.OldestAge, part.OldestAge), Longer(sum.Unclaimed, part.Unclaimed)));

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}

/// <summary>What waits in one environment that is served and answers.</summary>
/// <param name="Groups">All that has not ended, by status and source; null from a daemon that does not tell.</param>
internal sealed record EnvironmentQueue(TargetEnvironment Environment, Waiting Downloads, Waiting Index, Waiting Acte, IReadOnlyList<QueueGroup>? Groups = null);
