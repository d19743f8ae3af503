using Workers.Capacity;
using Workers.Hosting.Environments;

namespace Workers.Benchmarks.Rebalance;

/// <summary>The recorded loads: each one a way in which pools were seen to fail. An index takes about three minutes, an acte half a minute.</summary>
internal static class Traces
{
    private const WorkerType Index = WorkerType.IndexOcr;
    private const WorkerType Acte = WorkerType.ActeOcr;
    private const int IndexSeconds = 180;
    private const int ActeSeconds = 25;
    private const int Minute = 60;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    public static IReadOnlyList<Trace> All(int seed) =>
        [Step(seed), Burst(seed), LongDocuments(seed), MinorityIndex(seed), MinorityActe(seed), ThreeEnvironments(seed), Noise(seed), OneWorker(seed)];

    /// <summary>The mix turns over twice: mostly actes, mostly index documents, only actes nearly.</summary>
    public static Trace Step(int seed) => Of("step", 8, Index, new TraceBuilder(seed)
        .Flow(0, 30 * Minute, _ => 0.6, Index, IndexSeconds).Flow(0, 30 * Minute, _ => 9, Acte, ActeSeconds)
        .Flow(30 * Minute, 60 * Minute, _ => 2.2, Index, IndexSeconds).Flow(30 * Minute, 60 * Minute, _ => 2, Acte, ActeSeconds)
        .Flow(60 * Minute, 90 * Minute, _ => 0.3, Index, IndexSeconds).Flow(60 * Minute, 90 * Minute, _ => 15, Acte, ActeSeconds));

    /// <summary>A light load, a heap of actes at once, later a heap of index documents.</summary>
    public static Trace Burst(int seed) => Of("burst", 8, Index, new TraceBuilder(seed)
        .Flow(0, 90 * Minute, _ => 0.5, Index, IndexSeconds).Flow(0, 90 * Minute, _ => 4, Acte, ActeSeconds)
        .Burst(20 * Minute, 150, Acte, ActeSeconds).Burst(45 * Minute, 30, Index, IndexSeconds));

    /// <summary>One index in eight takes twenty-five minutes and pins its worker.</summary>
    public static Trace LongDocuments(int seed) => Of("long documents", 8, Acte, new TraceBuilder(seed)
        .Flow(0, 90 * Minute, _ => 1, Index, 150, longSeconds: 1500).Flow(0, 90 * Minute, _ => 5, Acte, ActeSeconds));

    /// <summary>A mountain of actes and now and then an index; no minimum keeps a worker for it.</summary>
    public static Trace MinorityIndex(int seed) => WithoutMinimums(Of("minority index", 8, Index, new TraceBuilder(seed)
        .Burst(0, 600, Acte, ActeSeconds).Flow(0, 60 * Minute, _ => 10, Acte, ActeSeconds).Every(7 * Minute, 3 * Minute, 60 * Minute, Index, IndexSeconds)));

    /// <summary>A mountain of index documents and now and then a few actes.</summary>
    public static Trace MinorityActe(int seed) => Of("minority acte", 8, Acte, new TraceBuilder(seed)
        .Burst(0, 60, Index, IndexSeconds).Flow(0, 60 * Minute, _ => 1.5, Index, IndexSeconds).Every(4 * Minute, 3 * Minute, 60 * Minute, Acte, ActeSeconds));

    /// <summary>Each environment with a mix of its own; staging loads three hundred actes at once.</summary>
    public static Trace ThreeEnvironments(int seed) => Of("three environments", 8, Index, new TraceBuilder(seed)
        .Flow(0, 60 * Minute, _ => 0.8, Index, IndexSeconds).Flow(0, 60 * Minute, _ => 3, Acte, ActeSeconds)
        .Burst(10 * Minute, 300, Acte, ActeSeconds, TargetEnvironment.Staging)
        .Flow(0, 60 * Minute, _ => 0.3, Index, IndexSeconds, TargetEnvironment.Dev).Burst(30 * Minute, 8, Index, IndexSeconds, TargetEnvironment.Dev));

    /// <summary>A standing backlog of both kinds whose arrivals swing against each other every minute and a half around what the pool can do.</summary>
    public static Trace Noise(int seed) => Of("oscillating noise", 8, Index, new TraceBuilder(seed)
        .Burst(0, 40, Index, IndexSeconds).Burst(0, 200, Acte, ActeSeconds)
        .Flow(0, 120 * Minute, second => 1.6 * (1 + Swing(second)), Index, IndexSeconds)
        .Flow(0, 120 * Minute, second => 7.7 * (1 - Swing(second)), Acte, ActeSeconds));

    /// <summary>One worker alone for both kinds: an hour of both, and forty actes at once.</summary>
    public static Trace OneWorker(int seed) => Of("one worker", 1, Index, new TraceBuilder(seed)
        .Flow(0, 60 * Minute, _ => 0.1, Index, IndexSeconds).Flow(0, 60 * Minute, _ => 1.2, Acte, ActeSeconds).Burst(20 * Minute, 40, Acte, ActeSeconds));

    private static Trace Of(string name, int pool, WorkerType minority, TraceBuilder builder) => new(
        name, new(pool, pool == 1 ? default : new(1, 1), new(1_000_000, 1_000_000), 1_000_000, 1_000_000_000), Interval, minority, builder.Arrivals);

    private static Trace WithoutMinimums(Trace trace) => trace with { Limits = trace.Limits with { Minimum = default } };

    private static double Swing(int second) => 0.6 * Math.Sin(2 * Math.PI * second / 90);
}
