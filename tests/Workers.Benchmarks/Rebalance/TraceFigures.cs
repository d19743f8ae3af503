using Workers.Supervisor;

namespace Workers.Benchmarks.Rebalance;

/// <summary>Waits of one kind's documents from available to claimed, in seconds.</summary>
internal sealed record Waits(double Mean, int P95, int Worst)
{
    public static Waits Of(IReadOnlyList<int> waits)
    {
        if (waits.Count == 0)
        {
            return new(0, 0, 0);
        }

        var sorted = waits.Order().ToList();
        return new(sorted.Average(), sorted[(int)Math.Ceiling(0.95 * sorted.Count) - 1], sorted[^1]);
    }
}

/// <summary>How one rule did on one trace.</summary>
/// <param name="MinorityWorst">The longest wait of the kind of which few come, in seconds.</param>
/// <param name="ModeChanges">Times a worker changed from one kind to the other.</param>
/// <param name="Flaps">Times the split turned back within five minutes although both kinds had waiting documents all the while.</param>
/// <param name="IdleWaste">Worker-seconds without a document while one waited that a worker could have taken.</param>
/// <param name="FloorSeconds">Seconds in which the split was below a minimum, or a kind with waiting documents had no worker in it.</param>
/// <param name="Makespan">Second at which the last document was finished.</param>
internal sealed record TraceFigures(
    string Trace, string Rule, Waits Index, Waits Acte, Waits All, int MinorityWorst, int ModeChanges, int Flaps, long IdleWaste, int FloorSeconds, int Makespan)
{
    /// <summary>The 95th percentile of the kind that fares worse.</summary>
    public int WorseP95 => Math.Max(Index.P95, Acte.P95);
}

/// <summary>Counts how often a split turns back shortly after it moved.</summary>
internal sealed class FlapCounter
{
    private const int Shortly = 300;
    private Split? _before;
    private int _direction;
    private int _movedAt;

    public int Count { get; private set; }

    /// <param name="mayLend">A kind had nothing waiting: its workers go to the other and come back for good reason.</param>
    public void Add(int second, Split split, bool mayLend)
    {
        _direction = mayLend ? 0 : _direction;
        var direction = _before is { } before ? Math.Sign(split.Index - before.Index - (split.Acte - before.Acte)) : 0;
        if (direction != 0)
        {
            Count += direction == -_direction && second - _movedAt <= Shortly ? 1 : 0;
            (_direction, _movedAt) = (mayLend ? 0 : direction, second);
        }

        _before = split;
    }
}
