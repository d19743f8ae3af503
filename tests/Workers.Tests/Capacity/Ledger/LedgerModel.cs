using Shouldly;
using Workers.Capacity.Planning;

namespace Workers.Capacity.Ledger;

/// <param name="Kind">0–99: which of the things that can happen.</param>
/// <param name="Who">Which worker; two belong to each daemon.</param>
/// <param name="What">Which type.</param>
public readonly record struct LedgerStep(int Kind, int Who, int What);

/// <summary>What must be true of the ledger, kept beside the real one. Its time moves in steps so large that the real time of a run does not count.</summary>
internal sealed class LedgerModel
{
    private const int TimeToLive = 6000;
    private const int Step = 2500;
    private static readonly WorkerType[] Types = [WorkerType.Registre, WorkerType.IndexOcr, WorkerType.ActeOcr];

    private readonly LedgerBench _bench;
    private readonly LedgerScripts[] _daemons;
    private readonly Dictionary<string, Belief> _beliefs = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ended = new(StringComparer.Ordinal);
    private readonly List<Func<Task<LedgerReply>>> _sent = [];
    private readonly Queue<Func<Task<LedgerReply>>> _delayed = [];
    private CapacitySnapshot _before;
    private int _now;
    private int _operations;

    private LedgerModel(LedgerBench bench, LedgerScripts[] daemons, CapacitySnapshot before) =>
        (_bench, _daemons, _before) = (bench, daemons, before);

    /// <param name="Operation">The operation it holds; empty when it holds nothing.</param>
    /// <param name="Until">The model's second until which it is certainly live.</param>
    /// <param name="InDoubt">An operation that was sent and not answered, or empty.</param>
    private sealed record Belief(string Operation, WorkerType Type, int Until, string InDoubt);

    public static async Task<LedgerModel> StartAsync(LedgerBench bench)
    {
        var watcher = await bench.OpenLedgerAsync();
        return new(bench, [NewDaemon(bench), NewDaemon(bench), NewDaemon(bench)], await watcher.ReadAsync(CancellationToken.None));
    }

    public async Task TakeAsync(LedgerStep step)
    {
        var (worker, daemon) = (Worker(step.Who), _daemons[step.Who / 2]);
        var belief = _beliefs.GetValueOrDefault(worker, new("", default, 0, ""));
        _before = await ReadAsync();
        switch (step.Kind)
        {
            case < 30: await ReserveAsync(worker, daemon, belief, Types[step.What], shadow: step.Kind % 3 == 0); break;
            case < 42: await SwapAsync(worker, daemon, belief, Types[step.What]); break;
            case < 52: await ReleaseAsync(worker, daemon, belief); break;
            case < 66: await RenewAsync(step.Who / 2); break;
            case < 74: Delay(worker, daemon, belief, Types[step.What]); break;
            case < 80: await DeliverAsync(); break;
            case < 86: await RepeatAsync(step.Kind + (step.Who * 7)); break;
            case < 92: await AgeAsync(); break;
            case < 96: Replace(step.Who / 2); break;
            case < 98: await ForgetAsync(); break;
            default: await CloseAsync(step.Who / 2); break;
        }
    }

    /// <summary>The sum is within the budget; no ended operation is live; what is certainly held is there; operators read the truth.</summary>
    public async Task CheckAsync(string when)
    {
        var ledger = await ReadAsync();
        ledger.Allocated.FitsIn(LedgerBench.Medium).ShouldBeTrue($"{ledger.Allocated} is held {when}");
        var raw = await _bench.Redis.HashGetAllAsync(_bench.Keys.ServerWorkers, CancellationToken.None);
        var live = ledger.Workers.ToDictionary(held => held.WorkerId, held => held.Operation!, StringComparer.Ordinal);
        live.Values.Where(_ended.Contains).ShouldBeEmpty($"an ended operation came back {when}");
        foreach (var (worker, belief) in _beliefs.Where(entry => entry.Value.Operation.Length > 0 && entry.Value.Until > _now))
        {
            live.GetValueOrDefault(worker).ShouldBeOneOf([belief.Operation, belief.InDoubt], $"{worker} {when}");
        }

        if (raw.Count == live.Count)
        {
            var (cpu, ram, workers) = await _bench.DisplayAsync();
            (cpu ?? "0", ram ?? "0").ShouldBe((Amounts.Cpu(ledger.Allocated.MilliCpu), Amounts.Gigabytes(ledger.Allocated.Mebibytes)), when);
            workers.Keys.ShouldBe(live.Keys, ignoreOrder: true);
        }
    }

    /// <summary>After everybody has gone, nothing is held, whatever still arrives late.</summary>
    public async Task EndAsync()
    {
        for (var daemon = 0; daemon < _daemons.Length; daemon++)
        {
            await CloseAsync(daemon);
        }

        while (_delayed.Count > 0)
        {
            await DeliverAsync();
            await CheckAsync("after a late arrival");
        }

        await AgeAsync();
        await AgeAsync();
        await AgeAsync();
        await NewDaemon(_bench).CloseAsync(CancellationToken.None);
        (await _bench.DisplayAsync()).Cpu.ShouldBe("0");
        (await ReadAsync()).Workers.ShouldBeEmpty();
    }

    private async Task ReserveAsync(string worker, LedgerScripts daemon, Belief belief, WorkerType type, bool shadow)
    {
        var operation = NewOperation();
        // A worker that holds something asks for nothing more; what it had and what is in doubt is named.
        var reply = await SendAsync(() => daemon.ReserveAsync(worker, operation, type, shadow, [belief.Operation, belief.InDoubt], CancellationToken.None));
        End(belief.Operation, belief.InDoubt);
        _beliefs[worker] = reply.Word == "granted" ? new(operation, type, _now + TimeToLive, "") : new("", type, 0, "");
        if (reply.Word != "granted")
        {
            End(operation);
        }

        if (reply.Word == "refused")
        {
            var others = _before.Waiting.Aggregate(_before.Allocated, (sum, waiting) => sum + waiting.Footprint);
            (others + Footprint.Of(type)).FitsIn(LedgerBench.Medium).ShouldBeFalse("it was refused although it fits");
        }
    }

    private async Task SwapAsync(string worker, LedgerScripts daemon, Belief belief, WorkerType type)
    {
        if (belief.Operation.Length == 0 || belief.InDoubt.Length > 0)
        {
            return;
        }

        var operation = NewOperation();
        var reply = await SendAsync(() => daemon.SwapAsync(worker, belief.Operation, operation, type, CancellationToken.None));
        if (reply.Word == "granted")
        {
            End(belief.Operation);
            _beliefs[worker] = new(operation, type, _now + TimeToLive, "");
        }
        else
        {
            End(operation);
            (reply.Word != "lost" || belief.Until <= _now).ShouldBeTrue("a certain reservation was lost");
        }
    }

    private async Task ReleaseAsync(string worker, LedgerScripts daemon, Belief belief)
    {
        await SendAsync(() => daemon.ReleaseAsync(worker, [belief.Operation, belief.InDoubt], CancellationToken.None));
        End(belief.Operation, belief.InDoubt);
        _beliefs.Remove(worker);
    }

    private async Task RenewAsync(int daemon)
    {
        string[] workers = [.. Workers(daemon).Where(worker => _beliefs.GetValueOrDefault(worker) is { Operation.Length: > 0 })];
        Holding[] holdings = [.. workers.Select(worker => new Holding(worker, _beliefs[worker].Type, _beliefs[worker].Operation, 1, 0)
        {
            InDoubt = _beliefs[worker].InDoubt,
        })];
        var sender = _daemons[daemon];
        var reply = await SendAsync(() => sender.RenewAsync(holdings, CancellationToken.None));
        foreach (var (worker, state) in workers.Zip(reply.Texts))
        {
            var belief = _beliefs[worker];
            (state != "lost" || belief.Until <= _now).ShouldBeTrue("a certain reservation was lost");
            _beliefs[worker] = state switch
            {
                "kept" => belief with { Until = _now + TimeToLive, InDoubt = "" },
                "changed" => belief with { Operation = belief.InDoubt, Until = _now + TimeToLive, InDoubt = "" },
                _ => new("", belief.Type, 0, ""),
            };
            End(state is "changed" or "lost" ? belief.Operation : "", state is "changed" ? "" : belief.InDoubt);
        }
    }

    /// <summary>A call that is sent and arrives later, or never.</summary>
    private void Delay(string worker, LedgerScripts daemon, Belief belief, WorkerType type)
    {
        if (belief.InDoubt.Length > 0)
        {
            return;
        }

        var operation = NewOperation();
        _beliefs[worker] = belief with { InDoubt = operation };
        _delayed.Enqueue(belief.Operation.Length == 0
            ? () => daemon.ReserveAsync(worker, operation, type, shadow: false, [], CancellationToken.None)
            : () => daemon.SwapAsync(worker, belief.Operation, operation, type, CancellationToken.None));
    }

    private async Task DeliverAsync()
    {
        if (_delayed.TryDequeue(out var call))
        {
            await SendAsync(call);
        }
    }

    private async Task RepeatAsync(int which)
    {
        if (_sent.Count > 0)
        {
            await _sent[which % _sent.Count]();
        }
    }

    private async Task AgeAsync()
    {
        _now += Step;
        await _bench.AgeAsync(TimeSpan.FromSeconds(Step));
    }

    /// <summary>The daemon dies, another takes its place under other names.</summary>
    private void Replace(int daemon)
    {
        foreach (var worker in Workers(daemon))
        {
            _beliefs.Remove(worker);
        }

        _daemons[daemon] = NewDaemon(_bench);
    }

    private async Task ForgetAsync()
    {
        await _bench.ForgetAsync();
        // Also what had ended is forgotten; only what was sent before could bring it back, and that is not sent again.
        _sent.Clear();
        _delayed.Clear();
        foreach (var (worker, belief) in _beliefs)
        {
            _beliefs[worker] = belief with { Until = 0 };
        }
    }

    private async Task CloseAsync(int daemon)
    {
        var sender = _daemons[daemon];
        await SendAsync(() => sender.CloseAsync(CancellationToken.None));
        foreach (var worker in Workers(daemon))
        {
            End(_beliefs.TryGetValue(worker, out var belief) ? belief.Operation : "", belief?.InDoubt ?? "");
        }

        Replace(daemon);
    }

    private async Task<LedgerReply> SendAsync(Func<Task<LedgerReply>> call)
    {
        _sent.Add(call);
        return await call();
    }

    private void End(params string[] operations) => _ended.UnionWith(operations.Where(operation => operation.Length > 0));

    private async Task<CapacitySnapshot> ReadAsync() => await _daemons[0].ReadAsync(CancellationToken.None);

    private static LedgerScripts NewDaemon(LedgerBench bench) => bench.Scripts(ttlSeconds: TimeToLive);

    private string NewOperation() => $"op{++_operations}";

    private string Worker(int who) => $"{_daemons[who / 2].Daemon.Id}-w{who % 2}";

    private string[] Workers(int daemon) => [Worker(daemon * 2), Worker((daemon * 2) + 1)];
}
