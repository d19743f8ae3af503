using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Claims;
using Workers.Steering;
using Workers.Supervisor.Queue;

namespace Workers.Supervisor.Slots;

/// <summary>What operators' orders leave of queues and pools (pure).</summary>
internal static class SteeredPlan
{
    /// <summary>What waits and may be begun: nobody wakes for what is paused.</summary>
    public static IReadOnlyList<EnvironmentQueue> Left(IReadOnlyList<EnvironmentQueue> queues, SteeredState ordered) =>
    [
        .. from queue in queues
           select queue with
           {
               Downloads = ordered.Find(SteeredWork.Buying, queue.Environment) is null ? LeftToBuy(queue, ordered) : default,
               Index = IsHeld(ordered, queue.Environment, JobStatus.Complete, DocumentSource.Index) ? default : queue.Index,
               Acte = IsHeld(ordered, queue.Environment, JobStatus.Complete, DocumentSource.Acte) ? default : queue.Acte,
           },
    ];

    /// <summary>Whether nothing of what waits at a status is begun.</summary>
    public static bool IsHeld(SteeredHolds ordered, TargetEnvironment environment, JobStatus status, DocumentSource source) =>
        ClaimHold.Find(ordered, environment, status is JobStatus.Complete ? JobStage.Ocr : JobStage.Download, source) is not null;

    /// <summary>Which of the downloads are of a kind that is paused, only the groups tell; without them all count, unless every kind is paused.</summary>
    private static Waiting LeftToBuy(EnvironmentQueue queue, SteeredState ordered)
    {
        var paused = ClaimHold.Without(ordered) ?? [];
        return paused.Count == 0 || (queue.Groups is null && paused.Count < Enum.GetValues<DocumentSource>().Length)
            ? queue.Downloads
            : Waiting.Sum((queue.Groups ?? [])
                .Where(group => group is { StatusId: JobStatus.EnAttente, Ready: > 0 } && !paused.Contains(group.DocumentSource))
                .Select(group => Waiting.Of(group.Ready, Seconds(group.OldestSeconds), Seconds(group.UnclaimedSeconds))));
    }

    private static TimeSpan? Seconds(double? seconds) => seconds is { } some ? TimeSpan.FromSeconds(some) : null;

    /// <summary>The first slots of a pool are used, the others rest when their document is done.</summary>
    public static (IReadOnlyList<Slot> Used, IReadOnlyList<Slot> Left) Cut(IReadOnlyList<Slot> slots, int size) => ([.. slots.Take(size)], [.. slots.Skip(size)]);

    public static IReadOnlyList<SlotOrder> Rest(IEnumerable<Slot> slots) => [.. slots.Select(slot => new SlotOrder(slot.WorkerId, null))];
}
