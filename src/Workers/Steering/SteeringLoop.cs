using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workers.Hosting.Loops;
using Workers.Hosting.Signals;
using Workers.Redis;
using Workers.Steering.Stores;

namespace Workers.Steering;

/// <summary>
/// Keeps the board as the stores have it: Redis once a second and whenever it tells of a change, the databases less often while Redis answers. What one
/// store lacks and another knows is brought to it, so that an order outlives the loss of Redis and reaches a database that was away.
/// </summary>
internal sealed partial class SteeringLoop(
    SteeringBoard board, RedisSteering redis, IReadOnlyList<DatabaseSteering> databases, BackgroundLoops loops, TimeProvider time, ILogger<SteeringLoop> logger) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>How often the databases are asked while Redis answers.</summary>
    private static readonly TimeSpan DatabasePace = TimeSpan.FromSeconds(10);

    /// <summary>The longest that one store is waited for.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    private readonly WakeSignal _told = new(time);
    private readonly HashSet<string> _silent = new(StringComparer.Ordinal);
    private readonly HashSet<string> _skipped = new(StringComparer.Ordinal);
    private IAsyncDisposable? _subscription;
    private IReadOnlyList<SteeringOrder> _inForce = [];
    private long? _databasesAskedAt;

    /// <summary>Asks before anything is begun: what was paused before a restart stays so.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RunOnceAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>One pass over all stores.</summary>
    public async Task RunOnceAsync(CancellationToken cancellation)
    {
        await ListenAsync(cancellation);
        var hasRedis = await ExchangeAsync(redis, cancellation);
        var isTime = !hasRedis || _databasesAskedAt is not { } asked || time.GetElapsedTime(asked) >= DatabasePace;
        var due = databases.Where(database => database.IsServed && (isTime || !board.HasTold(database.Environment))).ToList();
        if (due.Count > 0)
        {
            _databasesAskedAt = isTime ? time.GetTimestamp() : _databasesAskedAt;
            var before = board.Orders;
            await Task.WhenAll(due.Select(database => ExchangeAsync(database, cancellation)));
            if (hasRedis && !ReferenceEquals(before, board.Orders))
            {
                await ExchangeAsync(redis, cancellation);
            }
        }

        Tell();
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_subscription is { } subscription)
        {
            await subscription.DisposeAsync();
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loops.RunAsync(
        "steering",
        Pace,
        async (loop, stop) =>
        {
            var told = _told.Listen();
            while (true)
            {
                await told.WaitAsync(Pace, stop);
                await loop.PassAsync(RunOnceAsync, stop);
            }
        },
        stoppingToken);

    private async Task ListenAsync(CancellationToken cancellation)
    {
        try
        {
            _subscription ??= await redis.SubscribeAsync(_told.Wake, cancellation);
        }
        catch (RedisFailureException)
        {
            // It is asked each second all the same.
        }
    }

    /// <returns>Whether the store answered.</returns>
    private async Task<bool> ExchangeAsync(ISteeringStore store, CancellationToken cancellation)
    {
        using var bound = new CancellationTokenSource(Bound, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellation);
        try
        {
            var told = await store.ExchangeAsync([], both.Token);
            board.Learn(told, (store as DatabaseSteering)?.Environment);
            var now = time.GetUtcNow();
            var missing = board.Orders.MissingIn(told).Where(order => !order.IsOver(now)).ToList();
            if (missing.Count > 0)
            {
                await store.ExchangeAsync(missing, both.Token);
                LogBrought(missing.Count, store.Name);
            }

            Say(store.Name, null);
            return true;
        }
        catch (SteeringStoreException away)
        {
            Say(store.Name, away.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            Say(store.Name, $"no answer within {Bound.TotalSeconds:0} s");
        }

        return false;
    }

    private void Say(string store, string? why)
    {
        lock (_silent)
        {
            if (why is not null && _silent.Add(store))
            {
                LogSilent(store, why);
            }
            else if (why is null && _silent.Remove(store))
            {
                LogBack(store);
            }
        }
    }

    /// <summary>Logs what came into force and what ended, and wakes who waits for it.</summary>
    private void Tell()
    {
        var state = board.State;
        var ended = _inForce.ExceptBy(state.InForce.Select(order => order.Key), order => order.Key, StringComparer.Ordinal).ToList();
        foreach (var order in state.InForce.Except(_inForce))
        {
            LogInForce(order.Describe());
        }

        foreach (var order in ended)
        {
            LogEnded(order.What);
        }

        foreach (var order in state.Skipped.Where(order => _skipped.Add($"{order.Order.Id} {order.Why}")))
        {
            LogSkipped(order.Order.Describe(), order.Why);
        }

        _inForce = state.InForce;
        if (ended.Count > 0)
        {
            board.Expired();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Ordered: {Order}")]
    private partial void LogInForce(string order);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No longer ordered: {Order}")]
    private partial void LogEnded(string order);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not followed here: {Order}: {Why}")]
    private partial void LogSkipped(string order, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} orders of operators were brought to {Store}, which did not have them")]
    private partial void LogBrought(int count, string store);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What operators order is not told by {Store}; the orders that are known stay in force: {Why}")]
    private partial void LogSilent(string store, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "What operators order is told by {Store} again")]
    private partial void LogBack(string store);
}
