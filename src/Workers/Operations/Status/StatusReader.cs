using Microsoft.Extensions.Logging.Abstractions;
using Workers.Capacity;
using Workers.Capacity.Ledger;
using Workers.Capacity.Measurement;
using Workers.Capacity.Planning;
using Workers.Database;
using Workers.Database.Migrations;
using Workers.Gemini;
using Workers.Gemini.Quota;
using Workers.Hosting.Environments;
using Workers.Hosting.Node;
using Workers.Hosting.Settings;
using Workers.Ocr.Spending;
using Workers.Redis;
using Workers.Registre;
using Workers.Registre.Invoices;
using Workers.Steering;
using Workers.Supervisor.Peers;

namespace Workers.Operations.Status;

/// <summary>Asks Redis and every queue; whoever does not answer is part of the report.</summary>
internal static class StatusReader
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    public static async Task<StatusReport> ReadAsync(Queues queues, CancellationToken cancellation)
    {
        var opening = OrderStores.OpenAsync(queues, cancellation, OrderStores.Glance);
        var inForce = ReadInForceAsync(queues, opening, cancellation);
        var environments = Task.WhenAll(queues.Configured.Select(environment => ReadQueueAsync(queues, environment, inForce, cancellation)));
        await using var stores = await opening;
        var (settings, orders) = (await inForce, InForce(stores.Known));
        var options = settings.Get<RedisOptions>();
        try
        {
            var (redis, keys) = (stores.Redis ?? throw stores.Away!, stores.Keys);
            // What its daemons cannot write is missing in all that is read: it would be told as theirs.
            await redis.CheckWritesAsync(cancellation);
            var snapshot = await Ledger(settings, redis, keys).ReadAsync(cancellation);
            var daemons = await new DaemonDirectory(redis, keys).ReadAsync(cancellation);
            var gemini = await new GeminiUsageReader(redis, keys, settings.Get<GeminiOptions>()).ReadAsync(cancellation);
            return new(options.Url.ToString(), null, CapacityOf(snapshot), gemini, [.. daemons.Select(daemon => daemon.Report with { ShownSecondsAgo = Math.Round(daemon.Ago.TotalSeconds, 1) })],
                await environments, orders) { InForce = settings };
        }
        catch (RedisFailureException away)
        {
            return new(options.Url.ToString(), away.Message, null, null, [], await environments, orders, TroubleOf(away)) { InForce = settings, Failure = StoreFailures.Of(away) };
        }
    }

    /// <summary>What is judged by, as soon as the stores of orders have told or were waited for long enough: a store that hangs makes no other one late.</summary>
    private static async Task<LoadedSettings> ReadInForceAsync(Queues queues, Task<OrderStores> opening, CancellationToken cancellation)
    {
        var known = ReadAsync();
        return await Task.WhenAny(known, Task.Delay(Bound / 2, TimeProvider.System, cancellation)) == known ? await known : queues.Settings;

        async Task<LoadedSettings> ReadAsync() => await SettingsInForce.ReadAsync(queues, await opening, cancellation);
    }

    private static IReadOnlyList<SteeringOrder> InForce(SteeringOrders known)
    {
        var now = TimeProvider.System.GetUtcNow();
        return [.. known.All.Where(order => order.IsInForce(now) && order.Verb is not SteeringVerb.Stop).OrderBy(order => order.At)];
    }

    private static RedisTrouble TroubleOf(RedisFailureException failure) => failure switch
    {
        RedisUnavailableException { Silence: RedisSilence.Hangs } or { InnerException: TimeoutException } => RedisTrouble.Silent,
        RedisUnavailableException { Silence: RedisSilence.OutOfMemory } => RedisTrouble.Full,
        RedisUnavailableException { Silence: RedisSilence.Refuses or RedisSilence.Foreign } => RedisTrouble.OtherUrl,
        RedisRefusedException or RedisUnavailableException { Silence: RedisSilence.Crowded or RedisSilence.TakesNoWrites } => RedisTrouble.Refuses,
        _ => RedisTrouble.Away,
    };

    private static CapacityLedger Ledger(LoadedSettings settings, RedisGateway redis, RedisKeys keys)
    {
        var options = settings.Get<CapacityOptions>();
        var identity = new LedgerDaemonIdentity("status", BootIdentity.Current(), Budget.Of(options, MachineSize.Measure()), options.TimeToLive);
        return new(new LedgerScripts(redis, keys, identity), TimeProvider.System, NullLogger<CapacityLedger>.Instance);
    }

    private static async Task<EnvironmentReport> ReadQueueAsync(Queues queues, TargetEnvironment environment, Task<LoadedSettings> inForce, CancellationToken cancellation)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            return await ReadAnsweringAsync(queues, environment, inForce, bound.Token).WaitAsync(Bound, cancellation);
        }
        catch (DatabaseException fault)
        {
            return new(environment, fault.Message, [], FaultKind: SchemaCheck.FaultOf(fault)) { Failure = StoreFailures.Of(fault) };
        }
        catch (TimeoutException)
        {
            return new(environment, FormattableString.Invariant($"the database did not answer within {Bound.TotalSeconds:0} s: it is busy, hangs or is stopped (SIGSTOP, a full disk), or the way to it is cut."), [], FaultKind: SchemaFault.Away) { Failure = OperationFailure.Unavailable };
        }
        finally
        {
            await bound.CancelAsync();
        }
    }

    /// <exception cref="DatabaseException">It answered no more.</exception>
    private static async Task<EnvironmentReport> ReadAnsweringAsync(Queues queues, TargetEnvironment environment, Task<LoadedSettings> inForce, CancellationToken cancellation)
    {
        var verdict = await queues.CheckSchemaAsync(environment, cancellation);
        if (!verdict.IsUsable)
        {
            return new(environment, $"{verdict.Problem} {verdict.Remedy}", [], FaultKind: verdict.Fault) { Failure = StoreFailures.Of(verdict) };
        }

        var depth = await queues[environment].ReadDepthAsync(exact: true, cancellation);
        var reading = await ReadSpendAsync(queues, environment, cancellation);
        var invoices = await queues.InvoicesOf(environment).ReadOpenAsync(cancellation);
        var sent = TimeProvider.System.GetUtcNow();
        var signs = await queues[environment].ReadHealthAsync(cancellation);
        var ahead = signs.Now - sent - ((TimeProvider.System.GetUtcNow() - sent) / 2);
        var spend = await queues.SpendOf(environment, (await inForce).Get<RegistreOptions>().Spending).ReadAsync(cancellation);
        return new(
            environment, null, depth.Queue, depth.Unknown is { Count: > 0 } unknown ? unknown : null, spend, invoices.Count > 0 ? DifferencesOf(invoices) : null,
            depth is { RefusedCount: > 0, Refused: { } refused } ? new(depth.RefusedCount, refused) : null, reading,
            depth.Reviews is { Open: > 0 } reviews ? reviews : null, Signs: signs, ClockAheadSeconds: Math.Round(ahead.TotalSeconds, 1))
        {
            Webhooks = await WebhookStand.ReadAsync(queues, environment, cancellation),
        };
    }

    private static InvoiceDifferences DifferencesOf(OpenDifferences open) => new(
        open.Count, open.UnexplainedCad, open.Differences.Count(difference => difference.Kind is DifferenceKind.Unknown),
        open.Runs.Count > 0 ? open.Runs.Max(run => run.RanAt) : null);

    /// <returns>Null where it takes too long or cannot be had: nothing else depends on it.</returns>
    private static async Task<ReadingSpend?> ReadSpendAsync(Queues queues, TargetEnvironment environment, CancellationToken cancellation)
    {
        try
        {
            return await queues.ReadingOf(environment).ReadTodayAsync(cancellation).WaitAsync(Bound / 2, cancellation);
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
        [.. snapshot.Waiting.Select(ReservationOf)],
        [.. snapshot.Workers.GroupBy(worker => worker.Daemon, StringComparer.Ordinal).Select(held => HolderOf(snapshot, held))]);

    private static HolderReport HolderOf(CapacitySnapshot snapshot, IGrouping<string, LedgerWorker> held) => new(
        held.Key,
        snapshot.Daemons.FirstOrDefault(daemon => daemon.Id == held.Key)?.Host ?? "an unknown machine",
        held.Sum(worker => Cpu(worker.Footprint)),
        held.Sum(worker => Gigabytes(worker.Footprint)));

    private static ReservationReport ReservationOf(LedgerWorker worker) =>
        new(worker.WorkerId, worker.Type?.ToString() ?? "of another version", Cpu(worker.Footprint), Gigabytes(worker.Footprint), worker.Since);

    private static decimal Cpu(Footprint footprint) => footprint.MilliCpu / 1000m;

    private static decimal Gigabytes(Footprint footprint) => Math.Round(footprint.Mebibytes / 1024m, 2);
}
