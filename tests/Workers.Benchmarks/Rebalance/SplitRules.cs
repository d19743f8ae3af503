using Workers.Supervisor;
using Workers.Supervisor.Rebalancing;

namespace Workers.Benchmarks.Rebalance;

/// <summary>What a rule knows when it decides, once a second.</summary>
/// <param name="IsTick">True once per rebalance interval.</param>
/// <param name="Held">Workers per mode at this moment, those included that end with their document.</param>
internal sealed record Moment(int Second, bool IsTick, PoolDemand Demand, PoolLimits Limits, Split Held);

/// <summary>A way to split the pool, played on a trace.</summary>
internal abstract class SplitRule
{
    public abstract string Name { get; }

    /// <summary>Whether workers beyond the documents that wait are started too, and end at once when the split has no place for them.</summary>
    public virtual bool KeepsProcesses => false;

    public abstract Split Next(Moment moment);
}

/// <summary>The plan of the daemon, as the supervisor drives it.</summary>
internal sealed class OurRule : SplitRule
{
    private RebalanceState _state = RebalanceState.Initial;

    public override string Name => "ours";

    public override Split Next(Moment moment)
    {
        _state = RebalancePlan.Next(_state, moment.Demand, moment.Limits, moment.IsTick);
        return _state.Split;
    }
}

/// <summary>In proportion to the documents that wait, minimums kept, decided at every tick.</summary>
internal sealed class CountRule : SplitRule
{
    private Split? _split;

    public override string Name => "count";

    public override Split Next(Moment moment)
    {
        var (pool, minimum) = (moment.Limits.Pool, moment.Limits.Minimum);
        var (index, acte) = (moment.Demand.Index.Waiting, moment.Demand.Acte.Waiting);
        if (_split is null || (moment.IsTick && index + acte > 0))
        {
            var share = index + acte == 0 ? 0.5 : (double)index / (index + acte);
            var workers = Math.Clamp((int)Math.Round(pool * share, MidpointRounding.AwayFromZero), minimum.Index, pool - minimum.Acte);
            _split = new(workers, pool - workers);
        }

        return _split.Value;
    }
}

/// <summary>
/// Laravel Horizon's <c>auto</c> balancing with its documented settings: every three seconds each queue moves by at most one process towards
/// its share of the maximum, rounded up; by the time needed to clear a queue, or by its size. A process that ends keeps counting until its job is done.
/// </summary>
internal sealed class HorizonRule(bool bySize) : SplitRule
{
    private const int Cooldown = 3;
    private const int MaxShift = 1;
    private Split? _split;

    public override string Name => bySize ? "horizon size" : "horizon time";

    public override bool KeepsProcesses => true;

    public override Split Next(Moment moment)
    {
        var most = moment.Limits.Pool;
        if (_split is null)
        {
            _split = new(most - (most / 2), most / 2);
        }
        else if (moment.Second % Cooldown == 0)
        {
            var (wantIndex, wantActe) = (Wanted(moment.Demand.Index, moment), Wanted(moment.Demand.Acte, moment));
            var (index, acte) = (moment.Held.Index, moment.Held.Acte);

            // The smaller wish first, so that a queue shrinks before the other grows.
            if (wantIndex <= wantActe)
            {
                index = Scale(index, wantIndex, moment.Limits.Minimum.Index, moment.Limits.Minimum.Acte, moment);
                acte = Scale(acte, wantActe, moment.Limits.Minimum.Acte, moment.Limits.Minimum.Index, moment);
            }
            else
            {
                acte = Scale(acte, wantActe, moment.Limits.Minimum.Acte, moment.Limits.Minimum.Index, moment);
                index = Scale(index, wantIndex, moment.Limits.Minimum.Index, moment.Limits.Minimum.Acte, moment);
            }

            _split = new(index, acte);
        }

        return _split.Value;
    }

    private double Wanted(ModeDemand mode, Moment moment)
    {
        var (own, all) = bySize
            ? (mode.Waiting, moment.Demand.Index.Waiting + moment.Demand.Acte.Waiting)
            : (Seconds(mode), Seconds(moment.Demand.Index) + Seconds(moment.Demand.Acte));
        return all > 0 ? own / all * moment.Limits.Pool : 0;
    }

    private static int Scale(int held, double wish, int least, int leastOfOther, Moment moment)
    {
        var wanted = (int)Math.Ceiling(wish);
        if (wanted > held)
        {
            var free = Math.Max(0, moment.Limits.Pool - moment.Held.Total);
            return Math.Min(held + Math.Min(free, MaxShift), Math.Min(moment.Limits.Pool - leastOfOther, wanted));
        }

        return wanted < held ? Math.Max(held - Math.Min(moment.Held.Total - least, MaxShift), Math.Max(least, wanted)) : held;
    }

    private static double Seconds(ModeDemand mode) => mode.Waiting * mode.SecondsPerDocument;
}
