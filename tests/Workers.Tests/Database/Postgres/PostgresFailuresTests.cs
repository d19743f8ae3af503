using Npgsql;
using Shouldly;
using Workers.Database.Migrations;
using Workers.Hosting.Environments;
using Workers.Hosting.Network;
using Workers.Support;
using Xunit;

namespace Workers.Database.Postgres;

/// <summary>What a server's refusal is told as: whose setting it is, and what to do.</summary>
public sealed class PostgresFailuresTests(PostgresFixture postgres)
{
    private static readonly AskedServer Server = new("db.example", 5432, "*_SUPABASE_DB_URL", "", "");

    [Fact]
    public void A_wrong_password_names_the_setting_that_holds_it_and_no_other()
    {
        var refused = PostgresFailures.Translate(new PostgresException("password authentication failed for user \"office\"", "FATAL", "FATAL", "28P01"), null);

        (refused.Kind, refused.RemedyFor(TargetEnvironment.Dev)).ShouldBe((DatabaseFailure.Unauthorized, "Correct user and password in DEV_SUPABASE_DB_URL."));
        SchemaCheck.FaultOf(refused).ShouldBe(SchemaFault.KeyRefused);
        SchemaCheck.Describe(TargetEnvironment.Dev, refused).ShouldNotContain("SERVICE_KEY");
    }

    [Fact]
    public void A_server_that_hangs_answers_as_one_that_cannot_be_reached()
    {
        var silent = PostgresFailures.Translate(new TimeoutException(), ConnectionFault.Of(new TimeoutException(), Server, []));

        silent.Kind.ShouldBe(DatabaseFailure.Unavailable);
        silent.Remedy.ShouldNotBeNull().ShouldContain("a server that hangs or is stopped (SIGSTOP, a full disk) answers so too");
    }

    [Fact]
    public async Task A_role_without_rights_is_named_and_is_no_refused_password()
    {
        await using var database = await QueueDatabase.CreateAsync(postgres);
        var role = $"stranger_{Guid.NewGuid():N}";
        await database.ExecuteAsync($"create role {role} login password 'right'");
        try
        {
            var url = new UriBuilder(database.Url) { UserName = role, Password = "right" };
            PostgresAddress.TryParse(url.Uri.AbsoluteUri, out var address).ShouldBeTrue();
            await using var functions = new PostgresFunctions(TargetEnvironment.Dev, address!, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance, listens: false);

            var verdict = await SchemaCheck.RunAsync(functions, TestContext.Current.CancellationToken);

            verdict.Fault.ShouldBe(SchemaFault.NoRights, verdict.Problem);
            verdict.Unreachable.ShouldBeFalse();
            verdict.Problem.ShouldNotBeNull().ShouldContain($"DEV: in the database '{address!.Database}' at {address.Server} the role {role} may not do it: permission denied for");
            verdict.Remedy.ShouldNotBeNull().ShouldStartWith($"As the owner of the database: grant service_role to {role}; ");

            // The remedy as it is printed.
            if (await database.ReadAsync<long>("select count(*) from pg_roles where rolname = 'service_role'") == 1)
            {
                await database.ExecuteAsync($"grant service_role to {role}");
                (await SchemaCheck.RunAsync(functions, TestContext.Current.CancellationToken)).Problem.ShouldBeNull();
            }
        }
        finally
        {
            await database.ExecuteAsync($"drop role {role}");
        }
    }

    [Fact]
    public async Task A_database_that_is_not_migrated_is_named_with_its_server()
    {
        await using var database = await QueueDatabase.CreateAsync(postgres);
        await database.ExecuteAsync("drop function public.workers_check(jsonb)");
        PostgresAddress.TryParse(database.Url, out var address).ShouldBeTrue();
        await using var functions = database.OpenFunctions();

        (await SchemaCheck.RunAsync(functions, TestContext.Current.CancellationToken)).Problem.ShouldNotBeNull()
            .ShouldStartWith($"DEV: the database '{address!.Database}' at {address.Server} does not have this program's tables and functions");
    }
}
