using System.CommandLine;
using Workers.Jobs.Changes;
using Workers.Operations.Changes;

namespace Workers.Cli;

/// <summary><c>priority --to N ID…</c> or by a filter: waiting documents get another place in the line.</summary>
internal static class PriorityCommand
{
    private const int Farthest = 1_000_000;

    private static readonly Option<int> To = new("--to") { HelpName = "number", Description = "Higher goes first; 0 is usual.", Required = true };

    private static readonly ChangeOptions Change = new(BulkVerb.Priority, "Documents that wait, by their ids or the first 8 digits or more.", 1, 2, 3);

    public static Command Create()
    {
        To.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() is < -Farthest or > Farthest)
            {
                result.AddError($"--to: found '{result.Tokens[0].Value}'; allowed: -1000000 to 1000000.");
            }
        });
        var command = new Command(
            "priority", "Gives waiting documents another priority: one at once, several after a preview with --yes.");
        command.SetAction(RunAsync);
        return Change.AddTo(command, To);
    }

    private static Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var options = new BulkOptions(Priority: parsed.GetValue(To));
        return Change.RunAsync(
            parsed,
            options,
            (queues, environment, id) => ChangeDocument.RunAsync(queues, environment, BulkVerb.Priority, id, options, Change.Reason(parsed), cancellation),
            cancellation);
    }
}
