using System.CommandLine;
using Workers.Hosting.Environments;
using Workers.Operations.Documents;

namespace Workers.Cli;

/// <summary><c>cancel ID…</c>: waiting documents end at once, running ones as soon as they safely can.</summary>
internal static class CancelCommand
{
    private static readonly Argument<Guid[]> Ids = OperatorAnswers.Ids("Documents, by the id that enqueue printed.");

    private static readonly Option<string?> Reason = new("--reason") { Description = "Kept in the document's history.", HelpName = "text" };

    private static readonly Option<TargetEnvironment?> EnvironmentOption = CommonOptions.Environment();

    public static Command Create()
    {
        var command = new Command("cancel", "Cancels documents that have not finished.") { Ids, Reason, EnvironmentOption };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        await using var queues = CommonOptions.OpenQueues(parsed);
        var request = new CancelRequest(
            CommonOptions.Choose(queues, parsed.GetValue(EnvironmentOption)), parsed.GetValue(Ids)!, parsed.GetValue(Reason));
        return await OperatorAnswers.WriteAsync(parsed, await CancelDocuments.RunAsync(queues, request, cancellation));
    }
}
