using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Operations;
using Workers.Operations.Documents;
using Workers.Supervisor.Peers;

namespace Workers.Cli;

/// <summary><c>dead-letters</c>: what ended as an error, by outcome, with the remedy; a group is tried again by <c>retry --outcome</c>.</summary>
internal static class DeadLettersCommand
{
    private static readonly JsonSerializerOptions Indented = new(DaemonDirectory.Json) { WriteIndented = true };

    private static readonly Option<TargetEnvironment?> EnvironmentOption = CommonOptions.Environment("prod, staging or dev; all that are configured where none is named.");

    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON." };

    private static readonly FilterOptions Filter = new();

    public static Command Create()
    {
        var command = new Command("dead-letters", "Shows what ended at 5 by outcome and kind: how many, since when, and what to do. Exit code 1 where there is any.");
        Filter.AddTo(command);
        command.Add(EnvironmentOption);
        command.Add(Json);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var (output, filter) = (parsed.InvocationConfiguration.Output, Filter.Read(parsed));
        await using var queues = CommonOptions.OpenQueues(parsed);
        var found = await ReadDeadLetters.RunAsync(queues, parsed.GetValue(EnvironmentOption), filter, cancellation);
        if (parsed.GetValue(Json))
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(found, Indented));
        }
        else
        {
            foreach (var one in found)
            {
                foreach (var line in LinesOf(one, TimeProvider.System.GetUtcNow(), queues.Configured.Count > 1))
                {
                    await output.WriteLineAsync(Printable.Of(line));
                }
            }
        }

        return found.Any(one => one.Groups.Count > 0) ? ExitCode.Differs : ExitCode.Success;
    }

    private static IEnumerable<string> LinesOf(EnvironmentDeadLetters found, DateTimeOffset now, bool isOneOfSeveral)
    {
        var environment = found.Environment.Label();
        if (found.Groups.Count == 0)
        {
            yield return $"{environment}: nothing ended as an error.";
        }

        foreach (var (letters, remedy) in found.Groups)
        {
            var kind = DocumentSources.WordOf(letters.Source);
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{environment}: {letters.Documents:N0} {letters.Outcome} {kind}, {letters.Stored:N0} with their PDF; the oldest {AgeText.Of(now - letters.Oldest)} ago, the latest {AgeText.Of(now - letters.Latest)} ago");
            if (letters.Error is { } error)
            {
                yield return $"  the latest: {letters.Sample}: {error.ReplaceLineEndings(" ")}";
            }

            yield return $"  what to do: {remedy}";
            yield return $"  all of them: retry --outcome {letters.Outcome} --kind {kind}{(isOneOfSeveral ? $" --env {environment.ToLowerInvariant()}" : "")}";
        }
    }
}
