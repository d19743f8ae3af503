using System.CommandLine;
using Workers.Hosting.Environments;
using Workers.Operations;
using Workers.Operations.Documents;

namespace Workers.Cli;

/// <summary><c>retry ID…</c>: gives failed documents another chance.</summary>
internal static class RetryCommand
{
    private static readonly Argument<Guid[]> Ids = OperatorAnswers.Ids("Documents at status 5.");

    private static readonly Option<bool> AllowRepurchase = new("--allow-repurchase")
    {
        Description = "Where it is uncertain whether a document was bought, buy it again. It may be billed twice.",
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
        await using var queues = Queues.Open(CommonOptions.LoadSettings(parsed, ConfiguredEnvironments.RequireOne));
        var request = new RetryRequest(parsed.GetValue(Ids)!, parsed.GetValue(AllowRepurchase), parsed.GetValue(Reason), parsed.GetValue(EnvironmentOption));
        return await OperatorAnswers.WriteAsync(parsed, await Retry.RunAsync(queues, request, cancellation));
    }
}
