using System.Globalization;
using StackExchange.Redis;
using Workers.Hosting.Node;
using Workers.Redis;

namespace Workers.Capacity.Ledger;

/// <summary>Calls the ledger's scripts on behalf of one daemon.</summary>
internal sealed class LedgerScripts(RedisGateway redis, RedisKeys keys, LedgerDaemonIdentity daemon)
{
    private static readonly RedisScript ReserveScript = Changing("admit", "reserve");
    private static readonly RedisScript SwapScript = Changing("admit", "swap");
    private static readonly RedisScript ReleaseScript = Changing("release");
    private static readonly RedisScript RenewScript = Changing("renew");
    private static readonly RedisScript CloseScript = Changing("close");
    private static readonly RedisScript ReadScript = RedisScript.Load("Capacity/Ledger/Lua/ledger.lua", "Capacity/Ledger/Lua/read.lua");

    private readonly string[] _keys =
    [
        keys.ServerWorkers, keys.LedgerWaiting, keys.LedgerDaemons, keys.LedgerTombstones, keys.LedgerState,
        keys.ServerCpuAllocated, keys.ServerRamAllocated,
    ];

    public LedgerDaemonIdentity Daemon => daemon;

    public Task<LedgerReply> ReserveAsync(
        string workerId, string operation, WorkerType type, bool shadow, string inDoubt, CancellationToken cancellation)
    {
        var need = Footprint.Of(type);
        return CallAsync(ReserveScript, [workerId, operation, type.Word(), need.MilliCpu, need.Mebibytes, shadow ? "1" : "0", inDoubt], cancellation);
    }

    public Task<LedgerReply> SwapAsync(string workerId, string held, string operation, WorkerType to, CancellationToken cancellation)
    {
        var need = Footprint.Of(to);
        return CallAsync(SwapScript, [workerId, held, operation, to.Word(), need.MilliCpu, need.Mebibytes], cancellation);
    }

    public Task<LedgerReply> ReleaseAsync(string workerId, IEnumerable<string> operations, CancellationToken cancellation) =>
        CallAsync(ReleaseScript, [workerId, .. operations.Where(operation => operation.Length > 0).Select(operation => (RedisValue)operation)], cancellation);

    public Task<LedgerReply> RenewAsync(IEnumerable<Holding> holdings, CancellationToken cancellation) =>
        CallAsync(RenewScript, [.. holdings.SelectMany(Seven)], cancellation);

    public Task<LedgerReply> CloseAsync(CancellationToken cancellation) => CallAsync(CloseScript, [], cancellation);

    public async Task<string> ReadAsync(CancellationToken cancellation) =>
        (string)(await redis.EvaluateAsync(ReadScript, _keys, [], cancellation))!;

    private static IEnumerable<RedisValue> Seven(Holding holding)
    {
        var need = Footprint.Of(holding.Type);
        return [holding.WorkerId, holding.Operation, holding.Type.Word(), need.MilliCpu, need.Mebibytes, holding.StartedAt, holding.InDoubt ?? ""];
    }

    private async Task<LedgerReply> CallAsync(RedisScript script, IReadOnlyList<RedisValue> arguments, CancellationToken cancellation)
    {
        RedisValue[] common =
        [
            daemon.Id, daemon.Machine.Id, daemon.Machine.Host, daemon.Budget.MilliCpu, daemon.Budget.Mebibytes,
            (long)daemon.TimeToLive.TotalMilliseconds,
        ];
        var answer = await redis.EvaluateAsync(script, _keys, [.. common, .. arguments], cancellation);
        return new((RedisValue[])answer!);
    }

    private static RedisScript Changing(params IEnumerable<string> parts) =>
        RedisScript.Load([.. parts.Prepend("change").Prepend("ledger").Select(part => $"Capacity/Ledger/Lua/{part}.lua")]);
}

/// <summary>This process, as it makes itself known to the ledger.</summary>
/// <param name="Id">Unique over processes and restarts.</param>
/// <param name="Budget">What it declares that the server's workers may hold together.</param>
/// <param name="TimeToLive">How long what it holds outlives its last renewal.</param>
internal sealed record LedgerDaemonIdentity(string Id, BootIdentity Machine, Footprint Budget, TimeSpan TimeToLive);

/// <summary>A script's answer: a word, then values.</summary>
internal sealed class LedgerReply(RedisValue[] values)
{
    public string Word => values[0]!;

    public IReadOnlyList<string> Texts => [.. values.Skip(1).Select(value => (string)value!)];

    public long Number(int index) => long.Parse((string)values[index]!, CultureInfo.InvariantCulture);

    public Footprint Footprint(int index) => new((int)Number(index), (int)Number(index + 1));
}
