using System.CommandLine;
using Workers.Jobs.Changes;
using Workers.Operations.Changes;

namespace Workers.Cli;

/// <summary><c>requeue-ocr ID…</c> or by a filter: what is stored is read anew and paid anew.</summary>
internal static class RequeueOcrCommand
{
    private static readonly ChangeOptions Change = new(BulkVerb.RequeueOcr, "Documents at status 4, or at 5 with a stored PDF, by their ids or the first 8 digits or more.", 4, 5);

    public static Command Create()
    {
        var command = new Command(
            "requeue-ocr", "Has stored documents read anew, every page paid anew: one at once, several after a preview with --yes.");
        command.SetAction(RunAsync);
        return Change.AddTo(command);
    }

    private static Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation) => Change.RunAsync(
        parsed,
        new(),
        (queues, environment, id) => ChangeDocument.RunAsync(queues, environment, BulkVerb.RequeueOcr, id, new(), Change.Reason(parsed), cancellation),
        cancellation);
}
