using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Operations.Documents;
using Workers.Supervisor.Peers;

namespace Workers.Cli;

/// <summary><c>explain ID</c>: where a document is, what it waits for, and what happened to it.</summary>
internal static class ExplainCommand
{
    private static readonly JsonSerializerOptions Indented = new(DaemonDirectory.Json) { WriteIndented = true };

    private static readonly Argument<string> Id = new("id") { Description = "The document: its id, the beginning of it (4 signs or more), or its number." };

    private static readonly Option<TargetEnvironment?> EnvironmentOption = CommonOptions.Environment("prod, staging or dev; all that are configured where none is named.");

    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON." };

    public static Command Create()
    {
        var command = new Command("explain", "Tells where a document is, what it waits for and what happened to it.") { Id, EnvironmentOption, Json };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var (output, asked, isJson) = (parsed.InvocationConfiguration.Output, parsed.GetValue(Id)!, parsed.GetValue(Json));
        await using var queues = CommonOptions.OpenQueues(parsed);
        var environment = parsed.GetValue(EnvironmentOption);
        var answer = await ExplainDocument.RunAsync(queues, new(asked, environment), TimeProvider.System, cancellation);
        if (answer.Explanation is { } told)
        {
            await UnansweredPlaces.TellAsync(parsed, answer.Faults);
            if (isJson)
            {
                await output.WriteLineAsync(JsonSerializer.Serialize(told, Indented));
                return ExitCode.Success;
            }

            foreach (var line in ExplainText.LinesOf(told))
            {
                await output.WriteLineAsync(Printable.Lines(line));
            }

            return ExitCode.Success;
        }

        if (answer is { Matches: [], Faults: [] } && DocumentNames.IsTooShort(asked))
        {
            throw new CommandException(ExitCode.Data, Printable.Of(string.Create(
                CultureInfo.InvariantCulture, $"No document has the number {asked} in {IdArguments.EnvironmentsOf(queues, environment)}; of an id {DocumentNames.LeastToLookAt} signs are the least.")));
        }

        throw await IdArguments.RefusalAsync(parsed, queues, asked, environment, new(answer.Matches, answer.Faults), isJson, "explain one by its id");
    }
}
