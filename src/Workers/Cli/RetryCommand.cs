using System.CommandLine;
using Workers.Jobs.Changes;
using Workers.Operations.Documents;

namespace Workers.Cli;

/// <summary><c>retry ID…</c> or by a filter: failed documents go back to where they can go on from; what is stored is never bought again.</summary>
internal static class RetryCommand
{
    private static readonly Option<bool> AllowRepurchase = new("--allow-repurchase")
    {
        Description = "Where it is uncertain whether a document was bought, and the account's invoices still do not show it, buy it again. It may be billed twice.",
    };

    private static readonly ChangeOptions Change = new(BulkVerb.Retry, "Documents at status 5, by their ids or the first 8 digits or more.", 5);

    public static Command Create()
    {
        var command = new Command(
            "retry", "Gives failed documents another chance: one at once, several after a preview with --yes.");
        command.SetAction(RunAsync);
        return Change.AddTo(command, AllowRepurchase);
    }

    private static Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var isAllowed = parsed.GetValue(AllowRepurchase);
        return Change.RunAsync(
            parsed,
            new(AllowRepurchase: isAllowed ? true : null),
            async (queues, environment, id) => (await RetryDocuments.RunAsync(queues, new(environment, [id], isAllowed, Change.Reason(parsed)), cancellation))[0],
            cancellation);
    }
}
