using System.CommandLine;
using Workers.Hosting.Environments;
using Workers.Operations.Documents;

namespace Workers.Cli;

/// <summary><c>retry ID…</c>: failed documents go back to where they can go on from; what is stored is never bought again.</summary>
internal static class RetryCommand
{
    private static readonly Argument<Guid[]> Ids = OperatorAnswers.Ids("Documents at status 5.");

    private static readonly Option<bool> AllowRepurchase = new("--allow-repurchase")
    {
        Description = "Where it is uncertain whether a document was bought, and the account's invoices still do not show it, buy it again. It may be billed twice.",
    };

    private static readonly Option<string?> Reason = new("--reason") { Description = "Kept in the document's history.", HelpName = "text" };

    private static readonly Option<TargetEnvironment?> EnvironmentOption = CommonOptions.Environment();

    public static Command Create()
    {
        var command = new Command("retry", "Gives failed documents another chance.") { Ids, AllowRepurchase, Reason, EnvironmentOption };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        await using var queues = CommonOptions.OpenQueues(parsed);
        var request = new RetryRequest(
            CommonOptions.Choose(queues, parsed.GetValue(EnvironmentOption)), parsed.GetValue(Ids)!, parsed.GetValue(AllowRepurchase), parsed.GetValue(Reason));
        return await OperatorAnswers.WriteAsync(parsed, await RetryDocuments.RunAsync(queues, request, cancellation));
    }
}
