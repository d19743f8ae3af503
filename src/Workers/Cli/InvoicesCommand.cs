using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Workers.Cli.Status;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Operations;
using Workers.Operations.Invoices;
using Workers.Registre.Invoices;
using Workers.Supervisor.Peers;

namespace Workers.Cli;

/// <summary><c>invoices reconcile | list</c>: what the registry billed beside what the ledgers say was bought.</summary>
internal static class InvoicesCommand
{
    public static readonly Option<string?> Account = new("--account") { HelpName = "code", Description = "One account of REGISTRE_ACCOUNTS; without it, all of them." };

    public static readonly Option<int> Days = new("--days")
    {
        HelpName = "n",
        Description = "How many days are judged, with today; from 1 to 1000.",
        DefaultValueFactory = _ => ReconciliationLoop.Days,
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON." };

    private static readonly JsonSerializerOptions Indented = new(DaemonDirectory.Json) { WriteIndented = true };

    public static Command Create()
    {
        Days.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() is < 1 or > 1000)
            {
                result.AddError($"--days: found '{result.Tokens[0].Value}'; allowed: 1 to 1000.");
            }
        });
        var reconcile = new Command("reconcile", "Reads each account's invoices at the registry, compares them with the ledgers and keeps the differences. Buys and opens nothing; exit code 1 where they differ.")
        {
            Account, Days, Json,
        };
        reconcile.SetAction(ReconcileAsync);
        var list = new Command("list", "Shows the differences that are open, and when each account was last compared; asks the databases only. Exit code 1 where there are any.") { Json };
        list.SetAction(ListAsync);
        return new("invoices", "What the registry billed beside what the ledgers say was bought.") { reconcile, list, InvoicesAdoptCommand.Create() };
    }

    private static async Task<int> ReconcileAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        await using var queues = CommonOptions.OpenQueues(parsed);
        var (accounts, unread) = await ReconcileInvoices.RunAsync(
            queues, parsed.GetValue(Account), parsed.GetValue(Days), account => error.WriteLine($"reading the invoices of {account}"), cancellation);
        if (parsed.GetValue(Json))
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(accounts.Select(Shown), Indented));
        }
        else
        {
            PageWriter.WritePlain(output, [.. accounts.Select(TableOf)], []);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{accounts.Sum(account => account.Found.Known.Count)} billed and known, {accounts.Sum(account => account.Found.Young)} too young, {accounts.Sum(account => account.Found.Differences.Count)} differ, {accounts.Sum(account => account.Found.UnexplainedCad):0.00} CAD unexplained"));
        }

        foreach (var account in accounts.Where(account => account.Found.Unjudged.Count > 0))
        {
            await error.WriteLineAsync(UnjudgedOf(account));
        }

        var differ = accounts.Any(account => account.Found.Differences.Count > 0) ? ExitCode.Differs : ExitCode.Success;
        return await TellUnreadAsync(parsed, unread, differ is ExitCode.Success && accounts.Any(account => account.IsUntold) ? ExitCode.Unavailable : differ);
    }

    /// <summary>Which accounts were left out and why; that goes before what the others came to.</summary>
    public static async Task<int> TellUnreadAsync(ParseResult parsed, IReadOnlyList<UnreadAccount> unread, int otherwise)
    {
        foreach (var one in unread)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(Printable.Of(one.Why));
        }

        return unread.Count > 0 ? ExitCode.Unavailable : otherwise;
    }

    /// <summary>Purchases of which the history says nothing.</summary>
    private static string UnjudgedOf(ReconciledAccount account) => string.Create(
        CultureInfo.InvariantCulture,
        $"{account.Account}: {account.Found.Unjudged.Count} purchases of {Day(account.Found.Unjudged.Min(one => one.Day))} to {Day(account.Found.Unjudged.Max(one => one.Day))} were compared with nothing: the history that the registry shows {(account.IsUntold ? "has no invoice of the days that are judged" : $"begins on {Day(account.From)}")}. Look at the account's invoices at the registry.");

    private static async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var output = parsed.InvocationConfiguration.Output;
        await using var queues = CommonOptions.OpenQueues(parsed);
        List<(TargetEnvironment Environment, OpenDifferences Open)> found = [];
        foreach (var environment in queues.Configured)
        {
            found.Add((environment, await Queues.AskAsync(environment, queues.InvoicesOf(environment).ReadOpenAsync(cancellation))));
        }

        if (parsed.GetValue(Json))
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(found.Select(one => new { one.Environment, one.Open }), Indented));
        }
        else
        {
            PageWriter.WritePlain(output, [RunsOf(found), DifferencesOf(found)], []);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{found.Sum(one => one.Open.Count)} differ, {found.Sum(one => one.Open.UnexplainedCad):0.00} CAD unexplained"));
        }

        return found.Any(one => one.Open.Count > 0) ? ExitCode.Differs : ExitCode.Success;
    }

    private static object Shown(ReconciledAccount account) => new
    {
        account.Account,
        account.From,
        account.IsUntold,
        Unjudged = account.Found.Unjudged.Select(purchase => new { purchase.Id, purchase.Environment, Document = purchase.Document.Key }),
        account.Found.UnexplainedCad,
        Known = account.Found.Known.Select(pair => new { Line = pair.Line.Text, pair.Purchase.Id, pair.Purchase.Environment, Document = pair.Purchase.Document.Key }),
        Pending = account.Found.Pending.Select(purchase => new { purchase.Id, purchase.Environment, Document = purchase.Document.Key }),
        Differences = account.Found.Differences.Select(difference => new
        {
            difference.Kind, difference.Day, difference.Line, difference.Purchase?.Id, difference.Purchase?.Environment, Document = difference.Purchase?.Document.Key, difference.Cad,
        }),
    };

    private static PageTable TableOf(ReconciledAccount account) => new(
        account.IsUntold ? string.Create(CultureInfo.InvariantCulture, $"{account.Account}: nothing was compared, the registry shows no invoice of the days that are judged; {account.Found.Young} too young, compare again in an hour")
        : account.Found.Known.Count + account.Found.Young + account.Found.Differences.Count == 0 && account.HasNoLine ? $"{account.Account}: no invoice, and nothing bought"
        : string.Create(CultureInfo.InvariantCulture, $"{account.Account} since {account.From:yyyy-MM-dd}: {account.Found.Known.Count} billed and known, {account.Found.Young} too young"),
        ["day", "difference", "CAD", "invoice", "purchase"],
        [
            .. from difference in account.Found.Differences
               orderby difference.Day descending
               select (IReadOnlyList<string>)
               [
                   Day(difference.Day), Words(difference.Kind), Cad(difference.Cad), difference.Line ?? "",
                   difference.Purchase is { } ours ? $"{ours.Environment.Label()} {ours.Document.Key}" : "",
               ],
        ]);

    private static PageTable RunsOf(IEnumerable<(TargetEnvironment Environment, OpenDifferences Open)> found) => new(
        "Compared",
        ["environment", "account", "at", "since", "billed and known", "too young"],
        [
            .. from one in found
               from run in one.Open.Runs
               select (IReadOnlyList<string>)
               [
                   one.Environment.Label(), run.Account, run.RanAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture), Day(run.JudgedFrom),
                   run.Known.ToString(CultureInfo.InvariantCulture), run.Pending.ToString(CultureInfo.InvariantCulture),
               ],
        ]);

    private static PageTable DifferencesOf(IEnumerable<(TargetEnvironment Environment, OpenDifferences Open)> found) => new(
        "Differences",
        ["environment", "account", "day", "difference", "CAD", "invoice", "purchase"],
        [
            .. from one in found
               from difference in one.Open.Differences
               select (IReadOnlyList<string>)
               [
                   one.Environment.Label(), difference.Account, Day(difference.Day), Words(difference.Kind), Cad(difference.Cad), difference.Line ?? "", difference.Document ?? "",
               ],
        ]);

    private static string Words(DifferenceKind kind) => kind switch
    {
        DifferenceKind.Unknown => "billed and unknown",
        DifferenceKind.Unbilled => "ours and unbilled",
        DifferenceKind.Price => "another price",
        DifferenceKind.Credit => "given back",
        DifferenceKind.DoubtBilled => "in doubt, and billed: 'retry' fetches it at no cost",
        _ => "in doubt, and not billed: 'retry --allow-repurchase' buys it",
    };

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Cad(decimal cad) => NumberText.Money(cad);
}
