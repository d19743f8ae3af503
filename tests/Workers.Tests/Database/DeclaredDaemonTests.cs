using Shouldly;
using Workers.Database.Postgres;
using Workers.Support;
using Xunit;

namespace Workers.Database;

/// <summary>What a database says of daemons that were there before.</summary>
public sealed class DeclaredDaemonTests(PostgresFixture postgres)
{
    private readonly CancellationToken _test = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_the_first_daemon_that_is_declared_is_the_first()
    {
        await using var database = await QueueDatabase.CreateAsync(postgres);
        await using var functions = database.OpenFunctions();
        // What was asked for before there was a daemon is no trace of one.
        await database.ExecuteAsync("insert into extraction_queue (document_source, document_number) values ('index', '1')");

        (await DeclareAsync(functions)).ShouldBeTrue();
        (await DeclareAsync(functions)).ShouldBeFalse();
        await functions.CallAsync<object>("workers_keep", new { HistoryDays = 1, ReadingsDays = 1, SpendDays = 1, BulkDays = 1 }, _test);
        (await DeclareAsync(functions)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("select nextval('workers_internal.claims_download')")]
    [InlineData("select nextval('workers_internal.claims_index')")]
    [InlineData("select nextval('workers_internal.claims_acte')")]
    [InlineData("update workers_internal.keeping set rests_until = now() where kind = 'history'")]
    [InlineData("update workers_internal.keeping set removed = 1 where kind = 'readings'")]
    [InlineData("insert into job_events (job_id, kind, claim_token) values (gen_random_uuid(), 'claimed', 1)")]
    public async Task A_trace_that_a_daemon_of_an_earlier_version_left_counts(string trace)
    {
        await using var database = await QueueDatabase.CreateAsync(postgres);
        await using var functions = database.OpenFunctions();
        await database.ExecuteAsync(trace);

        (await DeclareAsync(functions)).ShouldBeFalse();
    }

    private async Task<bool> DeclareAsync(PostgresFunctions functions) => (await functions.CallAsync<Declared>("workers_declare", new { }, _test)).IsFirst;

    private sealed record Declared(bool IsFirst);
}
