using System.CommandLine;
using System.Text.Json;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Uploads;
using Workers.Operations;
using Workers.Operations.Documents;
using Workers.Operations.Files;
using Workers.Operations.Intake;
using Workers.Supervisor.Peers;

namespace Workers.Cli;

/// <summary><c>bring FILE</c>: a PDF that the office has already becomes a document's, without a purchase.</summary>
internal static class BringCommand
{
    private static readonly Argument<FileInfo> FileArgument = new("file") { Description = "The PDF." };

    private static readonly Option<IdWord?> To = IdArguments.Optional("--to", "A document that waits to be bought, or the first 8 digits of its id or more: it is given the file, and not bought.");

    private static readonly Option<bool> AcceptOther = new("--accept-other") { Description = "Keep it though it names itself otherwise: a person has looked." };

    private static readonly Option<string?> By = CommonOptions.Words("--by", "name", "Who brings it; the user of this machine where nobody is named.");

    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON." };

    private static readonly Option<TargetEnvironment?> EnvironmentOption = CommonOptions.Environment();

    public static Command Create()
    {
        var command = new Command("bring", "Brings in a PDF that the office has already: checked like a bought one, stored, and never billed.") { FileArgument, To, EnvironmentOption, AcceptOther, By, Json };
        OrderInput.AddColumns(command);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        await using var queues = CommonOptions.OpenQueues(parsed);
        await using var stores = new FileStores(queues);
        var file = parsed.GetValue(FileArgument)!;
        if (!file.Exists)
        {
            throw new CommandException(ExitCode.Data, $"{file}: there is no such file.");
        }

        var request = await RequestOfAsync(parsed, queues, file.FullName, cancellation);
        var brought = await BringFile.RunAsync(queues, stores, request, cancellation);
        if (brought.Result is BringResult.Refused)
        {
            await error.WriteLineAsync(Printable.Of($"{file}: not brought in: {brought.Reason}"));
            return ExitCode.Data;
        }

        if (parsed.GetValue(Json))
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(new { request.Environment, brought.Id, brought.Result, brought.StatusId }, DaemonDirectory.Json));
            return ExitCode.Success;
        }

        await output.WriteLineAsync($"{brought.Id} {request.Environment.Label()} {SentenceOf(brought)}");
        return ExitCode.Success;
    }

    private static string SentenceOf(BroughtDocument brought) => brought.Result switch
    {
        BringResult.Created => $"brought in, at {DocumentColumns.StatusOf(JobStatus.Complete)}",
        BringResult.Given => "has its file and is not bought",
        _ => $"has this very file already{(brought.StatusId is { } status ? $": {DocumentColumns.StatusOf(status)}" : "")}",
    };

    /// <exception cref="CommandException">The columns are not those of a document.</exception>
    private static async Task<BringRequest> RequestOfAsync(ParseResult parsed, Queues queues, string file, CancellationToken cancellation)
    {
        var columns = OrderInput.ReadColumns(parsed);
        var asked = parsed.GetValue(EnvironmentOption);
        var (by, accepts) = (Operator.Or(parsed.GetValue(By)), parsed.GetValue(AcceptOther));
        if (parsed.GetValue(To) is { } word)
        {
            if (columns is not null)
            {
                throw new CommandException(ExitCode.Usage, "Give --to or the document's columns, not both.");
            }

            var (place, id) = await IdArguments.PlaceAsync(parsed, queues, word, asked, isJson: parsed.GetValue(Json), cancellation);
            return new(place, Guid.NewGuid(), file, by, Given: id, AcceptsOther: accepts);
        }

        var environment = CommonOptions.Choose(queues, asked);
        var plan = IntakePlan.Of(new([columns ?? throw new CommandException(ExitCode.Usage, "Say what it is: --source, --number and the other columns, or --to of a document that waits. See bring --help.")], environment, SkipBad: false), queues.Configured);
        return plan is { IsAdmitted: true, Orders: [var only] }
            ? new(only.Environment, Guid.NewGuid(), file, by, only.Document, AcceptsOther: accepts)
            : throw new CommandException(ExitCode.Data, string.Join(System.Environment.NewLine, plan.Faults));
    }
}
