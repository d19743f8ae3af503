using Shouldly;
using Simulators.Chaos;
using Workers.Database.Postgres;
using Workers.Jobs;
using Workers.Jobs.Outcomes;
using Workers.Support;
using Xunit;

namespace Workers.Simulators;

/// <summary>What the chaos suite reads in a queue's database: each violation is found, and a queue that works has none.</summary>
public sealed class ChaosHistoryTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string Sha = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(12);

    private readonly CancellationToken _test = TestContext.Current.CancellationToken;
    private QueueDatabase _database = null!;
    private PostgresFunctions _functions = null!;
    private JobStore _store = null!;
    private ChaosHistory _history = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        _functions = _database.OpenFunctions();
        _store = new JobStore(_functions);
        _history = new ChaosHistory([_database.Address.ForPool()]);
        await _history.WatchAsync(_test);
    }

    public async ValueTask DisposeAsync()
    {
        await _functions.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task The_witness_changes_no_answer_and_finds_nothing_late_in_a_life_without_faults()
    {
        var job = await ClaimAsync("registre-1");

        (await _store.RenewAsync([job.Claim], Lease, _test))[job.Id].ShouldBe(LeaseState.Held);
        await _store.CompleteDownloadAsync(job.Claim, new StoredDocument($"index/{Sha}.pdf", Sha, 4096, 3), _test);

        (await _history.CountLateAsync(_test)).ShouldBe(0);
        (await _history.CountStaleAsync(_test)).ShouldBe(0);
        var row = (await _history.ReadRowsAsync(_test)).ShouldHaveSingleItem();
        (row.Status, row.Sha256, row.IsHeld).ShouldBe((3, Sha, false));
    }

    [Fact]
    public async Task A_late_write_that_is_refused_is_counted_as_late_and_not_as_stale()
    {
        var late = await LoseAsync();

        await FailAsync(late);
        await _store.RenewAsync([late.Claim], Lease, _test);

        (await _history.CountLateAsync(_test)).ShouldBe(2);
        (await _history.CountStaleAsync(_test)).ShouldBe(0);
    }

    [Theory]
    [InlineData("workers_fail")]
    [InlineData("workers_renew")]
    [InlineData("workers_complete_download")]
    public async Task A_late_write_that_is_accepted_is_stale(string function)
    {
        var late = await LoseAsync();
        await BreakAsync(function);

        await (function switch
        {
            "workers_fail" => FailAsync(late),
            "workers_renew" => _store.RenewAsync([late.Claim], TimeSpan.FromSeconds(99), _test),
            _ => _store.CompleteDownloadAsync(late.Claim, new StoredDocument($"index/{Sha}.pdf", Sha, 4096, 3), _test),
        });

        (await _history.CountStaleAsync(_test)).ShouldBe(1);
    }

    [Fact]
    public async Task A_stage_that_is_completed_twice_is_stale()
    {
        var job = await ClaimAsync("registre-1");
        await _store.CompleteDownloadAsync(job.Claim, new StoredDocument($"index/{Sha}.pdf", Sha, 4096, 3), _test);

        await _database.ExecuteAsync($"insert into job_events (job_id, kind, claim_token) values ('{job.Id}', 'stored', {job.ClaimToken})");

        (await _history.CountStaleAsync(_test)).ShouldBe(1);
    }

    [Fact]
    public async Task Recovery_counts_from_the_loss_until_the_last_document_is_back_and_claimed_again_and_never_is_infinite()
    {
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        var lost = new DateTime(2030, 1, 1, 12, 0, 0, DateTimeKind.Utc);
        async Task AddAsync(Guid job, double seconds, string kind, string worker) => await _database.ExecuteAsync(FormattableString.Invariant(
            $"insert into job_events (job_id, at, kind, worker_id) values ('{job}', timestamptz '2030-01-01 12:00:00Z' + interval '{seconds} s', '{kind}', '{worker}')"));
        await AddAsync(first, -5, "claimed", "vm-4711-registre-1");
        await AddAsync(second, -4, "claimed", "vm-4711-ocr-1");
        await AddAsync(Guid.NewGuid(), -3, "claimed", "vm-4712-ocr-1");
        await AddAsync(first, 12.5, "rescued", "vm-4711-registre-1");
        await AddAsync(first, 13, "claimed", "vm-4712-registre-1");

        (await _history.ReadRecoveryAsync(new ChaosLoss(lost, "kill -9", 4711), _test)).ShouldBe((2, double.PositiveInfinity, double.PositiveInfinity));
        await AddAsync(second, 14.5, "rescued", "vm-4711-ocr-1");
        (await _history.ReadRecoveryAsync(new ChaosLoss(lost, "kill -9", 4711), _test)).ShouldBe((2, 14.5, double.PositiveInfinity));
        await AddAsync(second, 17.25, "claimed", "vm-4712-ocr-2");

        (await _history.ReadRecoveryAsync(new ChaosLoss(lost, "kill -9", 4711), _test)).ShouldBe((2, 14.5, 17.25));
        (await _history.ReadRecoveryAsync(new ChaosLoss(lost, "kill -9", 9999), _test)).ShouldBe((0, 0, 0));
    }

    private async Task<ClaimedJob> ClaimAsync(string worker)
    {
        if (await _database.ReadAsync<long>("select count(*) from extraction_queue") == 0)
        {
            await _store.EnqueueAsync([new(DocumentSource.Index, "1 425 100", "Montréal", "Cadastre du Québec")], _test);
        }

        return (await _store.ClaimAsync(new ClaimRequest(Guid.NewGuid(), Lease.TotalSeconds, "vm-1", [new(JobStage.Download, null, [worker])]), _test)).ShouldHaveSingleItem();
    }

    /// <summary>A claim whose document another worker holds by now.</summary>
    private async Task<ClaimedJob> LoseAsync()
    {
        var late = await ClaimAsync("registre-1");
        await _database.SetClockAheadAsync(TimeSpan.FromMinutes(5));
        await _store.RescueExpiredAsync(Lease, 5, _test);
        await ClaimAsync("registre-2");
        return late;
    }

    private Task FailAsync(ClaimedJob job) =>
        _store.FailAsync(job.Claim, new JobOutcome.Failed(FailureKind.Transient, "late"), TimeSpan.Zero, _test);

    /// <summary>Puts in the place of a function one that writes whatever it is asked for.</summary>
    private Task BreakAsync(string function) => _database.ExecuteAsync(
        $$"""
        create or replace function chaos.{{function}}(request jsonb) returns json
        language plpgsql security definer set search_path = '' as $body$
        begin
          update public.extraction_queue set updated_at = clock_timestamp()
          where id in (select (j->>'id')::uuid from jsonb_array_elements(request->'jobs') as j);
          return jsonb_build_object('jobs', (
            select jsonb_agg(jsonb_build_object('id', j->>'id', 'written', 'now', 'state', 'held')) from jsonb_array_elements(request->'jobs') as j));
        end $body$
        """);
}
