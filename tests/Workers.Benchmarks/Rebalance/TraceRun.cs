using Workers.Capacity;
using Workers.Hosting.Environments;
using Workers.Jobs.Claims;
using Workers.Supervisor;
using Workers.Supervisor.Rebalancing;
using Workers.Supervisor.Slots;

namespace Workers.Benchmarks.Rebalance;

/// <summary>
/// Plays a trace second by second: documents arrive, workers finish, claim and change mode between documents, and once a second the supervisor's
/// own pure parts decide (demand, split, slots, fair share between environments, learned seconds). No clock and no chance: the same trace gives the same figures.
/// </summary>
internal sealed class TraceRun
{
    private const int LongestRun = 24 * 3600;

    private static readonly WorkerType[] Modes = [WorkerType.IndexOcr, WorkerType.ActeOcr];

    private readonly Trace _trace;
    private readonly SplitRule _rule;
    private readonly Worker[] _workers;
    private readonly LearnedSeconds _learned = new();
    private readonly Dictionary<WorkerType, Dictionary<TargetEnvironment, Queue<Arrival>>> _queues;
    private readonly Dictionary<WorkerType, List<int>> _waits = Modes.ToDictionary(mode => mode, _ => new List<int>());
    private readonly FairShare _share = new(environment => environment switch { TargetEnvironment.Prod => 6, TargetEnvironment.Staging => 3, _ => 1 });
    private int _second;
    private int _lastTick;
    private int _modeChanges;

    private TraceRun(Trace trace, SplitRule rule)
    {
        (_trace, _rule) = (trace, rule);
        _workers = [.. Enumerable.Range(1, trace.Limits.Pool).Select(number => new Worker($"ocr-{number:00}"))];
        _queues = Modes.ToDictionary(mode => mode, _ => TargetEnvironments.All.ToDictionary(name => name, _ => new Queue<Arrival>()));
    }

    public static TraceFigures Play(Trace trace, SplitRule rule) => new TraceRun(trace, rule).Play();

    private TraceFigures Play()
    {
        var (next, floorSeconds, idle, makespan, flaps) = (0, 0, 0L, 0, new FlapCounter());
        for (; next < _trace.Arrivals.Count || Waiting > 0 || _workers.Any(worker => worker.IsBusy); _second++)
        {
            if (_second > LongestRun)
            {
                throw new InvalidOperationException($"{_rule.Name} does not finish the trace '{_trace.Name}' within a day.");
            }

            for (; next < _trace.Arrivals.Count && _trace.Arrivals[next].At <= _second; next++)
            {
                _queues[_trace.Arrivals[next].Mode][_trace.Arrivals[next].Environment].Enqueue(_trace.Arrivals[next]);
            }

            makespan = Finish() ? _second : makespan;
            Settle();
            var demand = Demand();
            var split = Decide(demand);
            flaps.Add(_second, split, mayLend: demand.Index.Waiting == 0 || demand.Acte.Waiting == 0);
            floorSeconds += IsBelowFloor(split, demand) ? 1 : 0;
            Settle();
            idle += Math.Min(Waiting, _workers.Count(worker => !worker.IsBusy));
        }

        return new(
            _trace.Name, _rule.Name, Waits.Of(_waits[WorkerType.IndexOcr]), Waits.Of(_waits[WorkerType.ActeOcr]), Waits.Of([.. _waits.Values.SelectMany(waits => waits)]),
            _waits[_trace.Minority].Max(), _modeChanges, flaps.Count, idle, floorSeconds, makespan);
    }

    private int Waiting => Modes.Sum(WaitingOf);

    private int WaitingOf(WorkerType mode) => _queues[mode].Values.Sum(queue => queue.Count);

    private bool Finish()
    {
        var done = _workers.Where(worker => worker.IsBusy && worker.BusyUntil <= _second).ToList();
        foreach (var worker in done)
        {
            _learned.Add(worker.Holds!.Value, TimeSpan.FromSeconds(worker.Takes));
            (worker.IsBusy, worker.IdleSince) = (false, _second);
        }

        return done.Count > 0;
    }

    /// <summary>What slots do by themselves between documents: take up their order and claim.</summary>
    private void Settle()
    {
        foreach (var worker in _workers.Where(worker => !worker.IsBusy))
        {
            if (worker.Holds != worker.Order)
            {
                worker.IdleSince = worker.Holds is null ? _second : worker.IdleSince;
                worker.Holds = worker.Order;
            }

            if (worker.Holds is { } mode && Claim(mode) is { } document)
            {
                _modeChanges += worker.Last is { } last && last != mode ? 1 : 0;
                (worker.Last, worker.IsBusy, worker.Takes, worker.BusyUntil) = (mode, true, document.Seconds, _second + document.Seconds);
                _waits[mode].Add(_second - document.At);
            }
        }
    }

    private Arrival? Claim(WorkerType mode)
    {
        var candidates = _queues[mode].Where(queue => queue.Value.Count > 0).Select(queue => queue.Key).ToList();
        return candidates.Count == 0 ? null : _queues[mode][_share.Pick(candidates, _ => true)!.Environment].Dequeue();
    }

    private Split Decide(PoolDemand demand)
    {
        var isTick = _second - _lastTick >= _trace.Interval.TotalSeconds;
        _lastTick = isTick ? _second : _lastTick;
        var split = _rule.Next(new(_second, isTick, demand, _trace.Limits, new(Holding(WorkerType.IndexOcr), Holding(WorkerType.ActeOcr))));
        var views = _workers
            .Select(worker => new SlotView(worker.Id, worker.Holds, worker.IsBusy, TimeSpan.FromSeconds(worker.IsBusy ? 0 : _second - worker.IdleSince), IsBlocked: false))
            .ToList();
        var orders = SlotPlan.Ocr(
            views, split, _rule.KeepsProcesses ? split : _trace.Limits.Minimum, demand.Index.Waiting, demand.Acte.Waiting, isSomebodyBlocked: _rule.KeepsProcesses);
        foreach (var (worker, order) in _workers.Zip(orders))
        {
            worker.Order = order.Work;
        }

        return split;
    }

    private int Holding(WorkerType mode) => _workers.Count(worker => worker.Holds == mode);

    private PoolDemand Demand() => new(DemandOf(WorkerType.IndexOcr), DemandOf(WorkerType.ActeOcr));

    private ModeDemand DemandOf(WorkerType mode)
    {
        var oldest = _queues[mode].Values.Where(queue => queue.Count > 0).Select(queue => _second - queue.Peek().At).DefaultIfEmpty().Max();
        var seconds = mode is WorkerType.IndexOcr ? _learned.Current.Index : _learned.Current.Acte;
        return new(WaitingOf(mode), seconds, TimeSpan.FromSeconds(oldest));
    }

    private bool IsBelowFloor(Split split, PoolDemand demand) =>
        _trace.Limits.Pool > 1
        && (split.Index < Math.Max(_trace.Limits.Minimum.Index, demand.Index.Waiting > 0 ? 1 : 0)
            || split.Acte < Math.Max(_trace.Limits.Minimum.Acte, demand.Acte.Waiting > 0 ? 1 : 0));

    private sealed class Worker(string id)
    {
        public string Id { get; } = id;

        public WorkerType? Order { get; set; }

        public WorkerType? Holds { get; set; }

        /// <summary>The kind of its document before.</summary>
        public WorkerType? Last { get; set; }

        public bool IsBusy { get; set; }

        public int Takes { get; set; }

        public int BusyUntil { get; set; }

        public int IdleSince { get; set; }
    }
}
