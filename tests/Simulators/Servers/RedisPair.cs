using System.Globalization;
using System.Net;

namespace Simulators.Servers;

/// <summary>A primary Redis and a replica of it behind one address, which moves to the replica at a failover. No write waits for the replica.</summary>
internal sealed class RedisPair : IAsyncDisposable
{
    private const string Linked = "return string.match(redis.call('INFO', 'replication'), 'master_link_status:(%a+)')";
    private const string Heard = "return string.match(redis.call('INFO', 'replication'), 'slave_repl_offset:(%d+)')";
    private const string Written = "return string.match(redis.call('INFO', 'replication'), 'master_repl_offset:(%d+)')";

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    /// <summary>Nobody takes a primary for lost sooner.</summary>
    private static readonly TimeSpan Noticed = TimeSpan.FromMilliseconds(100);

    private readonly LinkProxy _address;

    private RedisPair(RedisServer primary, RedisServer replica, LinkProxy address) => (Primary, Replica, _address) = (primary, replica, address);

    public RedisServer Primary { get; private set; }

    public RedisServer Replica { get; private set; }

    /// <summary>Where clients connect, before a failover and after it.</summary>
    public int Port => _address.Endpoint.Port;

    /// <summary>The address in the form of REDIS_URL.</summary>
    public string Url => $"redis://{_address.Endpoint}";

    /// <summary>Starts both; the replica has all that the primary has.</summary>
    public static async Task<RedisPair> StartAsync(RedisServerOptions? options = null)
    {
        var primary = await RedisServer.StartAsync(options).ConfigureAwait(false);
        var pair = new RedisPair(primary, await RedisServer.StartAsync(options).ConfigureAwait(false), LinkProxy.Start(IPAddress.Loopback, primary.Port));
        await pair.Replica.FollowAsync(primary).ConfigureAwait(false);
        await pair.UntilFollowingAsync().ConfigureAwait(false);
        return pair;
    }

    /// <summary>The replica takes what there is and hears no more: what is written from now on is lost at a failover.</summary>
    public async Task StopFollowingAsync()
    {
        await UntilFollowingAsync().ConfigureAwait(false);
        var all = await ReadAsync(Primary, Written).ConfigureAwait(false);
        await UntilAsync(async () => await ReadAsync(Replica, Heard).ConfigureAwait(false) >= all).ConfigureAwait(false);
        await Replica.SetReadOnlyAsync(true).ConfigureAwait(false);
    }

    /// <summary>kill -9 of the primary; the replica takes over its part and its address.</summary>
    public async Task FailOverAsync()
    {
        await Primary.KillAsync().ConfigureAwait(false);
        await Task.Delay(Noticed).ConfigureAwait(false);
        await Replica.SetReadOnlyAsync(false).ConfigureAwait(false);
        (Primary, Replica) = (Replica, Primary);
        _address.LeadTo(Primary.Port);
    }

    /// <summary>The server that was the primary comes back, without its data, as the replica.</summary>
    public async Task FollowAgainAsync()
    {
        await Replica.RestartEmptyAsync().ConfigureAwait(false);
        await Replica.FollowAsync(Primary).ConfigureAwait(false);
        await UntilFollowingAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _address.DisposeAsync().ConfigureAwait(false);
        await Replica.DisposeAsync().ConfigureAwait(false);
        await Primary.DisposeAsync().ConfigureAwait(false);
    }

    private Task UntilFollowingAsync() => UntilAsync(async () => await RedisText.EvaluateAsync(Replica.Port, Linked).ConfigureAwait(false) is "up");

    private static async Task<long> ReadAsync(RedisServer server, string script) =>
        long.Parse(await RedisText.EvaluateAsync(server.Port, script).ConfigureAwait(false) ?? "-1", CultureInfo.InvariantCulture);

    private static Task UntilAsync(Func<Task<bool>> isSo) => Loopback.WaitAsync(isSo, () => false, Bound);
}
