using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging.Abstractions;
using Workers.Redis;
using Workers.Steering;
using Workers.Steering.Stores;
using Workers.Supervisor.Peers;
using Workers.Supervisor.Slots;

namespace Workers.Operations;

/// <summary>What became of an order, or of a question, in one store.</summary>
/// <param name="Fault">Null when it answered.</param>
internal sealed record StoreAnswer(string Store, bool IsDurable, string? Fault)
{
    /// <summary>What kind of fault it is; null without one.</summary>
    [JsonIgnore]
    public OperationFailure? Failure { get; init; }
}

/// <summary>Redis and every environment's database as operators reach them; each is waited for a bounded time, and who does not answer is named.</summary>
internal sealed class OrderStores : IAsyncDisposable
{
    /// <summary>The longest that one store is waited for.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    /// <summary>The same, where what is ordered is only looked at beside something else.</summary>
    public static readonly TimeSpan Glance = TimeSpan.FromSeconds(3);

    private readonly IReadOnlyList<DatabaseSteering> _databases;
    private readonly TimeSpan _bound;
    private readonly Dictionary<string, StoreFault> _faults = new(StringComparer.Ordinal);

    private OrderStores(RedisKeys keys, IReadOnlyList<DatabaseSteering> databases, TimeSpan bound) => (Keys, _databases, _bound) = (keys, databases, bound);

    /// <summary>Null while it does not answer.</summary>
    public RedisGateway? Redis { get; private set; }

    /// <summary>Why it does not; null while it does.</summary>
    public RedisFailureException? Away { get; private set; }

    public RedisKeys Keys { get; }

    /// <summary>All that the stores that answered know.</summary>
    public SteeringOrders Known { get; private set; } = SteeringOrders.None;

    /// <summary>How each store answered to the last question, Redis first.</summary>
    public IReadOnlyList<StoreAnswer> Answers =>
    [
        .. Redis is null ? [new StoreAnswer("Redis", false, Away?.Message) { Failure = Away is null ? null : StoreFailures.Of(Away) }] : Array.Empty<StoreAnswer>(),
        .. Stores.Select(store => AnswerOf(store, _faults.GetValueOrDefault(store.Name))),
    ];

    private IEnumerable<ISteeringStore> Stores => [.. Redis is { } redis ? [new RedisSteering(redis, Keys)] : Array.Empty<ISteeringStore>(), .. _databases];

    /// <summary>Opens all stores and asks each what was ordered, all side by side.</summary>
    /// <param name="bound">The longest that a database is waited for; null: <see cref="Bound"/>.</param>
    public static async Task<OrderStores> OpenAsync(Queues queues, CancellationToken cancellation, TimeSpan? bound = null)
    {
        var options = queues.Settings.Get<RedisOptions>();
        var stores = new OrderStores(new(options), [.. queues.Configured.Select(queues.SteeringOf)], bound ?? Bound);
        var told = stores.AskAsync(stores._databases, [], cancellation);
        try
        {
            stores.Redis = await RedisGateway.ConnectAsync(options, TimeProvider.System, NullLoggerFactory.Instance, cancellation);
            stores.Note(await stores.AskAsync([new RedisSteering(stores.Redis, stores.Keys)], [], cancellation));
        }
        catch (RedisFailureException failure)
        {
            stores.Away = failure;
        }

        stores.Note(await told);
        return stores;
    }

    /// <summary>Brings the orders to every store, with whatever that one lacks.</summary>
    public async Task BringAsync(IReadOnlyList<SteeringOrder> orders, CancellationToken cancellation)
    {
        Known = Known.Merge(orders);
        Note(await AskAsync(Stores, [.. Known.All.Where(order => !order.IsOver(TimeProvider.System.GetUtcNow()))], cancellation));
    }

    /// <summary>Every daemon that shows itself; none while Redis does not answer.</summary>
    public async Task<IReadOnlyList<DaemonReport>> ReadDaemonsAsync(CancellationToken cancellation)
    {
        try
        {
            return Redis is { } redis ? [.. (await new DaemonDirectory(redis, Keys).ReadAsync(cancellation)).Select(shown => shown.Report)] : [];
        }
        catch (RedisFailureException)
        {
            return [];
        }
    }

    /// <returns>That no store answered, and why not; null where one did.</returns>
    public string? FindSilence() => Answers.All(answer => answer.Fault is not null)
        ? $"neither Redis nor a database answered ({string.Join("; ", Answers.Select(answer => $"{answer.Store}: {answer.Fault}"))})"
        : null;

    /// <summary>What kind of fault a silence is.</summary>
    public OperationFailure SilenceOf() => Answers.Any(answer => answer.Failure is OperationFailure.Misconfigured) ? OperationFailure.Misconfigured : OperationFailure.Unavailable;

    public async ValueTask DisposeAsync()
    {
        if (Redis is not null)
        {
            await Redis.DisposeAsync();
        }
    }

    private Task<(string Store, IReadOnlyList<SteeringOrder> Orders, StoreFault? Fault)[]> AskAsync(
        IEnumerable<ISteeringStore> stores, IReadOnlyList<SteeringOrder> brought, CancellationToken cancellation) => Task.WhenAll(stores.Select(async store =>
    {
        try
        {
            return (store.Name, await store.ExchangeAsync(brought, cancellation).WaitAsync(_bound, cancellation), (StoreFault?)null);
        }
        catch (TimeoutException)
        {
            return (store.Name, (IReadOnlyList<SteeringOrder>)[], new StoreFault($"no answer within {_bound.TotalSeconds:0} s", OperationFailure.Unavailable));
        }
        catch (SteeringStoreException away)
        {
            return (store.Name, (IReadOnlyList<SteeringOrder>)[], new StoreFault(away.Message, StoreFailures.Of(away)));
        }
    }));

    private static StoreAnswer AnswerOf(ISteeringStore store, StoreFault? fault) => new(store.Name, store.IsDurable, fault?.Said) { Failure = fault?.Failure };

    private void Note(IEnumerable<(string Store, IReadOnlyList<SteeringOrder> Orders, StoreFault? Fault)> told)
    {
        foreach (var (name, orders, fault) in told)
        {
            Known = Known.Merge(orders);
            if (fault is null)
            {
                _faults.Remove(name);
            }
            else
            {
                _faults[name] = fault;
            }
        }
    }

    private sealed record StoreFault(string Said, OperationFailure Failure);
}
