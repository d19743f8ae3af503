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
    private PostgresPair _servers = null!;
    private PostgresFunctions _functions = null!;

    public async ValueTask InitializeAsync()
    {
        _servers = await PostgresPair.StartAsync();
        var database = await _servers.Databases.CreateSupabaseAsync();
        PostgresAddress.TryParse(_servers.Databases.Url(database), out var address).ShouldBeTrue();
        await Migrator.ApplyAsync(address!, _test);
        _functions = new(TargetEnvironment.Dev, address!, TimeProvider.System, NullLoggerFactory.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _functions.DisposeAsync();
        await _servers.DisposeAsync();
    }

    [Fact]
    public async Task A_claim_that_the_new_primary_never_heard_of_writes_nothing_over_the_claim_after_it()
    {
        var store = new JobStore(_functions);
        await EnqueueAsync(store);
        await EnqueueAsync(store);
        var kept = await ClaimAsync(store, "one");
        await _servers.StopFollowingAsync();
        var lost = await ClaimAsync(store, "two");

        await _servers.LosePrimaryAsync();
        (await Should.ThrowAsync<DatabaseException>(() => AskOnceConnectedAsync(store))).Kind.ShouldBe(DatabaseFailure.Unavailable);
        await _servers.PromoteAsync();

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
