using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Shouldly;
using Simulators.Servers;
using Workers.Database.Environments;
using Workers.Database.Migrations;
using Workers.Documents;
using Workers.Hosting.Environments;
using Workers.Hosting.Loops;
using Workers.Hosting.Signals;
using Workers.Hosting.Startup;
using Workers.Supervisor.Startup;
using Workers.Support;
using Xunit;

namespace Workers.Database.Postgres;

/// <summary>A real pgbouncer before the database, which no setting names: what it keeps from us, and how it is full.</summary>
[Trait("Needs", "PgBouncer")]
public sealed class PgBouncerTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly ScopedLines<PostgresListener> _said = new();
    private QueueDatabase _database = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await QueueDatabase.CreateAsync(postgres);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task In_transaction_mode_nobody_believes_to_listen_and_that_is_said()
    {
        await using var pooler = await PgBouncer.StartAsync(_database.Url);
        var signal = new WakeSignal(TimeProvider.System);
        var wakes = signal.Listen();

        await using (var listener = Listen(pooler.Url(_database.Url), signal))
        {
            await wakes.WaitAsync(Bound, Cancellation);

            var line = _said.Lines.ShouldHaveSingleItem().Line;
            line.ShouldStartWith("DEV: 127.0.0.1:");
            line.ShouldEndWith("is a transaction pooler, which cannot LISTEN; the queue is polled each JOB_POLL_MS, at rest each JOB_REST_POLL_MS. "
                + "Point DEV_SUPABASE_DB_URL at the session pooler or the direct connection (port 5432) for instant pickup.");
        }
    }

    [Fact]
    public async Task In_session_mode_a_notification_wakes()
    {
        await using var pooler = await PgBouncer.StartAsync(_database.Url, new() { Mode = "session", PoolSize = 1 });
        var signal = new WakeSignal(TimeProvider.System);
        var wakes = signal.Listen();

        await using (var listener = Listen(pooler.Url(_database.Url), signal))
        {
            (await wakes.WaitAsync(Bound, Cancellation)).ShouldBeTrue();
            await _database.ExecuteAsync("notify workers_queue");

            (await wakes.WaitAsync(Bound, Cancellation)).ShouldBeTrue();
            _said.Lines.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Migrate_asks_for_a_session_and_changes_nothing_for_others()
    {
        await using var pooler = await PgBouncer.StartAsync(_database.Url);

        var refusal = await Should.ThrowAsync<DatabaseException>(() => Migrator.ApplyAsync(Address(pooler), Cancellation));

        refusal.Kind.ShouldBe(DatabaseFailure.Refused);
        refusal.Message.ShouldContain("is a transaction pooler, and this needs a session of its own");
        refusal.RemedyFor(TargetEnvironment.Prod).ShouldNotBeNull().ShouldContain("PROD_SUPABASE_DB_URL to the session pooler");
        await using var next = new NpgsqlConnection(Address(pooler).ForPool());
        await next.OpenAsync(Cancellation);
        await using var asked = new NpgsqlCommand("show lock_timeout", next);
        (await asked.ExecuteScalarAsync(Cancellation)).ShouldBe("0");
    }

    [Fact]
    public async Task Migrate_behind_a_pooler_without_a_second_seat_is_refused_since_nothing_tells_its_mode()
    {
        await using var pooler = await PgBouncer.StartAsync(_database.Url, new() { MostClients = 1 });

        var refusal = await Should.ThrowAsync<DatabaseException>(() => Migrator.ApplyAsync(Address(pooler), Cancellation));

        refusal.Kind.ShouldBe(DatabaseFailure.Refused);
        refusal.Message.ShouldContain("cannot be told whether it keeps a session for each");
        refusal.RemedyFor(TargetEnvironment.Prod).ShouldNotBeNull().ShouldContain("PROD_SUPABASE_DB_URL to the session pooler");
        refusal.Remedy.ShouldNotBeNull().ShouldContain("try again");
    }

    [Fact]
    public async Task Without_a_seat_the_start_asks_again_and_whoever_has_one_goes_on()
    {
        await using var pooler = await PgBouncer.StartAsync(_database.Url, new() { MostClients = 1 });
        await using var seated = Open(pooler);
        (await SchemaCheck.RunAsync(seated, Cancellation)).Problem.ShouldBeNull();

        var found = (await CheckAsync(pooler.Url(_database.Url))).ShouldBeOfType<CheckResult.NotYet>();

        found.Message.ShouldContain("no more connections allowed (max_client_conn)");
        found.Message.ShouldContain("lower PROD_DB_CONNECTIONS");
        found.Message.ShouldContain("max_client_conn");
        (await SchemaCheck.RunAsync(seated, Cancellation)).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task A_pool_that_stays_in_use_is_unavailable_and_the_same_call_passes_later()
    {
        await using var pooler = await PgBouncer.StartAsync(_database.Url, new() { PoolSize = 1, QueryWaitSeconds = 1 });
        await using var functions = Open(pooler);
        await using var busy = new NpgsqlConnection(Address(pooler).ForPool());
        await busy.OpenAsync(Cancellation);
        await using (await busy.BeginTransactionAsync(Cancellation))
        {
            await using var takes = new NpgsqlCommand("select 1", busy);
            await takes.ExecuteScalarAsync(Cancellation);

            var verdict = await SchemaCheck.RunAsync(functions, Cancellation);

            verdict.Unreachable.ShouldBeTrue();
            verdict.Problem.ShouldNotBeNull().ShouldContain("query_wait_timeout");
            verdict.Remedy.ShouldNotBeNull().ShouldContain("default_pool_size");
        }

        (await SchemaCheck.RunAsync(functions, Cancellation)).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task An_option_that_it_does_not_pass_on_is_named_with_the_next_step()
    {
        await using var pooler = await PgBouncer.StartAsync(_database.Url);

        var found = (await CheckAsync(pooler.Url(_database.Url) + "?options=-c%20statement_timeout%3D5s")).ShouldBeOfType<CheckResult.NotYet>();

        found.Message.ShouldContain("unsupported startup parameter: options");
        found.Message.ShouldContain("Take options out of PROD_SUPABASE_DB_URL");
    }

    [Theory]
    [InlineData(new[] { 7 }, new[] { 8 }, false)]
    [InlineData(new[] { 7 }, new[] { 7 }, true)]
    [InlineData(new[] { 7, 8 }, new[] { 9 }, true)]
    [InlineData(new[] { 7 }, new[] { 8, 9 }, true)]
    public void A_process_for_each_connection_that_stays_is_a_session(int[] first, int[] second, bool areShared) =>
        TransactionPooler.AreShared(first.ToHashSet(), second.ToHashSet()).ShouldBe(areShared);

    [Theory]
    [InlineData("no more connections allowed (max_client_conn)", false)]
    [InlineData("query_wait_timeout", false)]
    [InlineData("server conn crashed?", true)]
    public void What_is_full_says_nothing_about_the_connections_that_are_open(string message, bool broke) =>
        PostgresFailures.BrokeTheConnection(new PostgresException(message, "FATAL", "FATAL", "08P01")).ShouldBe(broke);

    private static Task<CheckResult> CheckAsync(string url) => DaemonChecks.Environment(
        new(TargetEnvironment.Prod, new EnvironmentOptions { DatabaseUrl = url, DocumentsPath = "/tmp" }),
        new DocumentStores([]), TimeProvider.System, NullLoggerFactory.Instance, _ => { }).AskAsync(Cancellation);

    private PostgresAddress Address(PgBouncer pooler) => PostgresAddress.Read(pooler.Url(_database.Url)).Address!;

    private PostgresFunctions Open(PgBouncer pooler) =>
        new(TargetEnvironment.Prod, Address(pooler), TimeProvider.System, NullLoggerFactory.Instance, connections: 1, listens: false);

    private PostgresListener Listen(string url, WakeSignal signal) => new(
        TargetEnvironment.Dev, PostgresAddress.Read(url).Address!, signal,
        new BackgroundLoops(TimeProvider.System, NullLogger<BackgroundLoops>.Instance), TimeProvider.System, _said);
}
