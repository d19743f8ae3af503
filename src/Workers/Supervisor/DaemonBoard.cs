using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Workers.Capacity;
using Workers.Redis;

namespace Workers.Supervisor;

/// <summary>Environments that were refused at the start, with the reason.</summary>
internal sealed record DisabledEnvironments(IReadOnlyDictionary<string, string> Reasons);

/// <summary>What this daemon shows of itself in Redis: the owner's <c>worker_pool:allocation</c>, and its slots for <c>status</c>.</summary>
internal sealed partial class DaemonBoard(
    RedisGateway redis, RedisKeys keys, LedgerDaemonIdentity identity, DisabledEnvironments disabled, ILogger<DaemonBoard> logger)
{
    private static readonly TimeSpan ReportLife = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan AllocationLife = TimeSpan.FromSeconds(60);

    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public async Task ShowAsync(SlotSet slots, CapacitySnapshot capacity, RebalanceState plan, bool isStopping, CancellationToken cancellation)
    {
        var report = new DaemonReport(
            identity.Id, identity.Machine.Host, isStopping, [.. slots.All.Select(slot => slot.Report())], plan.Split, plan.Reason, disabled.Reasons);
        var (index, acte) = (Count(capacity, WorkerType.IndexOcr), Count(capacity, WorkerType.ActeOcr));
        try
        {
            await redis.SetAsync(keys.DaemonReport(identity.Id), JsonSerializer.Serialize(report, Json), ReportLife, cancellation);
            await redis.SetAsync(keys.WorkerPoolAllocation, Allocation(index, acte), AllocationLife, cancellation);
        }
        catch (RedisUnavailableException away)
        {
            LogAway(away.Message);
        }
    }

    /// <summary>Takes the report down when the daemon has stopped; another daemon writes what it holds within a second.</summary>
    public async Task ClearAsync(CancellationToken cancellation)
    {
        try
        {
            await redis.DeleteAsync(keys.DaemonReport(identity.Id), cancellation);
            await redis.SetAsync(keys.WorkerPoolAllocation, Allocation(0, 0), AllocationLife, cancellation);
        }
        catch (RedisUnavailableException away)
        {
            LogAway(away.Message);
        }
    }

    private static string Allocation(int index, int acte) =>
        JsonSerializer.Serialize(new { indexWorkers = index, acteWorkers = acte, totalWorkers = index + acte }, Json);

    private static int Count(CapacitySnapshot capacity, WorkerType type) => capacity.Workers.Count(worker => worker.Type == type);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The daemon's report could not be shown: {Reason}")]
    private partial void LogAway(string reason);
}
