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

/// <summary><c>watch ID</c>: follows one document to its end; ended by a signal at any time, it has changed nothing.</summary>
internal static class WatchCommand
{
    private static readonly Argument<IdWord> Id = IdArguments.One("id", "The document, or the first 8 digits of its id or more.");

    private static readonly Option<string?> After = new("--after") { HelpName = "sequence", Description = "Goes on behind this mark, as --json told it." };

    private static readonly Option<bool> Json = new("--json") { Description = "Prints one line of JSON for each step." };

    private static readonly Option<TargetEnvironment?> EnvironmentOption = CommonOptions.Environment("prod, staging or dev; a document is found without it, wherever it is.");

    public static Command Create()
    {
        After.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && !text.Split('-').All(part => part.Length is > 0 and < 20 && part.All(char.IsAsciiDigit)))
            {
                result.AddError($"--after: found '{text}'; allowed: a sequence as --json tells it, such as 1764385200000-0.");
            }
        });
        var command = new Command("watch", "Follows one document to its end. Exit code 0: complete; 1: complete, and a person has to review its reading; 2: it ended without success.")
        {
            Id, EnvironmentOption, After, Json,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var output = parsed.InvocationConfiguration.Output;
        await using var queues = CommonOptions.OpenQueues(parsed);
        var (environment, id) = await IdArguments.PlaceAsync(parsed, queues, parsed.GetValue(Id)!, parsed.GetValue(EnvironmentOption), parsed.GetValue(Json), cancellation);
        var request = new WatchRequest(id, environment, parsed.GetValue(After));
        DocumentPlace? end = null;
        await foreach (var step in WatchDocument.RunAsync(queues, request, TimeProvider.System, cancellation))
        {
            end = step.End;
            await output.WriteLineAsync(parsed.GetValue(Json) ? JsonSerializer.Serialize(step, DaemonDirectory.Json) : Printable.Of(Line(step)));
            await output.FlushAsync(cancellation);
        }

        return end switch
        {
            null => throw new CommandException(ExitCode.Data, $"No document {request.Id} in {environment.Label()}."),
            { StatusId: JobStatus.Erreur } or { IsOfOthers: true } => ExitCode.Failed,
            { NeedsReview: true } => ExitCode.Differs,
            _ => ExitCode.Success,
        };
    }

    private static string Line(WatchStep step)
    {
        var where = string.Create(CultureInfo.InvariantCulture, $"{step.Percent,3} %  {StatusFlow.NameOf(step.Status)}");
        return step.End switch
        {
            null => $"{where}  {step.Stage}  {step.Worker}".TrimEnd(),
            { IsOfOthers: true } end => $"{where}  its document_source is none that this program knows: nobody takes it, and it is not followed; next: explain {end.Id}",
            { StatusId: JobStatus.Erreur } end => $"{where}  {end.Outcome}: {end.Error}; next: explain {end.Id}",
            { NeedsReview: true } end => string.Create(CultureInfo.InvariantCulture, $"{where}  complete; {end.Open} doubts are open; next: review show {end.Id}"),
            _ => $"{where}  complete",
        };
    }
}
