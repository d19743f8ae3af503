using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Shouldly;
using Simulators.Servers;
using Workers.Database.Environments;
using Workers.Database.Migrations;
using Workers.Documents;
using Workers.Hosting.Environments;
using Workers.Hosting.Startup;
using Workers.Supervisor.Startup;
using Workers.Support;
using Xunit;

namespace Workers.Database.Postgres;

/// <summary>Few connections: how many are held, that none waits for itself, and what happens where there are no more.</summary>
public sealed class PostgresPoolTests(PostgresFixture postgres)
{
    private const string SessionModeIsFull = "MaxClientsInSessionMode: max clients reached - in Session mode max clients are limited to pool_size";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Any_number_of_calls_at_once_share_the_connections_and_one_more_listens(int connections)
    {
        await using var database = await QueueDatabase.CreateAsync(postgres);
        var options = new EnvironmentOptions { DatabaseUrl = database.Url + "?application_name=few", Connections = connections };
        await using var functions = DatabaseFactory.Open(new(TargetEnvironment.Dev, options), TimeProvider.System, NullLoggerFactory.Instance);
        // The first wake-up is given once the listener listens.
        await functions.Changed.Listen().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => functions.CallAsync<SchemaAnswer>(
            "workers_check", new { Functions = MigrationScript.PublicFunctions }, TestContext.Current.CancellationToken)));

        (await database.ReadAsync<long>("select count(*) from pg_stat_activity where application_name = 'few'")).ShouldBe(connections + 1);
    }

    [Fact]
    public async Task Who_only_asks_takes_no_connection_to_listen_on()
    {
        await using var database = await QueueDatabase.CreateAsync(postgres);
        var options = new EnvironmentOptions { DatabaseUrl = database.Url + "?application_name=asks" };
        await using var functions = DatabaseFactory.Open(new(TargetEnvironment.Dev, options), TimeProvider.System, NullLoggerFactory.Instance, listens: false);

        await SchemaCheck.RunAsync(functions, TestContext.Current.CancellationToken);

        (await database.ReadAsync<long>("select count(*) from pg_stat_activity where application_name = 'asks'")).ShouldBe(1);
    }

    [Fact]
    public async Task A_pool_whose_connections_are_all_in_use_is_unavailable_and_keeps_them()
    {
        await using var database = await QueueDatabase.CreateAsync(postgres);
        PostgresAddress.TryParse(database.Url + "?application_name=busy&connect_timeout=1", out var address).ShouldBeTrue();
        await using var source = address.OpenPool(1);
        await using var held = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);

        var exhausted = await Should.ThrowAsync<NpgsqlException>(async () => await source.OpenConnectionAsync(TestContext.Current.CancellationToken));

        PostgresFailures.Is(exhausted, CancellationToken.None).ShouldBeTrue();
        PostgresFailures.BrokeTheConnection(exhausted).ShouldBeFalse();
        var failure = await PostgresFailures.ExplainAsync(exhausted, address.Server);
        failure.Kind.ShouldBe(DatabaseFailure.Unavailable);
        failure.Message.ShouldContain("every connection of this program's own pool was in use");
        failure.RemedyFor(TargetEnvironment.Prod).ShouldNotBeNull().ShouldContain("PROD_DB_CONNECTIONS");
    }

    [Fact]
    public async Task A_server_that_has_no_seat_is_unavailable_and_the_connections_that_are_open_stay()
    {
        await using var database = await QueueDatabase.CreateAsync(postgres);
        await database.ExecuteAsync("do $$ begin create role seats login password 'pass-word-1' connection limit 1; exception when duplicate_object then null; end $$");
        await database.ExecuteAsync("grant service_role to seats");
        var url = database.Url.Replace(new Uri(database.Url).UserInfo, "seats:pass-word-1", StringComparison.Ordinal);
        var options = new EnvironmentOptions { DatabaseUrl = url, Connections = 1 };
        await using var first = DatabaseFactory.Open(new(TargetEnvironment.Prod, options), TimeProvider.System, NullLoggerFactory.Instance, listens: false);
        await using var second = DatabaseFactory.Open(new(TargetEnvironment.Prod, options), TimeProvider.System, NullLoggerFactory.Instance, listens: false);
        (await SchemaCheck.RunAsync(first, TestContext.Current.CancellationToken)).Problem.ShouldBeNull();

        var verdict = await SchemaCheck.RunAsync(second, TestContext.Current.CancellationToken);

        verdict.Unreachable.ShouldBeTrue();
        verdict.Problem.ShouldNotBeNull().ShouldContain("53300");
        verdict.Remedy.ShouldNotBeNull().ShouldContain("lower PROD_DB_CONNECTIONS");
        (await SchemaCheck.RunAsync(first, TestContext.Current.CancellationToken)).Problem.ShouldBeNull();
    }

    [Theory]
    [InlineData("XX000", SessionModeIsFull, "lower PROD_DB_CONNECTIONS")]
    [InlineData("XX000", "(EMAXCONNSESSION) max clients reached in session mode - max clients are limited to pool_size: 15", "lower PROD_DB_CONNECTIONS")]
    [InlineData("XX000", "Max client connections reached", "lower PROD_DB_CONNECTIONS")]
    [InlineData("53300", "sorry, too many clients already", "lower PROD_DB_CONNECTIONS")]
    [InlineData("XX000", "Tenant or user not found", "user is postgres.<project>")]
    [InlineData("XX000", "(ENOTFOUND) tenant/user postgres.abc not found", "user is postgres.<project>")]
    public async Task What_a_pooler_refuses_is_asked_again_by_the_start_with_its_next_step(string state, string message, string remedy)
    {
        await using var door = PostgresDoor.Open(sqlState: state, message: message);
        var options = new EnvironmentOptions { DatabaseUrl = $"postgresql://u:pass-word-1@127.0.0.1:{door.Port}/postgres" };
        var check = DaemonChecks.Environment(
            new(TargetEnvironment.Prod, options), new DocumentStores([]), TimeProvider.System, NullLoggerFactory.Instance, _ => { });

        var found = (await check.AskAsync(TestContext.Current.CancellationToken)).ShouldBeOfType<CheckResult.NotYet>();

        found.Message.ShouldContain(message);
        found.Message.ShouldContain(remedy);
        found.Message.ShouldNotContain("pass-word-1");
        door.Asked.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("XX000", SessionModeIsFull, false)]
    [InlineData("53300", "too many connections for role", false)]
    [InlineData("XX000", "internal error", true)]
    [InlineData("57P01", "terminating connection due to administrator command", true)]
    public void A_refused_seat_says_nothing_about_the_connections_that_are_open(string state, string message, bool broke) =>
        PostgresFailures.BrokeTheConnection(new PostgresException(message, "FATAL", "FATAL", state)).ShouldBe(broke);
}
