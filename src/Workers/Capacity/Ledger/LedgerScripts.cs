using StackExchange.Redis;
using Workers.Hosting.Node;
using Workers.Redis;

namespace Workers.Capacity.Ledger;

/// <summary>Calls the ledger's scripts on behalf of one daemon.</summary>
/// <param name="edit">Lets a test give them other texts.</param>
/// <param name="declared">What it declares at this moment; null: always what its identity says.</param>
internal sealed class LedgerScripts(RedisGateway redis, RedisKeys keys, LedgerDaemonIdentity daemon, Func<string, string>? edit = null, Func<Footprint>? declared = null)
{
    private readonly RedisScript _open = Load(edit, "change", "open");
    private readonly RedisScript _reserve = Load(edit, "change", "admit", "reserve");
    private readonly RedisScript _swap = Load(edit, "change", "admit", "swap");
    private readonly RedisScript _release = Load(edit, "change", "release");
    private readonly RedisScript _renew = Load(edit, "change", "renew");
    private readonly RedisScript _close = Load(edit, "change", "close");
    private readonly RedisScript _read = Load(edit, "read");

    private readonly string[] _keys =
    [
        keys.ServerWorkers, keys.LedgerWaiting, keys.LedgerDaemons, keys.LedgerTombstones, keys.LedgerState,
        keys.ServerCpuAllocated, keys.ServerRamAllocated,
    ];

    public LedgerDaemonIdentity Daemon => daemon;

    /// <param name="isFirst">No database that is served has ever known a daemon.</param>
    public Task<LedgerReply> OpenAsync(bool isFirst, CancellationToken cancellation) => CallAsync(_open, [isFirst ? "1" : "0"], cancellation);

    /// <param name="earlier">Operations of this worker that the new one takes the place of; empty ones are none.</param>
    public Task<LedgerReply> ReserveAsync(
        string workerId, string operation, WorkerType type, bool shadow, IEnumerable<string> earlier, CancellationToken cancellation)
    {
        var need = Footprint.Of(type);
        return CallAsync(_reserve, [workerId, operation, type.Word(), need.MilliCpu, need.Mebibytes, shadow ? "1" : "0", .. Named(earlier)], cancellation);
    }

    public Task<LedgerReply> SwapAsync(string workerId, string held, string operation, WorkerType to, CancellationToken cancellation)
    {
        var need = Footprint.Of(to);
        return CallAsync(_swap, [workerId, held, operation, to.Word(), need.MilliCpu, need.Mebibytes], cancellation);
    }

    public Task<LedgerReply> ReleaseAsync(string workerId, IEnumerable<string> operations, CancellationToken cancellation) =>
        CallAsync(_release, [workerId, .. Named(operations)], cancellation);

    public Task<LedgerReply> RenewAsync(IEnumerable<Holding> holdings, CancellationToken cancellation) =>
        CallAsync(_renew, [.. holdings.SelectMany(Seven)], cancellation);

    public Task<LedgerReply> CloseAsync(CancellationToken cancellation) => CallAsync(_close, [], cancellation);

    public async Task<CapacitySnapshot> ReadAsync(CancellationToken cancellation) =>
        LedgerJson.Parse(RedisReply.Of(_read.Name, await redis.EvaluateAsync(_read, _keys, [], cancellation)));

    private static IEnumerable<RedisValue> Named(IEnumerable<string> operations) => operations.Where(operation => operation.Length > 0).Select(operation => (RedisValue)operation);

    private static IEnumerable<RedisValue> Seven(Holding holding)
    {
        var need = Footprint.Of(holding.Type);
        return [holding.WorkerId, holding.Operation, holding.Type.Word(), need.MilliCpu, need.Mebibytes, holding.StartedAt, holding.InDoubt ?? ""];
    }

    private async Task<LedgerReply> CallAsync(RedisScript script, IReadOnlyList<RedisValue> arguments, CancellationToken cancellation)
    {
        var budget = declared?.Invoke() ?? daemon.Budget;
        RedisValue[] common =
        [
            daemon.Id, daemon.Machine.Id, daemon.Machine.Host, budget.MilliCpu, budget.Mebibytes,
            (long)daemon.TimeToLive.TotalMilliseconds,
        ];
        return new(RedisReply.Of(script.Name, await redis.EvaluateAsync(script, _keys, [.. common, .. arguments], cancellation)));
    }

    private static RedisScript Load(Func<string, string>? edit, params IEnumerable<string> parts)
    {
        var script = RedisScript.Load([.. parts.Prepend("ledger").Select(part => $"Capacity/Ledger/Lua/{part}.lua")]);
        return edit is null ? script : RedisScript.FromText(script.Name, edit(script.Text));
    }
}

/// <summary>This process, as it makes itself known to the ledger.</summary>
/// <param name="Id">Unique over processes and restarts.</param>
/// <param name="Budget">What it declares that the server's workers may hold together.</param>
/// <param name="TimeToLive">How long what it holds outlives its last renewal.</param>
internal sealed record LedgerDaemonIdentity(string Id, BootIdentity Machine, Footprint Budget, TimeSpan TimeToLive);

/// <summary>A script's answer: a word, then values.</summary>
/// <exception cref="RedisRefusedException">From every member: the answer is none of the ledger's.</exception>
internal sealed class LedgerReply(RedisReply reply)
{
    public string Word => reply.Text(0);

    public IReadOnlyList<string> Texts => reply.Texts(1);

    /// <summary>The machine that a ledger belongs to which is another's.</summary>
    public string Host => reply.Text(1);

    public long Number(int index) => reply.Whole(index);

    public Footprint Footprint(int index) => new(Part(index), Part(index + 1));

    /// <summary>The state of each holding that was sent, in order.</summary>
    public IReadOnlyList<string> States(int sent) => Texts is var states && states.Count == sent && states.All(state => state is "kept" or "changed" or "lost")
        ? states
        : throw reply.Odd($"not the states of {sent} reservations");

    private int Part(int index) => Number(index) is >= int.MinValue and <= int.MaxValue and var part ? (int)part : throw reply.Odd($"no amount at {index}");
}
