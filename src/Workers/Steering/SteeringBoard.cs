using System.Collections.Immutable;
using Workers.Hosting.Environments;
using Workers.Hosting.Settings;

namespace Workers.Steering;

/// <summary>What this process knows of operators' orders. Whoever begins something asks here; safe for several threads.</summary>
internal sealed class SteeringBoard
{
    private readonly Lock _gate = new();
    private readonly LoadedSettings _settings;
    private readonly SteeredDaemon _daemon;
    private readonly TimeProvider _time;
    private SteeringOrders _orders = SteeringOrders.None;
    private SteeredState? _state;
    private ImmutableHashSet<TargetEnvironment> _told = [];

    public SteeringBoard(LoadedSettings settings, SteeredDaemon daemon, TimeProvider time) => (_settings, _daemon, _time) = (settings, daemon, time);

    /// <summary>What may be begun, or with which settings, is another than before. Handlers return at once.</summary>
    public event Action? Changed;

    public SteeringOrders Orders
    {
        get
        {
            lock (_gate)
            {
                return _orders;
            }
        }
    }

    /// <summary>Whether an environment's database has told what was ordered: nothing of it is begun before.</summary>
    public bool HasTold(TargetEnvironment environment)
    {
        lock (_gate)
        {
            return _told.Contains(environment);
        }
    }

    /// <summary>As of this moment: an order that has ended is not in it.</summary>
    public SteeredState State
    {
        get
        {
            lock (_gate)
            {
                var now = _time.GetUtcNow();
                return _state is { } state && (state.Until is not { } end || now < end)
                    ? state
                    : _state = Steering.Apply(_settings, _orders.All, _daemon, now) with { IsUnknown = _told.IsEmpty, Told = _told };
            }
        }
    }

    /// <param name="by">The environment whose database told them: what it does not name was not ordered there. Null for Redis, which may have forgotten.</param>
    public void Learn(IEnumerable<SteeringOrder> told, TargetEnvironment? by = null)
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            var merged = _orders.Merge(told.Where(order => !order.IsOver(now)));
            var tellers = by is { } environment ? _told.Add(environment) : _told;
            if (ReferenceEquals(merged, _orders) && ReferenceEquals(tellers, _told))
            {
                return;
            }

            (_orders, _told, _state) = (merged, tellers, null);
        }

        Changed?.Invoke();
    }

    /// <summary>Says that an order has ended by itself.</summary>
    public void Expired() => Changed?.Invoke();
}
