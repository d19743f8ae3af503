using System.CommandLine;
using System.Globalization;
using Workers.Cli.Status;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Operations.Invoices;

namespace Workers.Cli;

/// <summary><c>invoices adopt</c>: what was billed and no ledger knows is fetched for the documents that wait for it, not bought again.</summary>
internal static class InvoicesAdoptCommand
{
    private static readonly Option<DateOnly?> Since = new("--since")
    {
        HelpName = "day",
        Description = "A bill from this day on counts for every document, as the day of a backup; without it, from the day on which the document was added.",
        CustomParser = result =>
        {
            if (DateOnly.TryParseExact(result.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                return day;
            }

            result.AddError($"--since: found '{result.Tokens[0].Value}'; allowed: a day such as 2026-11-29.");
            return null;
        },
    };

    private static readonly Option<bool> Yes = new("--yes") { Description = "Adopt them; without it they are only shown." };

    private static readonly Option<TargetEnvironment?> EnvironmentOption = CommonOptions.Environment("Whose documents: prod, staging or dev; without it, every one that is configured.");

    public static Command Create()
    {
        var command = new Command(
            "adopt",
            "Reads each account's invoices as 'reconcile' does, and writes bills that no ledger knows down for the documents that wait to be bought and are named there: they are fetched at no cost. For a database that was restored. Shows first: invoices adopt --since 2026-11-29 --yes")
        {
            InvoicesCommand.Account, InvoicesCommand.Days, Since, Yes, EnvironmentOption,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        await using var queues = CommonOptions.OpenQueues(parsed);
        var request = new AdoptRequest(parsed.GetValue(EnvironmentOption), parsed.GetValue(InvoicesCommand.Account), parsed.GetValue(InvoicesCommand.Days), parsed.GetValue(Since), parsed.GetValue(Yes));
        var found = await AdoptInvoices.RunAsync(queues, request, account => error.WriteLine($"reading the invoices of {account}"), cancellation);
        PageWriter.WritePlain(output, [TableOf("Adopted", "Would be adopted", found, request.Applies), LeftOf(found)], []);
        var (done, refused) = (found.Adopted.Count(one => one.State is null), found.Adopted.Count(one => one.State is not null));
        await output.WriteLineAsync(FormattableString.Invariant(
            $"{done} {(request.Applies ? "adopted" : "would be adopted")}, {refused} not, {found.Left.Count} billed and nobody's.{(!request.Applies && done > 0 ? " Nothing was changed; the same with --yes does it." : "")}"));
        return await InvoicesCommand.TellUnreadAsync(parsed, found.Unread, refused + found.Left.Count > 0 ? ExitCode.Differs : ExitCode.Success);
    }

    private static PageTable TableOf(string done, string would, AdoptedInvoices found, bool applied) => new(
        applied ? done : would,
        ["environment", "document", "account", "invoice", "result"],
        [
            .. from one in found.Adopted
               let document = one.Adoption.Document
               select (IReadOnlyList<string>)
               [
                   document.Environment.Label(), document.Request.Key, one.Adoption.Line.Account, one.Adoption.Line.Row.Text,
                   one.State switch
                   {
                       null => applied ? "fetched when it is next taken (one that ended at 5: 'retry' it)" : "",
                       "running" => "somebody works on it: 'pause buying' first, then again",
                       "gone" => "does not wait any more",
                       var state => $"its purchase is {state} already",
                   },
               ],
        ]);

    private static PageTable LeftOf(AdoptedInvoices found) => new(
        "Billed and nobody's: no document that waits is named so",
        ["account", "day", "invoice"],
        [.. found.Left.Select(line => (IReadOnlyList<string>)[line.Account, line.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), line.Row.Text])]);
}
