using Workers.Hosting.Node;
using Workers.Hosting.Settings;
using Workers.Redis;
using Workers.Steering;
using Workers.Supervisor.Slots;

namespace Workers.Operations;

/// <summary>The settings that daemons work with: as they are configured here, with what operators ordered in their place.</summary>
internal static class SettingsInForce
{
    /// <summary>Orders of every daemon that runs count; what is ordered of some alone is none of all. Without a daemon, those count that one of this machine would follow (pure but for its name).</summary>
    public static LoadedSettings Of(LoadedSettings configured, SteeringOrders known, IReadOnlyList<DaemonReport> daemons, DateTimeOffset now)
    {
        List<SteeredDaemon> running = [.. daemons.Where(daemon => !daemon.IsStopping).Select(daemon => daemon.AsSteered)];
        var one = running is [var first, ..] ? first : new("", BootIdentity.Current().Host, configured.Get<RedisOptions>().ServerId);
        return Steering.Steering.Apply(configured, known.All.Where(order => running.TrueForAll(daemon => daemon.IsMeantBy(order))), one, now).Settings;
    }

    /// <summary>Asks every store for a short while; who does not answer in it has ordered nothing.</summary>
    public static async Task<LoadedSettings> ReadAsync(Queues queues, CancellationToken cancellation)
    {
        await using var stores = await OrderStores.OpenAsync(queues, cancellation, OrderStores.Glance);
        return await ReadAsync(queues, stores, cancellation);
    }

    /// <inheritdoc cref="ReadAsync(Queues, CancellationToken)"/>
    public static async Task<LoadedSettings> ReadAsync(Queues queues, OrderStores stores, CancellationToken cancellation) =>
        Of(queues.Settings, stores.Known, await stores.ReadDaemonsAsync(cancellation), TimeProvider.System.GetUtcNow());
}
