using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Outcomes;
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
        var command = new Command("dead-letters", "Shows what ended at 5 by outcome and kind: how many, since when, and what to do. What was cancelled is counted apart. Exit code 1 where there is any other.");
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

        return found.Any(one => one.Groups.Any(group => !IsAsOrdered(group))) ? ExitCode.Differs : ExitCode.Success;
    }

    /// <summary>Somebody cancelled it: nothing failed, and nothing is to be done.</summary>
    private static bool IsAsOrdered(DeadLetterGroup group) => group.Letters.Outcome is OutcomeCodes.Cancelled;

    private static IEnumerable<string> LinesOf(EnvironmentDeadLetters found, DateTimeOffset now, bool isOneOfSeveral)
    {
        var environment = found.Environment.Label();
        var cancelled = found.Groups.Where(IsAsOrdered).Sum(group => group.Letters.Documents);
        var beside = cancelled == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{cancelled:N0} were cancelled, as ordered; 'documents --outcome cancelled' lists them.");
        if (found.Groups.All(IsAsOrdered))
        {
            yield return $"{environment}: nothing ended as an error.{(beside.Length > 0 ? " " : "")}{beside}";
        }
        else if (beside.Length > 0)
        {
            yield return $"{environment}: {beside}";
        }

        foreach (var (letters, remedy) in found.Groups.Where(group => !IsAsOrdered(group)))
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
