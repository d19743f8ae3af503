using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Workers.Database;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Ocr;
using Workers.Registre;
using Workers.Support;
using Xunit;

namespace Workers.Supervisor.Retention;

/// <summary>Rows go in batches with a pause between, and two daemons share the work without doing it twice.</summary>
public sealed class RetentionLoopTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly CancellationToken _test = TestContext.Current.CancellationToken;
    private readonly TemporaryFolder _folder = new();
    private QueueDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        await _database.ExecuteAsync(
            """
            insert into extraction_queue (document_source, document_number, status_id, updated_at) select 'acte', n::text, 4, now() - interval '900 days' from generate_series(1, 20) as n;
            insert into job_events (job_id, at, kind) select id, updated_at, 'x' from extraction_queue;
            """);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_pass_waits_between_its_batches_and_counts_what_went()
    {
        var time = new PausedClock();
        await using var databases = new Databases([_database.OpenFunctions()]);

        var pass = LoopOf(databases, time, 6).PruneAsync(TargetEnvironment.Dev, _test);
        for (var left = 20L; await time.NextPauseAsync(pass); time.Advance(TimeSpan.FromSeconds(1)))
        {
            var now = await _database.ReadAsync<long>("select count(*) from job_events");
            (left - now).ShouldBeLessThanOrEqualTo(6, "each pause that passes lets one batch go");
            left = now;
        }

        (await pass).ShouldBe(new Dictionary<string, long> { ["history"] = 20 }, ignoreOrder: true);
        (await _database.ReadAsync<long>("select count(*) from job_events")).ShouldBe(0);
    }

    [Fact]
    public async Task Two_daemons_count_each_row_once()
    {
        await using var databases = new Databases([_database.OpenFunctions()]);
        await using var others = new Databases([_database.OpenFunctions()]);

        var passes = await Task.WhenAll(
            LoopOf(databases, TimeProvider.System, 20).PruneAsync(TargetEnvironment.Dev, _test), LoopOf(others, TimeProvider.System, 20).PruneAsync(TargetEnvironment.Dev, _test));

        passes.Sum(removed => removed.GetValueOrDefault("history")).ShouldBe(20);
    }

    /// <summary>Tells when somebody waits a second of it.</summary>
    private sealed class PausedClock : FakeTimeProvider
    {
        private readonly SemaphoreSlim _pauses = new(0);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            if (dueTime == TimeSpan.FromSeconds(1))
            {
                _pauses.Release();
            }

            return timer;
        }

        /// <returns>Whether there is another before the work ends.</returns>
        public async Task<bool> NextPauseAsync(Task work)
        {
            var pause = _pauses.WaitAsync();
            return await Task.WhenAny(work, pause) == pause;
        }
    }

    private RetentionLoop LoopOf(Databases databases, TimeProvider time, int batch) => new(
        databases, new DataFolder(new HostingOptions { DataPath = _folder.Path }), new() { Batch = batch }, new DiskSweep(new(), new RegistreOptions(), new OcrOptions(), time), Loops.On(time), time,
        NullLogger<RetentionLoop>.Instance);
}
