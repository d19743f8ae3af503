using System.Text.Json;
using System.Text.Json.Serialization;
using Workers.Capacity;
using Workers.Capacity.Ledger;
using Workers.Redis;
using Workers.Supervisor.Slots;

namespace Workers.Supervisor.Peers;

/// <summary>
/// Where the daemons of a deployment show themselves in Redis: to each other, so that they share the demand, to
/// <c>status</c>, and to operators as <c>worker_pool:allocation</c>.
/// </summary>
internal sealed class DaemonDirectory(RedisGateway redis, RedisKeys keys)
{
    /// <summary>How long the report of a daemon that was killed is still shown.</summary>
    public static readonly TimeSpan ReportLife = TimeSpan.FromSeconds(15);

    private static readonly RedisScript Script = RedisScript.Load("Supervisor/Peers/Lua/show.lua");
    private static readonly TimeSpan AllocationLife = TimeSpan.FromSeconds(60);

    private readonly string[] _keys = [keys.WorkerPoolReports, keys.WorkerPoolShown, keys.WorkerPoolAllocation];

    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <param name="capacity">What the server's ledger holds, of all its daemons.</param>
    /// <returns>Every daemon that shows itself, this one included.</returns>
    /// <exception cref="RedisFailureException">No answer, or a refusal.</exception>
    public Task<IReadOnlyList<ShownDaemon>> ShowAsync(DaemonReport report, CapacitySnapshot capacity, CancellationToken cancellation) => CallAsync(
        report.Id, JsonSerializer.Serialize(report, Json), Count(capacity, WorkerType.IndexOcr), Count(capacity, WorkerType.ActeOcr), cancellation);

    /// <summary>Takes the report down when the daemon has stopped; another daemon of the server writes what it holds within a second.</summary>
    /// <exception cref="RedisFailureException">No answer, or a refusal.</exception>
    public Task ClearAsync(string daemonId, CancellationToken cancellation) => CallAsync(daemonId, "", 0, 0, cancellation);

    /// <exception cref="RedisFailureException">No answer, or a refusal.</exception>
    public Task<IReadOnlyList<ShownDaemon>> ReadAsync(CancellationToken cancellation) => CallAsync("", "", 0, 0, cancellation);

    private async Task<IReadOnlyList<ShownDaemon>> CallAsync(string daemonId, string report, int index, int acte, CancellationToken cancellation)
    {
        var allocation = JsonSerializer.Serialize(new { indexWorkers = index, acteWorkers = acte, totalWorkers = index + acte }, Json);
        return Read(RedisReply.Of(Script.Name, await redis.EvaluateAsync(
            Script, _keys, [daemonId, report, (long)ReportLife.TotalMilliseconds, allocation, (long)AllocationLife.TotalMilliseconds], cancellation)));
    }

    /// <summary>What is no report of a daemon, of whatever version, does not count.</summary>
    /// <exception cref="RedisRefusedException">The answer is none of the script's.</exception>
    public static IReadOnlyList<ShownDaemon> Read(RedisReply answer) =>
    [
        .. from i in Enumerable.Range(0, answer.Count / 2)
           let ago = answer.Milliseconds(2 * i)
           let shown = ReportReader.Read(answer.Text((2 * i) + 1))
           where shown is not null
           select new ShownDaemon(ago, shown),
    ];

    private static int Count(CapacitySnapshot capacity, WorkerType type) => capacity.Workers.Count(worker => worker.Type == type);
}

/// <param name="Ago">Since it showed itself.</param>
internal sealed record ShownDaemon(TimeSpan Ago, DaemonReport Report)
{
    /// <summary>Daemons show themselves every second; what one said that has been silent for longer than this is not used.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    public bool IsSilent => Ago >= Fresh;
}
