namespace Workers.Jobs.Claims;

/// <summary>Who claims from which environment next.</summary>
internal static class ClaimPlan
{
    /// <summary>
    /// Everyone who waits, in order, goes to the environment whose turn it is among those that may have such a document.
    /// One that is slow or failed lately is passed over instead of waited for, and tried with one worker at a time; so is a stage whose
    /// documents were met by an outage.
    /// </summary>
    /// <returns>For each environment that is to be asked, those it is asked for, each with its turn.</returns>
    public static IReadOnlyDictionary<ClaimCounter, List<IdleClaimer>> Assign(
        IEnumerable<IdleClaimer> waiting, IReadOnlyList<ClaimCounter> counters, FairShare share)
    {
        var batches = new Dictionary<ClaimCounter, List<IdleClaimer>>();
        foreach (var worker in waiting)
        {
            var candidates = counters
                .Where(counter => counter.MayServe(worker.Kind) && !IsTriedAlready(counter, worker, batches))
                .ToDictionary(counter => counter.Environment);
            if (candidates.Count == 0)
            {
                continue;
            }

            worker.Turn = share.Pick([.. candidates.Keys], name => !candidates[name].IsBusy);
            if (worker.Turn is not null)
            {
                var counter = candidates[worker.Turn.Environment];
                if (!batches.TryGetValue(counter, out var batch))
                {
                    batches[counter] = batch = [];
                }

                batch.Add(worker);
            }
        }

        return batches;
    }

    private static bool IsTriedAlready(ClaimCounter counter, IdleClaimer worker, Dictionary<ClaimCounter, List<IdleClaimer>> batches) =>
        batches.TryGetValue(counter, out var batch)
        && (counter.IsOnProbation || (counter.Outages.IsTrying(worker.Kind.Stage) && batch.Any(other => other.Kind.Stage == worker.Kind.Stage)));
}
