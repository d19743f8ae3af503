using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Simulators.Supabase;
using Workers.Database.Migrations;
using Workers.Database.PostgRest;
using Workers.Database.Postgres;
using Workers.Hosting.Environments;
using Workers.Support;
using Xunit;

namespace Workers.Database;

/// <summary>What a caller learns when a database cannot do what was asked.</summary>
public sealed class TransportFailureTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_missing_schema_is_named_over_both_transports()
    {
        await using var database = await QueueDatabase.CreateEmptyAsync(postgres);
        await using var front = await SupabaseFront.StartAsync(new() { ConnectionString = database.Address.ForPool() });
        await using var rest = new PostgRestFunctions(TargetEnvironment.Dev, front.Url, front.ServiceKey, TimeProvider.System);
        await using var direct = database.OpenFunctions();

        (await FailureOfAsync(direct)).Kind.ShouldBe(DatabaseFailure.SchemaMissing);
        // PostgREST answers the same for a schema that it has not read again yet, so it may pass.
        var failure = await FailureOfAsync(rest);
        (failure.Kind, failure.Code).ShouldBe((DatabaseFailure.Unavailable, "PGRST202"));
        var verdict = await SchemaCheck.RunAsync(rest, CancellationToken.None);
        verdict.Unreachable.ShouldBeTrue();
        verdict.Remedy.ShouldNotBeNull().ShouldContain("reload schema");
        verdict.Remedy.ShouldContain("workers migrate --env dev");
    }

    [Fact]
    public async Task A_refused_key_is_told_apart_from_a_key_that_may_do_nothing_and_both_are_unauthorized()
    {
        await using var database = await QueueDatabase.CreateAsync(postgres);
        await using var front = await SupabaseFront.StartAsync(new() { ConnectionString = database.Address.ForPool() });
        await using var wrong = new PostgRestFunctions(TargetEnvironment.Dev, front.Url, "wrong", TimeProvider.System);
        await using var anon = new PostgRestFunctions(TargetEnvironment.Dev, front.Url, front.AnonKey, TimeProvider.System);

        (await FailureOfAsync(wrong)).Message.ShouldContain("Invalid API key");
        (await FailureOfAsync(anon)).Message.ShouldContain("permission denied");
        (await FailureOfAsync(wrong)).Kind.ShouldBe(DatabaseFailure.Unauthorized);
        (await FailureOfAsync(anon)).Kind.ShouldBe(DatabaseFailure.Unauthorized);
    }

    [Fact]
    public async Task A_wrong_password_is_unauthorized_and_is_not_repeated_in_the_message()
    {
        await using var database = await QueueDatabase.CreateEmptyAsync(postgres);
        PostgresAddress.TryParse($"postgresql://postgres:wrong-secret@127.0.0.1:{new Uri(database.Url).Port}/postgres", out var address).ShouldBeTrue();
        await using var functions = new PostgresFunctions(TargetEnvironment.Dev, address!, TimeProvider.System, NullLoggerFactory.Instance);

        var failure = await FailureOfAsync(functions);

        failure.Kind.ShouldBe(DatabaseFailure.Unauthorized);
        failure.Message.ShouldNotContain("wrong-secret");
        address!.ToString().ShouldNotContain("wrong-secret");
    }

    [Fact]
    public async Task An_overloaded_or_absent_server_is_unavailable()
    {
        await using var front = await SupabaseFront.StartAsync();
        front.Faults.Set(new(Unavailable: 1));
        await using var rest = new PostgRestFunctions(TargetEnvironment.Dev, front.Url, front.ServiceKey, TimeProvider.System);
        await using var nowhere = new PostgRestFunctions(TargetEnvironment.Dev, new Uri("http://127.0.0.1:1"), "key", TimeProvider.System);

        (await FailureOfAsync(rest)).Kind.ShouldBe(DatabaseFailure.Unavailable);
        (await FailureOfAsync(nowhere)).Kind.ShouldBe(DatabaseFailure.Unavailable);
    }

    private static Task<DatabaseException> FailureOfAsync(IDatabaseFunctions functions) =>
        Should.ThrowAsync<DatabaseException>(() => functions.CallAsync<object>("workers_check", new { }, CancellationToken.None));
}
