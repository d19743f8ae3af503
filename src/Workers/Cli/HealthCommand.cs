using System.CommandLine;
using System.Text.Json;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Operations.Health;
using Workers.Supervisor.Peers;

namespace Workers.Cli;

/// <summary><c>health [--env] [--json]</c>: the verdict. Exit codes: 0 all is well, or as an operator paused it; 1 something is wrong or at risk; 69 and 78 where Redis or a database cannot be asked, as every command has them.</summary>
internal static class HealthCommand
{
    private static readonly Option<TargetEnvironment?> Environment = OfOne();

    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON." };

    private static readonly JsonSerializerOptions Indented = new(DaemonDirectory.Json) { WriteIndented = true };

    public static Command Create()
    {
        var command = new Command(
            "health",
            "Answers whether money is safe, documents are safe and work moves (yes, no, at risk, unknown, paused), with the first cause and one next command. Exit code 0: all is well or paused on purpose; 1: something is not; 69: Redis or a database did not answer; 78: one is not set up.")
        {
            Environment, Json,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        await using var queues = CommonOptions.OpenQueues(parsed);
        TargetEnvironment? only = parsed.GetValue(Environment) is { } asked ? queues.Require(asked) : null;
        var (verdict, status) = await new HealthQuestion(queues, TimeProvider.System).AskAsync(only, cancellation);
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(Json))
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(verdict, Indented));
        }
        else
        {
            HealthText.Write(output, verdict, all: true);
        }

        return ExitRule.Of(only is { } one ? status.Of(one) : status, otherwise: verdict.IsWell ? ExitCode.Success : ExitCode.Differs);
    }

    private static Option<TargetEnvironment?> OfOne()
    {
        var option = CommonOptions.Environment();
        option.Description = "prod, staging or dev; without it, all that are configured.";
        return option;
    }
}
