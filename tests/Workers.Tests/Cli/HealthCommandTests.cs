using System.Text.Json;
using Shouldly;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Operations.Health;
using Workers.Support;
using Xunit;

namespace Workers.Cli;

/// <summary>What an operator and a script read of the verdict, on a real Redis and a real Postgres.</summary>
public sealed class HealthCommandTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    private HealthBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await HealthBench.StartAsync(postgres, redis);

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_deployment_that_is_well_has_three_lines_and_exit_code_0() => (await RunAsync()).ShouldBe((
        ExitCode.Success,
        """
        money is safe:       yes
        documents are safe:  yes
        it is moving:        yes

        """,
        ""));

    [Fact]
    public async Task A_fault_is_told_with_the_first_cause_and_one_next_command_and_begins_status_too()
    {
        await PlantedFaults.All["dead letters pile up"].PlantAsync(_bench);
        await PlantedFaults.All["no daemon runs"].PlantAsync(_bench);
        const string Told = """
            money is safe:       yes
            documents are safe:  at risk (dead_letters)
            it is moving:        no (no_daemon)
            first: no_daemon: No daemon runs on this Redis: documents wait until one is started.
            next:  Workers run

            """;

        var health = await RunAsync();
        health.ExitCode.ShouldBe(ExitCode.Differs);
        health.Output.ShouldStartWith(Told + "also:  dead_letters: DEV: 12 of 12 documents that ended in the last day failed, most as attempts_exhausted. (Workers explain ");
        (await RunAsync([], "status")).Output.ShouldStartWith(Told + "\nQueue\n");
    }

    [Fact]
    public async Task Json_has_the_same_shape_in_both_commands()
    {
        await PlantedFaults.All["no daemon runs"].PlantAsync(_bench);

        var health = JsonDocument.Parse((await RunAsync("--json")).Output).RootElement;
        var status = JsonDocument.Parse((await RunAsync(["--json"], "status")).Output).RootElement;

        health.EnumerateObject().Select(member => member.Name).ShouldBe(["at", "money", "documents", "moving", "first", "also"]);
        health.GetProperty("moving").GetProperty("cause").GetString().ShouldBe("no_daemon");
        health.GetProperty("moving").GetProperty("answer").GetString().ShouldBe("no");
        health.GetProperty("first").EnumerateObject().Select(member => member.Name).ShouldBe(["code", "environment", "sentence", "next", "runbook"]);
        status.EnumerateObject().First().Name.ShouldBe("health");
        status.GetProperty("health").GetProperty("first").GetProperty("code").GetString().ShouldBe("no_daemon");
        status.GetProperty("daemons").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Where_nothing_answers_the_exit_code_says_so()
    {
        _bench.Set("REDIS_URL", "redis://127.0.0.1:1");
        _bench.Set("DEV_SUPABASE_DB_URL", "postgresql://nobody@127.0.0.1:1/none");

        var blind = await RunAsync();

        blind.ExitCode.ShouldBe(ExitCode.Unavailable);
        blind.Output.ShouldStartWith("money is safe:       unknown (database_away)\ndocuments are safe:  unknown (redis_away)\nit is moving:        unknown (redis_away)\nfirst: redis_away: Nothing answers at redis://127.0.0.1:1");
    }

    [Fact]
    public async Task An_environment_that_is_not_configured_is_refused() =>
        (await RunAsync("--env", "prod")).ShouldBe((ExitCode.Configuration, "", "PROD is not configured; configured: dev. Set PROD_SUPABASE_URL and its key, or name another.\n"));

    private Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments) => RunAsync(arguments, "health");

    [Fact]
    public void What_holds_for_several_environments_is_said_once()
    {
        HealthFinding Closed(TargetEnvironment environment, string why) => new(HealthCause.SiteChanged, environment, $"{environment.Label()}: buying is parked: {why}", "Workers canary");
        HealthFinding[] all = [Closed(TargetEnvironment.Prod, "a"), Closed(TargetEnvironment.Dev, "a"), Closed(TargetEnvironment.Staging, "DEV_X"), new(HealthCause.NoDaemon, null, "none", "b")];
        HealthJudgement no = new(HealthAnswer.No, "site_changed");

        HealthText.Lines(new(DateTimeOffset.UnixEpoch, no, no, no, all[0], all[1..]), all: true).Skip(3).ShouldBe(
        [
            "first: site_changed: PROD, DEV: buying is parked: a", "next:  Workers canary",
            "also:  site_changed: STAGING: buying is parked: DEV_X (Workers canary)", "also:  no_daemon: none (b)",
        ]);
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(string[] arguments, string command)
    {
        _bench.Settings();
        await _bench.BeatAsync();
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await CommandLine.InvokeAsync([command, .. arguments, "--env-file", _bench.EnvFile], output, error);
        return (exitCode, output.ToString(), error.ToString());
    }
}
