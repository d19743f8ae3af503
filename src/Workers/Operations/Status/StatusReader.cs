using Microsoft.Extensions.Logging.Abstractions;
using Workers.Capacity;
using Workers.Capacity.Ledger;
using Workers.Capacity.Measurement;
using Workers.Capacity.Planning;
using Workers.Database;
using Workers.Gemini;
using Workers.Gemini.Quota;
using Workers.Hosting.Environments;
using Workers.Hosting.Node;
using Workers.Hosting.Settings;
using Workers.Ocr.Spending;
using Workers.Redis;
using Workers.Supervisor.Peers;

namespace Workers.Operations.Status;

/// <summary>Asks Redis and every queue; whoever does not answer is part of the report.</summary>
internal static class StatusReader
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    public static async Task<StatusReport> ReadAsync(Queues queues, CancellationToken cancellation)
    {
        var environments = Task.WhenAll(queues.Configured.Select(environment => ReadQueueAsync(queues, environment, cancellation)));
        var settings = queues.Settings;
        var options = settings.Get<RedisOptions>();
        try
        {
            await using var redis = await RedisGateway.ConnectAsync(options, TimeProvider.System, NullLoggerFactory.Instance, cancellation);
            var keys = new RedisKeys(options);
            var snapshot = await Ledger(settings, redis, keys).ReadAsync(cancellation);
            var daemons = await new DaemonDirectory(redis, keys).ReadAsync(cancellation);
            var gemini = await new GeminiUsageReader(redis, keys, settings.Get<GeminiOptions>()).ReadAsync(cancellation);
            return new(options.Url.ToString(), null, CapacityOf(snapshot), gemini, [.. daemons.Select(daemon => daemon.Report)], await environments);
        }
        catch (RedisFailureException away)
        {
            return new(options.Url.ToString(), away.Message, null, null, [], await environments);
        }
    }

    private static CapacityLedger Ledger(LoadedSettings settings, RedisGateway redis, RedisKeys keys)
    {
        var options = settings.Get<CapacityOptions>();
        var identity = new LedgerDaemonIdentity("status", BootIdentity.Current(), Budget.Of(options, MachineSize.Measure()), options.TimeToLive);
        return new(new LedgerScripts(redis, keys, identity), TimeProvider.System, NullLogger<CapacityLedger>.Instance);
    }

    private static async Task<EnvironmentReport> ReadQueueAsync(Queues queues, TargetEnvironment environment, CancellationToken cancellation)
    {
        try
        {
            var depth = await queues[environment].ReadDepthAsync(exact: true, cancellation).WaitAsync(Bound, cancellation);
            var spend = await queues.SpendOf(environment).ReadAsync(cancellation).WaitAsync(Bound, cancellation);
            var reading = await ReadSpendAsync(queues, environment, cancellation);
            var invoices = await queues.InvoicesOf(environment).ReadOpenAsync(cancellation).WaitAsync(Bound, cancellation);
            return new(
                environment, null, depth.Queue, depth.Unknown is { Count: > 0 } unknown ? unknown : null, spend, invoices.Count > 0 ? new(invoices.Count, invoices.UnexplainedCad) : null,
                depth is { RefusedCount: > 0, Refused: { } refused } ? new(depth.RefusedCount, refused) : null, reading,
                depth.Reviews is { Open: > 0 } reviews ? reviews : null);
        }
        catch (Exception fault) when (fault is DatabaseException or TimeoutException)
        {
            return new(environment, fault.Message, []);
        }
    }

    /// <returns>Null where it takes too long or cannot be had: nothing else depends on it.</returns>
    private static async Task<ReadingSpend?> ReadSpendAsync(Queues queues, TargetEnvironment environment, CancellationToken cancellation)
    {
        try
        {
            return await queues.ReadingOf(environment).ReadTodayAsync(cancellation).WaitAsync(Bound, cancellation);
        }
        catch (Exception fault) when (fault is DatabaseException or TimeoutException)
        {
            return null;
        }
    }

    private static CapacityReport CapacityOf(CapacitySnapshot snapshot) => new(
        Cpu(snapshot.Allocated),
        snapshot.Budget is { } budget ? Cpu(budget) : null,
        Gigabytes(snapshot.Allocated),
        snapshot.Budget is { } ram ? Gigabytes(ram) : null,
        [.. snapshot.Workers.Select(ReservationOf)],
        [.. snapshot.Waiting.Select(ReservationOf)]);

    private static ReservationReport ReservationOf(LedgerWorker worker) =>
        new(worker.WorkerId, worker.Type.ToString(), Cpu(worker.Footprint), Gigabytes(worker.Footprint), worker.Since);

    private static decimal Cpu(Footprint footprint) => footprint.MilliCpu / 1000m;

    private static decimal Gigabytes(Footprint footprint) => footprint.Mebibytes / 1024m;
}
