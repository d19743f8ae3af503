using System.CommandLine;
using Workers.Jobs.Changes;
using Workers.Operations.Documents;

namespace Workers.Cli;

/// <summary><c>cancel ID…</c> or by a filter: waiting documents end at once; a running one, named alone, as soon as it safely can.</summary>
internal static class CancelCommand
{
    private static readonly ChangeOptions Change = new(BulkVerb.Cancel, "Documents, by the ids that enqueue printed or the first 8 digits or more.", 1, 2, 3);

    public static Command Create()
    {
        var command = new Command(
            "cancel", "Cancels documents that have not finished: one at once, several after a preview with --yes (what runs is left out).");
        command.SetAction(RunAsync);
        return Change.AddTo(command);
    }

    private static Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation) => Change.RunAsync(
        parsed,
        new(),
        async (queues, environment, id) => (await CancelDocuments.RunAsync(queues, new(environment, [id], Change.Reason(parsed)), cancellation))[0],
        cancellation);
}
