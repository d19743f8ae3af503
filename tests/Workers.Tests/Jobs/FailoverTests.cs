using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Shouldly;
using Simulators.Servers;
using Workers.Database;
using Workers.Database.Migrations;
using Workers.Database.Postgres;
using Workers.Hosting.Environments;
using Xunit;

namespace Workers.Jobs;

/// <summary>The database's primary dies, and its replica takes over without what it had not heard of.</summary>
public sealed class FailoverTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    private readonly CancellationToken _test = TestContext.Current.CancellationToken;
    private PostgresServer _primary = null!;
    private PostgresServer _replica = null!;
    private LinkProxy _address = null!;
    private PostgresFunctions _functions = null!;
    private string _database = null!;

    public async ValueTask InitializeAsync()
    {
        _primary = await PostgresServer.StartAsync();
        _database = await _primary.CreateSupabaseDatabaseAsync();
        PostgresAddress.TryParse(_primary.Url(_database), out var direct).ShouldBeTrue();
        await Migrator.ApplyAsync(direct!, _test);
        _replica = await PostgresServer.FollowAsync(_primary);
        _address = LinkProxy.Start(IPAddress.Loopback, _primary.Port);
        PostgresAddress.TryParse($"postgresql://postgres:{_primary.Password}@{_address.Endpoint}/{_database}", out var moved).ShouldBeTrue();
        _functions = new(TargetEnvironment.Dev, moved!, TimeProvider.System, NullLoggerFactory.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _functions.DisposeAsync();
        await _address.DisposeAsync();
        await _replica.DisposeAsync();
        await _primary.DisposeAsync();
    }

    [Fact]
    public async Task A_claim_that_the_new_primary_never_heard_of_writes_nothing_over_the_claim_after_it()
    {
        var store = new JobStore(_functions);
        await EnqueueAsync(store);
        await EnqueueAsync(store);
        var kept = await ClaimAsync(store, "one");
        await UntilReplicaHasAllAsync();
        await _replica.StopFollowingAsync();
        var lost = await ClaimAsync(store, "two");

        await _primary.KillAsync();
        _address.LeadTo(_replica.Port);
        (await Should.ThrowAsync<DatabaseException>(() => AskOnceConnectedAsync(store))).Kind.ShouldBe(DatabaseFailure.Unavailable);
        await _replica.PromoteAsync();

        await UntilAnsweredAsync(() => store.RenewAsync([kept.Claim], Lease, _test));
        var next = await UntilAnsweredAsync(() => ClaimAsync(store, "three"));
        next.Id.ShouldBe(lost.Id);
        next.ClaimToken.ShouldBeGreaterThan(lost.ClaimToken);
        (await store.CompleteDownloadAsync(lost.Claim, new("index/lost.pdf", "00", 1, 1), _test)).ShouldBe(Written.Stale);
        (await store.RenewAsync([lost.Claim], Lease, _test))[lost.Id].ShouldBe(LeaseState.Gone);
        (await store.CompleteDownloadAsync(next.Claim, new("index/next.pdf", "00", 1, 1), _test)).ShouldBe(Written.Now);
        (await store.CompleteDownloadAsync(kept.Claim, new("index/kept.pdf", "00", 1, 1), _test)).ShouldBe(Written.Now);
    }

    /// <summary>A replica that is not promoted yet refuses to write; connections that broke with the old primary are tried again first.</summary>
    private async Task AskOnceConnectedAsync(JobStore store)
    {
        using var bound = new CancellationTokenSource(Soon);
        while (true)
        {
            try
            {
                await ClaimAsync(store, "meanwhile");
            }
            catch (DatabaseException refused) when (refused.Code is not PostgresErrorCodes.ReadOnlySqlTransaction && refused.Kind is DatabaseFailure.Unavailable)
            {
                bound.Token.ThrowIfCancellationRequested();
            }
        }
    }

    private async Task UntilReplicaHasAllAsync()
    {
        await using var primary = NpgsqlDataSource.Create(_primary.ConnectionString(_database));
        await using var asked = primary.CreateCommand("select pg_current_wal_lsn()::text");
        var all = (string)(await asked.ExecuteScalarAsync(_test))!;
        await _replica.Databases.ExecuteAsync(
            _database, $"do $$ begin while pg_last_wal_replay_lsn() < '{all}'::pg_lsn loop perform pg_sleep(0.02); end loop; end $$");
    }

    private static async Task<T> UntilAnsweredAsync<T>(Func<Task<T>> ask)
    {
        using var bound = new CancellationTokenSource(Soon);
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (DatabaseException failure) when (failure.Kind is DatabaseFailure.Unavailable && !bound.IsCancellationRequested)
            {
            }
        }
    }

    private static Task EnqueueAsync(JobStore store) =>
        store.EnqueueAsync([new(DocumentSource.Index, "1", Cadastre: "c")], CancellationToken.None);

    private static async Task<ClaimedJob> ClaimAsync(JobStore store, string worker) => (await store.ClaimAsync(
        new ClaimRequest(Guid.NewGuid(), Lease.TotalSeconds, "vm", [new(JobStage.Download, null, [worker])]), CancellationToken.None)).ShouldHaveSingleItem();
}
