using System.Globalization;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Operations.Status;
using Workers.Registre.Accounts;
using Workers.Supervisor.Slots;

namespace Workers.Operations.Health;

/// <summary>Documents that do not get on (pure).</summary>
internal static class QueueSigns
{
    /// <summary>So many failures of a day, and so large a part of all that ended, are no single documents any more.</summary>
    private const int ManyFailed = 10;
    private const double PartFailed = 0.1;

    private const int ManyReviews = 50;
    private static readonly TimeSpan OldReview = TimeSpan.FromDays(7);
    private static readonly TimeSpan LongUnclaimed = TimeSpan.FromMinutes(10);

    public static IEnumerable<HealthFinding> Of(HealthFacts facts) =>
        [.. facts.Answering.SelectMany(environment => OfEnvironment(environment, facts)), .. facts.Daemons.SelectMany(OfDrift), .. OfBlocked(facts)];

    private static IEnumerable<HealthFinding> OfEnvironment(EnvironmentReport environment, HealthFacts facts)
    {
        var (label, of) = (environment.Environment.Label(), environment.Environment);
        if (environment.Signs is { Stuck: { Count: > 0 } stuck })
        {
            yield return new(
                HealthCause.LeasesStuck, of,
                string.Create(CultureInfo.InvariantCulture, $"{label}: {stuck.Count} documents stand at 2 with a lease that has ended, the oldest for {MoneySigns.Duration(stuck.Seconds)}, and nobody takes them back."),
                MoneySigns.Explain(stuck.Id));
        }

        if (environment.Refused is { Latest: [var row, ..] } refused)
        {
            yield return new(
                HealthCause.RowsRefused, of, string.Create(CultureInfo.InvariantCulture, $"{label}: the database refuses the update of {refused.Count} rows: {row.Said}. Look at the triggers and constraints of extraction_queue."),
                MoneySigns.Explain(row.Id));
        }

        if (environment.Unknown is { Count: > 0 } unknown)
        {
            yield return new(
                HealthCause.UnknownKinds, of, string.Create(CultureInfo.InvariantCulture, $"{label}: {unknown.Sum(group => group.Count)} documents are of a kind that this program does not know: nobody takes them."), "Workers status");
        }

        if (environment.Signs is { Ended: { Failed: >= ManyFailed } ended } && ended.Failed >= PartFailed * ended.All)
        {
            yield return new(
                HealthCause.DeadLetters, of,
                string.Create(CultureInfo.InvariantCulture, $"{label}: {ended.Failed} of {ended.All} documents that ended in the last day failed, most as {ended.Outcome ?? "failed"}."), MoneySigns.Explain(ended.Id));
        }

        if (environment.Signs is { Review: { } review } && (review.Documents >= ManyReviews || review.Seconds > OldReview.TotalSeconds))
        {
            yield return new(
                HealthCause.ReviewBacklog, of,
                string.Create(CultureInfo.InvariantCulture, $"{label}: doubts about the readings of {review.Documents} documents wait for a person, the oldest for {MoneySigns.Duration(review.Seconds)}."), "Workers review list");
        }

        var standing = environment.Queue.Where(group => group is { StatusId: JobStatus.EnAttente or JobStatus.Complete, Ready: > 0 } && group.UnclaimedSeconds > LongUnclaimed.TotalSeconds && !IsHeld(facts, of, group)).ToList();
        if (standing.Count > 0 && environment.Queue.Sum(group => group.Running) == 0 && facts.Daemons.Count > 0)
        {
            yield return new(
                HealthCause.QueueStands, of,
                string.Create(CultureInfo.InvariantCulture, $"{label}: {standing.Sum(group => group.Ready)} documents are ready and nobody has taken one for {MoneySigns.Duration(standing.Max(group => group.UnclaimedSeconds))}."), "Workers status");
        }
    }

    /// <summary>It waits because an operator wants it to.</summary>
    private static bool IsHeld(HealthFacts facts, TargetEnvironment environment, QueueGroup group) =>
        OrderSigns.IsHeld(facts, environment, group.StatusId is JobStatus.EnAttente ? JobStage.Download : JobStage.Ocr, group.DocumentSource);

    private static IEnumerable<HealthFinding> OfDrift(DaemonReport daemon)
    {
        if (daemon.Drift.Now > 0)
        {
            yield return new(
                HealthCause.Drift, null, string.Create(CultureInfo.InvariantCulture, $"{daemon.Host}: leases, reservations and slots disagree in {daemon.Drift.Now} places; the last: {daemon.Drift.Last}."), "Workers status");
        }
    }

    private static IEnumerable<HealthFinding> OfBlocked(HealthFacts facts)
    {
        var blocked = facts.Daemons.SelectMany(daemon => daemon.Slots.Where(slot => slot.State is SlotState.Blocked && !OrderSigns.IsHeld(facts, daemon, slot))).ToList();
        if (blocked is [var first, ..] && facts.Answering.Any(environment => environment.Queue.Any(group => group.Ready > 0)))
        {
            yield return new(
                HealthCause.WorkersBlocked, null, string.Create(CultureInfo.InvariantCulture, $"{blocked.Count} workers wait while documents are ready; {first.WorkerId}: {first.BlockedBy}"),
                blocked.TrueForAll(slot => slot.BlockedBy == AccountLeases.Recovering) ? HealthFinding.Wait : "Workers plan");
        }
    }
}
