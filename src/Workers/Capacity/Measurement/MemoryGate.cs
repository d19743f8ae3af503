using System.Collections.Immutable;

namespace Workers.Capacity.Measurement;

/// <summary>What earlier decisions leave behind, so that none flaps.</summary>
/// <param name="IsPressed">Tasks stood still for memory, and it has not eased yet.</param>
/// <param name="Short">Types that were too large for what was free, until clearly more is free.</param>
internal sealed record MemoryGateState(bool IsPressed, ImmutableHashSet<WorkerType> Short)
{
    public static MemoryGateState Open { get; } = new(IsPressed: false, []);
}

/// <summary>
/// Whether measured memory lets a worker start (pure). It looks at memory alone: a busy processor makes work slow, a lack of memory
/// kills it. Where nothing is measured it lets everybody start.
/// </summary>
internal static class MemoryGate
{
    /// <summary>Nobody starts while tasks stand still for memory more than this share of the time, in percent…</summary>
    public const decimal PressureStops = 20;

    /// <summary>…and then not before it is at most this.</summary>
    public const decimal PressureReleases = 10;

    /// <summary>What must stay free when a worker has taken all of its footprint, in MiB.</summary>
    public static int Floor(int totalMebibytes) => Math.Clamp(totalMebibytes / 20, 128, 512);

    /// <summary>What must stay free before a type that was refused starts again.</summary>
    public static int Resume(int totalMebibytes) => 2 * Floor(totalMebibytes);

    /// <param name="needMebibytes">What the worker will take more than it has.</param>
    /// <param name="unseenMebibytes">What workers that just started are still expected to take.</param>
    /// <returns>The state to decide the next one with; why this one waits, or null when it may start.</returns>
    public static (MemoryGateState Next, MemoryShortage? Shortage) Decide(
        MemoryGateState state, MemoryReading reading, WorkerType type, int needMebibytes, int unseenMebibytes)
    {
        var wasShort = state.Short.Contains(type);
        var tightest = reading.Limits.MinBy(Left);
        var isShort = tightest is not null && Left(tightest) < 0;
        var isPressed = reading.Pressure is { } pressure && pressure.Percent > (state.IsPressed ? PressureReleases : PressureStops);
        MemoryShortage? shortage = isShort ? new MemoryShortage.TooLittleFree(type, needMebibytes, unseenMebibytes, tightest!)
            : isPressed ? new MemoryShortage.UnderPressure(type, reading.Pressure!)
            : null;
        return (new(isPressed, isShort ? state.Short.Add(type) : state.Short.Remove(type)), shortage);

        long Left(MemoryLimit limit) =>
            (long)limit.FreeMebibytes - unseenMebibytes - needMebibytes - (wasShort ? Resume(limit.TotalMebibytes) : Floor(limit.TotalMebibytes));
    }
}
