using System.Net;

namespace Simulators.Servers;

/// <summary>A primary Postgres and a streaming replica of it behind one address, which moves to the replica at a failover.</summary>
internal sealed class PostgresPair : IAsyncDisposable
{
    private readonly LinkProxy _address;

    private PostgresPair(PostgresServer primary, PostgresServer replica, LinkProxy address)
    {
        (Primary, Replica, _address) = (primary, replica, address);
        Databases = new(address.Endpoint.Port, primary.Password);
    }

    public PostgresServer Primary { get; private set; }

    public PostgresServer Replica { get; private set; }

    /// <summary>Where clients connect, before a failover and after it.</summary>
    public int Port => _address.Endpoint.Port;

    /// <summary>The databases behind the address.</summary>
    public PostgresDatabases Databases { get; }

    /// <summary>Starts both; the replica has all that the primary has, and its settings.</summary>
    /// <param name="settings">Lines for postgresql.conf, such as "synchronous_standby_names = '*'".</param>
    public static async Task<PostgresPair> StartAsync(params IReadOnlyList<string> settings)
    {
        var primary = await PostgresServer.StartAsync(new() { Settings = settings }).ConfigureAwait(false);
        try
        {
            var replica = await PostgresServer.FollowAsync(primary).ConfigureAwait(false);
            return new(primary, replica, LinkProxy.Start(IPAddress.Loopback, primary.Port));
        }
        catch
        {
            await primary.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The replica takes what there is and hears no more: a commit from now on is lost at a failover, or waits where it must not be lost.</summary>
    public async Task StopFollowingAsync()
    {
        await UntilReplicaHasAllAsync().ConfigureAwait(false);
        await Replica.StopFollowingAsync().ConfigureAwait(false);
    }

    /// <summary>The address leads to the replica, which is not promoted: it answers reads only.</summary>
    public async Task LosePrimaryAsync()
    {
        await Primary.KillAsync().ConfigureAwait(false);
        _address.LeadTo(Replica.Port);
    }

    /// <summary>Makes the replica the primary.</summary>
    public async Task PromoteAsync()
    {
        await Replica.PromoteAsync().ConfigureAwait(false);
        (Primary, Replica) = (Replica, Primary);
    }

    /// <summary>A new replica follows the primary; the server that was lost is thrown away.</summary>
    public async Task FollowAgainAsync()
    {
        await Replica.DisposeAsync().ConfigureAwait(false);
        Replica = await PostgresServer.FollowAsync(Primary).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _address.DisposeAsync().ConfigureAwait(false);
        await Replica.DisposeAsync().ConfigureAwait(false);
        await Primary.DisposeAsync().ConfigureAwait(false);
    }

    private async Task UntilReplicaHasAllAsync()
    {
        var all = await Primary.Databases.ReadTextAsync("postgres", "select pg_current_wal_lsn()::text").ConfigureAwait(false);
        await Replica.Databases.ExecuteAsync(
            "postgres", $"do $$ begin while pg_last_wal_replay_lsn() < '{all}'::pg_lsn loop perform pg_sleep(0.02); end loop; end $$").ConfigureAwait(false);
    }
}
