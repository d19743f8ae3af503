using System.CommandLine;
using Workers.Hosting.Environments;
using Workers.Operations;
using Workers.Operations.Documents;

namespace Workers.Cli;

/// <summary><c>cancel ID…</c>: ends documents that have not finished.</summary>
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
        await using var queues = Queues.Open(CommonOptions.LoadSettings(parsed, ConfiguredEnvironments.RequireOne));
        var request = new CancelRequest(parsed.GetValue(Ids)!, parsed.GetValue(Reason), parsed.GetValue(EnvironmentOption));
        return await OperatorAnswers.WriteAsync(parsed, await Cancel.RunAsync(queues, request, cancellation));
    }
}
