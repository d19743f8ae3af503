using System.Text.Json;
using Shouldly;
using Workers.Hosting;
using Workers.Operations.Health;
using Workers.Support;
using Xunit;

namespace Workers.Cli;

/// <summary>What an operator and a script read of an examination.</summary>
public sealed class DoctorCommandTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    private HealthBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await HealthBench.StartAsync(postgres, redis);

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_line_each_with_its_level_the_remedy_below_and_the_sum()
    {
        await _bench.SqlAsync("grant execute on function public.workers_claim(jsonb) to anon");

        var (exitCode, output, error) = await RunAsync("--only", "dev");

        (exitCode, error).ShouldBe((ExitCode.Differs, ""));
        output.ShouldContain("\nfault    dev: anon may call 1 functions of this program, workers_claim first: whoever has the project's address could move documents\n         -> revoke all on function public.workers_claim(jsonb) from public, anon;\n");
        output.ShouldStartWith("ok       dev: the database answers in ");
        output.ShouldMatch("\n1 faults, [0-9]+ warnings\n$");
    }

    [Fact]
    public async Task Without_a_fault_the_exit_code_is_0()
    {
        var (exitCode, output, _) = await RunAsync("--only", "redis");

        exitCode.ShouldBe(ExitCode.Success, output);
        output.ShouldContain("ok       redis: ");
    }

    [Fact]
    public async Task Json_has_a_line_for_each_look()
    {
        _bench.Set("REDIS_URL", "redis://127.0.0.1:1");

        var (exitCode, output, _) = await RunAsync("--only", "redis", "--json");

        exitCode.ShouldBe(ExitCode.Unavailable);
        var json = JsonDocument.Parse(output).RootElement;
        json.EnumerateObject().Select(member => member.Name).ShouldBe(["lines", "faults", "warnings"]);
        json.GetProperty("faults").GetInt32().ShouldBe(1);
        var line = json.GetProperty("lines")[0];
        line.EnumerateObject().Select(member => member.Name).ShouldBe(["part", "level", "found", "remedy"]);
        line.GetProperty("level").GetString().ShouldBe("Fault");
    }

    [Fact]
    public async Task A_part_that_does_not_exist_is_refused_with_those_that_do()
    {
        var (exitCode, _, error) = await RunAsync("--only", "postgres");

        exitCode.ShouldBe(ExitCode.Usage);
        error.ShouldContain("--only: found 'postgres'; allowed: configuration, machine, runtime, reading, chromium, registry, redis, prod, staging, dev, gemini.");
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        _bench.Settings();
        await _bench.BeatAsync();
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await CommandLine.InvokeAsync(["doctor", .. arguments, "--env-file", _bench.EnvFile], output, error);
        return (exitCode, output.ToString(), error.ToString());
    }
}
