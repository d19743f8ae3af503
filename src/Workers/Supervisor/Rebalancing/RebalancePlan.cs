namespace Workers.Supervisor.Rebalancing;

/// <param name="Split">In force.</param>
/// <param name="Votes">Consecutive ticks that asked for more index workers (positive) or more acte workers (negative).</param>
/// <param name="Reason">Why the split is what it is, for the log.</param>
/// <param name="Settling">Ticks left in which the last move is not turned back; positive when it went to index workers, negative when to acte workers.</param>
internal sealed record RebalanceState(Split Split, int Votes, string Reason, int Settling = 0)
{
    public static RebalanceState Initial { get; } = new(default, 0, "not planned yet");

    /// <summary>Whether later decisions rest on the same; the words of the reason do not matter.</summary>
    public bool DecidesAs(RebalanceState other) => (Split, Votes, Settling) == (other.Split, other.Votes, other.Settling);
}

/// <summary>
/// How the OCR pool is split between its two modes: by work-seconds, floors kept, within what ledger and quota allow.
/// A change needs two ticks and a demand well past the rounding point, and is not turned back for ten, so that noise moves nobody;
/// lending what a mode does not need is immediate.
/// </summary>
internal static class RebalancePlan
{
    /// <summary>Workers away from the split in force before another is considered: half a worker (rounding) and a quarter (noise).</summary>
    private const double DeadBand = 0.75;

    private const int VotesToMove = 2;

    /// <summary>Ticks: what brought workers over must have had time to show before they go back.</summary>
    private const int TicksToSettle = 10;

    /// <summary>A single worker goes to the older queue once it is older by this much, whatever the amounts.</summary>
    private static readonly TimeSpan OlderByTooMuch = TimeSpan.FromMinutes(5);

    /// <param name="isTick">True once per rebalance interval; between ticks only what is urgent changes.</param>
    public static RebalanceState Next(RebalanceState state, PoolDemand demand, PoolLimits limits, bool isTick)
    {
        if (limits.Pool == 0)
        {
            return new(default, 0, "no pool");
        }

        state = isTick ? state with { Settling = state.Settling - Math.Sign(state.Settling) } : state;
        var target = LargestAllowed(state.Split, demand, limits);
        if (target == state.Split)
        {
            return state with { Votes = 0 };
        }

        if (WhyAtOnce(state.Split, target, demand, limits) is { } reason)
        {
            return new(target, 0, reason);
        }

        if (!isTick)
        {
            return state;
        }

        var direction = Math.Sign(target.Index - state.Split.Index);
        if (Math.Sign(state.Settling) == -direction)
        {
            return state with { Votes = 0 };
        }

        var votes = Math.Sign(state.Votes) == direction ? state.Votes + direction : direction;
        return Math.Abs(votes) >= VotesToMove
            ? new(target, 0, "more work waits there", direction * TicksToSettle)
            : state with { Votes = votes };
    }

    private static Split LargestAllowed(Split current, PoolDemand demand, PoolLimits limits)
    {
        for (var size = limits.Pool; size > 1; size--)
        {
            var target = Target(current, demand, limits.Minimum, size);
            if (limits.Allow(target))
            {
                return target;
            }
        }

        var alone = Alone(current, demand);
        var other = new Split(alone.Acte, alone.Index);
        return limits.Allow(alone) ? alone
            : limits.Allow(other) && (other.Index > 0 ? demand.Index : demand.Acte).Waiting > 0 ? other
            : default;
    }

    private static Split Target(Split current, PoolDemand demand, Split minimum, int size)
    {
        var (least, most) = (Floor(minimum.Index, demand.Index), size - Floor(minimum.Acte, demand.Acte));
        least = Math.Clamp(least, 0, size);
        most = Math.Clamp(most, least, size);
        var stays = current.Total == size && current.Index >= least && current.Index <= most;
        if (demand is { Index.Waiting: 0, Acte.Waiting: 0 } && stays)
        {
            return current;
        }

        if (current.Total == size)
        {
            // A worker that changes over finds a document there: nobody is moved to wait for work that is not there yet.
            least = Math.Max(least, Math.Min(most, current.Index - demand.Acte.Waiting));
            most = Math.Min(most, Math.Max(least, current.Index + demand.Index.Waiting));
        }

        var ideal = Math.Clamp(demand.IndexShare * size, least, most);
        var index = stays && Math.Abs(ideal - current.Index) < DeadBand && !Lends(demand)
            ? current.Index
            : (int)Math.Round(ideal, MidpointRounding.AwayFromZero);
        return new(index, size - index);
    }

    /// <summary>A mode with waiting documents has at least one worker, so that its documents' age stays bounded.</summary>
    private static int Floor(int minimum, ModeDemand demand) => demand.Waiting > 0 ? Math.Max(minimum, 1) : minimum;

    private static bool Lends(PoolDemand demand) => demand.Index.Waiting == 0 || demand.Acte.Waiting == 0;

    private static Split Alone(Split current, PoolDemand demand)
    {
        var (index, acte) = (new Split(1, 0), new Split(0, 1));
        var lead = demand.Index.OldestAge - demand.Acte.OldestAge;
        if (!Lends(demand) && lead.Duration() > OlderByTooMuch)
        {
            return lead > TimeSpan.Zero ? index : acte;
        }

        return (demand.IndexShare, current.Total == 1) switch
        {
            (0.5, true) => current,
            ( > 0.5, true) when demand.IndexShare < DeadBand => current,
            ( < 0.5, true) when demand.IndexShare > 1 - DeadBand => current,
            ( >= 0.5, _) => index,
            _ => acte,
        };
    }

    private static string? WhyAtOnce(Split current, Split target, PoolDemand demand, PoolLimits limits)
    {
        if (current.Total != target.Total)
        {
            return target.Total < limits.Pool && limits.HasRoom(Target(current, demand, limits.Minimum, target.Total + 1))
                ? $"Gemini's quota feeds {target.Total} of {limits.Pool}"
                : $"room for {target.Total} of {limits.Pool}";
        }

        if (!limits.Allow(current))
        {
            return "the split before no longer fits";
        }

        var (shrinking, growing) = target.Index > current.Index ? (demand.Acte, demand.Index) : (demand.Index, demand.Acte);
        if (shrinking.Waiting == 0)
        {
            return "the other mode has nothing waiting";
        }

        var growingNow = target.Index > current.Index ? current.Index : current.Acte;
        return growingNow == 0 && growing.Waiting > 0 && current.Total > 1 ? "documents wait and no worker reads them" : null;
    }
}
