using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Workers.Database;
using Workers.Hosting.Environments;
using Workers.Jobs.Claims;
using Workers.Jobs.Leases;
using Workers.Support;
using Xunit;

namespace Workers.Jobs.Outcomes;

public sealed class OutcomeWriterTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly StoredDocument Document = new("index/x.pdf", "00", 1, 1);
    private readonly MonotonicClock _clock = new();
    private readonly RunningJobs _running = new();
    private readonly JobOptions _options = new();
    private QueueDatabase _database = null!;
    private GatedFunctions _functions = null!;
    private JobStores _stores = null!;
    private OutcomeWriter _writer = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        _functions = new GatedFunctions(_database.OpenFunctions());
        _stores = new JobStores(new Databases([_functions]));
        _writer = new OutcomeWriter(_stores, _running, _options, new Random(1), _clock, NullLogger<OutcomeWriter>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _functions.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task An_outcome_whose_answer_was_lost_is_written_once()
    {
        var job = await ClaimAsync();
        var lost = 0;
        _functions.After = _ => Interlocked.Increment(ref lost) == 1 ? throw GatedFunctions.Away() : Task.CompletedTask;

        (await _writer.WriteAsync(job, new JobOutcome.Stored(Document), CancellationToken.None)).ShouldBe(Written.Already);

        (await _database.ReadAsync<long>("select count(*) from job_events where kind = 'stored'")).ShouldBe(1);
        _running.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_database_that_stays_away_is_given_up_after_a_second_lease_and_the_lease_with_it()
    {
        var job = await ClaimAsync();
        _functions.Before = _ =>
        {
            _clock.Move(_options.Lease);
            throw GatedFunctions.Away();
        };

        (await _writer.WriteAsync(job, new JobOutcome.Stored(Document), CancellationToken.None)).ShouldBeNull();

        _functions.Calls.ShouldBe(4);
        _running.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refusal_is_not_repeated()
    {
        var job = await ClaimAsync();
        _functions.Before = _ => throw new DatabaseException(DatabaseFailure.Refused, "no");

        (await _writer.WriteAsync(job, new JobOutcome.Failed(FailureKind.Transient, "timeout"), CancellationToken.None)).ShouldBeNull();

        _functions.Calls.ShouldBe(3);
    }

    private async Task<RunningJob> ClaimAsync()
    {
        var store = _stores[TargetEnvironment.Dev];
        await store.EnqueueAsync([new(DocumentSource.Index, "1", Cadastre: "c")], CancellationToken.None);
        var call = new ClaimRequester(new("vm-1"), _running, _options, _clock, NullLogger<ClaimRequester>.Instance);
        return (await call.MakeAsync(store, [new IdleClaimer("w", JobStage.Download, null)])).Jobs.ShouldHaveSingleItem();
    }
}
