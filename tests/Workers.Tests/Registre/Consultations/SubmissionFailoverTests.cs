using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Simulators.Servers;
using Workers.Database;
using Workers.Database.Migrations;
using Workers.Database.Postgres;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Xunit;

namespace Workers.Registre.Consultations;

/// <summary>The note that a purchase is sent, when the database fails over right after it.</summary>
public sealed class SubmissionFailoverTests
{
    private const string ForReplica = "synchronous_standby_names = '*'";
    private const string OthersDoNotWait = "synchronous_commit = local";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan NoInsisting = TimeSpan.Zero;
    private static readonly DocumentRequest Index = new(DocumentSource.Index, "2784195", "Montréal", "Cadastre du Québec", null, null);

    private readonly CancellationToken _test = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Where_the_replica_is_named_a_note_that_was_accepted_is_there_after_the_failover()
    {
        await using var world = await World.StartAsync(ForReplica, OthersDoNotWait);
        var (row, claim) = await world.BeginAsync();
        (await world.Ledger.MarkSubmittingAsync(row.Id, claim, Guid.NewGuid(), "12A3456", NoInsisting, _test)).ShouldBeTrue();

        await world.Servers.LosePrimaryAsync();
        await world.Servers.PromoteAsync();

        (await world.ReadStateAsync()).ShouldBe("submitting");
        await world.Servers.FollowAgainAsync();
        (await world.UntilAnsweredAsync(() => world.Ledger.MarkSubmittingAsync(row.Id, claim, Guid.NewGuid(), "12A3456", NoInsisting, _test))).ShouldBeFalse();
    }

    [Theory]
    [InlineData("on")]
    [InlineData("local")]
    public async Task Where_the_replica_is_named_and_hears_nothing_no_purchase_is_allowed_even_when_the_wait_for_it_is_given_up(string commits)
    {
        await using var world = await World.StartAsync(ForReplica, $"synchronous_commit = {commits}");
        var (row, claim) = await world.BeginAsync();
        await world.Servers.StopFollowingAsync();
        var submission = Guid.NewGuid();

        (await Should.ThrowAsync<DatabaseException>(() => world.Ledger.MarkSubmittingAsync(row.Id, claim, submission, "12A3456", NoInsisting, _test))).Kind.ShouldBe(DatabaseFailure.Unavailable);

        await world.Servers.LosePrimaryAsync();
        await world.Servers.PromoteAsync();
        (await world.ReadStateAsync()).ShouldBe("prepared");
        await world.Servers.FollowAgainAsync();
        (await world.UntilAnsweredAsync(() => world.Ledger.MarkSubmittingAsync(row.Id, claim, submission, "12A3456", NoInsisting, _test))).ShouldBeTrue();
    }

    [Fact]
    public async Task Where_the_replica_is_named_and_hears_nothing_a_document_is_not_said_to_be_taken_in()
    {
        await using var world = await World.StartAsync(ForReplica, OthersDoNotWait);
        await world.EnqueueAsync();
        await world.Servers.StopFollowingAsync();

        (await Should.ThrowAsync<DatabaseException>(world.EnqueueAsync)).Kind.ShouldBe(DatabaseFailure.Unavailable);

        await world.Servers.LosePrimaryAsync();
        await world.Servers.PromoteAsync();
        (await world.UntilAnsweredAsync(world.ClaimAsync)).DocumentNumber.ShouldBe(Index.Number);
    }

    [Fact]
    public async Task Where_no_replica_is_named_a_note_that_it_missed_is_lost_as_the_runbook_says()
    {
        await using var world = await World.StartAsync();
        var (row, claim) = await world.BeginAsync();
        await world.Servers.StopFollowingAsync();
        (await world.Ledger.MarkSubmittingAsync(row.Id, claim, Guid.NewGuid(), "12A3456", NoInsisting, _test)).ShouldBeTrue();

        await world.Servers.LosePrimaryAsync();
        await world.Servers.PromoteAsync();

        (await world.ReadStateAsync()).ShouldBe("prepared");
    }

    /// <summary>A migrated database on a pair of servers, and the room's own way to it.</summary>
    private sealed class World(PostgresPair servers, string database, PostgresFunctions functions) : IAsyncDisposable
    {
        private readonly JobStore _jobs = new(functions);

        public PostgresPair Servers => servers;

        public ConsultationLedger Ledger { get; } = new(functions, "here", new(Tariff.Usual, new()), TimeProvider.System);

        public static async Task<World> StartAsync(params string[] settings)
        {
            var servers = await PostgresPair.StartAsync(settings);
            var database = await servers.Databases.CreateSupabaseAsync();
            PostgresAddress.TryParse(servers.Databases.Url(database), out var address).ShouldBeTrue();
            await Migrator.ApplyAsync(address!, CancellationToken.None);
            return new(servers, database, new(TargetEnvironment.Dev, address!, TimeProvider.System, NullLoggerFactory.Instance));
        }

        public async Task<(Consultation Row, ClaimRef Claim)> BeginAsync()
        {
            await EnqueueAsync();
            var claim = (await ClaimAsync()).Claim;
            return ((await Ledger.BeginAsync(Index, claim, TimeSpan.Zero, CancellationToken.None)).Consultation!, claim);
        }

        public Task EnqueueAsync() => _jobs.EnqueueAsync([new(Index.Source, Index.Number, Index.Circonscription, Index.Cadastre)], CancellationToken.None);

        public async Task<ClaimedJob> ClaimAsync() => (await _jobs.ClaimAsync(
            new ClaimRequest(Guid.NewGuid(), Lease.TotalSeconds, "vm", [new(JobStage.Download, null, ["registre-1"])]), CancellationToken.None)).ShouldHaveSingleItem();

        /// <summary>The state of the one purchase, in the server that is the primary.</summary>
        public Task<string> ReadStateAsync() => servers.Primary.Databases.ReadTextAsync(database, "select state from registre_consultations");

        public async Task<T> UntilAnsweredAsync<T>(Func<Task<T>> ask)
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

        public async ValueTask DisposeAsync()
        {
            await functions.DisposeAsync();
            await servers.DisposeAsync();
        }
    }
}
