using System.Collections.Immutable;
using Workers.Capacity.Ledger;

namespace Workers.Capacity.Measurement;

/// <summary>
/// What workers were admitted to and cannot have taken yet, so that no measurement shows it (pure). It is read from the ledger, so it counts
/// the workers of all daemons of the server, on Redis time.
/// </summary>
internal sealed class UnseenGrowth
{
    /// <summary>A worker is expected to have taken its footprint after this time, evenly from its admission on.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(60);

    private readonly ImmutableDictionary<string, Growth> _workers;

    private UnseenGrowth(ImmutableDictionary<string, Growth> workers) => _workers = workers;

    public static UnseenGrowth None { get; } = new(ImmutableDictionary<string, Growth>.Empty);

    /// <summary>Takes note of who began and who changed to a larger type; who gave back is forgotten.</summary>
    public UnseenGrowth Next(CapacitySnapshot ledger) =>
        new(ledger.Workers.ToImmutableDictionary(worker => worker.WorkerId, worker => GrowthOf(worker, ledger.Now), StringComparer.Ordinal));

    /// <returns>MiB that are still expected to be taken at a time of Redis.</returns>
    public int MebibytesAt(DateTimeOffset now) => _workers.Values.Sum(growth => growth.MebibytesAt(now));

    private Growth GrowthOf(LedgerWorker worker, DateTimeOffset now)
    {
        var footprint = worker.Footprint.Mebibytes;
        if (!_workers.TryGetValue(worker.WorkerId, out var before) || before.Since != worker.Since)
        {
            return new(worker.Since, footprint, [new(footprint, worker.Since)]);
        }

        // A change keeps the time of the admission: it counts from when it is seen.
        var steps = before.Steps.RemoveAll(step => now - step.At >= Window);
        return footprint > before.Mebibytes
            ? new(worker.Since, footprint, steps.Add(new(footprint - before.Mebibytes, now)))
            : new(worker.Since, footprint, steps);
    }

    private sealed record Growth(DateTimeOffset Since, int Mebibytes, ImmutableList<Step> Steps)
    {
        /// <summary>Never more than the worker may hold.</summary>
        public int MebibytesAt(DateTimeOffset now) => Math.Min(Mebibytes, Steps.Sum(step => step.MebibytesAt(now)));
    }

    private readonly record struct Step(int Mebibytes, DateTimeOffset At)
    {
        public int MebibytesAt(DateTimeOffset now) => (int)Math.Ceiling(Mebibytes * Math.Clamp(1 - ((now - At) / Window), 0, 1));
    }
}
