using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Workers.Cli.Status;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Operations;
using Workers.Operations.Intake;
using Workers.Operations.Titles;
using Workers.Supervisor.Peers;

namespace Workers.Cli;

/// <summary><c>title LOT</c>: whether every deed that a lot's index names is stored; what is missing is ordered with <c>--enqueue --yes</c>.</summary>
internal static class TitleCommand
{
    private static readonly JsonSerializerOptions Indented = new(DaemonDirectory.Json) { WriteIndented = true };

    private static readonly Argument<string> Lot = new("lot") { Description = "The lot's number, spaces as you like." };

    private static readonly Option<string?> Circonscription = new("--circonscription") { HelpName = "name", Description = "Where several have indexes of a lot with this number." };

    private static readonly Option<string?> Cadastre = new("--cadastre") { HelpName = "name", Description = "Likewise." };

    private static readonly Option<bool> Enqueue = new("--enqueue") { Description = "Shows what ordering the missing deeds costs; orders them with --yes." };

    private static readonly Option<bool> Yes = new("--yes") { Description = "Orders them." };

    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON." };

    private static readonly Option<TargetEnvironment?> EnvironmentOption = CommonOptions.Environment();

    public static Command Create()
    {
        var command = new Command("title", "Tells whether every deed that a lot's index names is stored, and whether a later copy of the index lost a line. Exit code 1 where anything is missing or not certain.")
        {
            Lot, Circonscription, Cadastre, EnvironmentOption, Enqueue, Yes, Json,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        if (parsed.GetValue(Yes) && !parsed.GetValue(Enqueue))
        {
            throw new CommandException(ExitCode.Usage, "--yes goes with --enqueue.");
        }

        await using var queues = CommonOptions.OpenQueues(parsed);
        var environment = CommonOptions.Choose(queues, parsed.GetValue(EnvironmentOption));
        var report = await LotTitle.RunAsync(queues, new(parsed.GetValue(Lot)!, environment, parsed.GetValue(Circonscription), parsed.GetValue(Cadastre)), cancellation);
        var plan = new IntakePlan([], [.. OrdersOf(report)], SkipBad: true);
        var quotes = plan.Orders.Count > 0 ? await QuoteDocuments.RunAsync(queues, plan, cancellation) : [];
        if (parsed.GetValue(Json))
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(new { report, MissingCad = quotes.Sum(quote => quote.Cad) }, Indented));
        }
        else
        {
            await WriteAsync(output, report);
            await QuoteCommand.WriteAsync(output, quotes);
            await output.WriteLineAsync(Verdict(report));
        }

        if (parsed.GetValue(Enqueue) && plan.Orders.Count > 0)
        {
            await OrderAsync(queues, plan, parsed.GetValue(Yes), parsed.GetValue(Json) ? error : output, error, cancellation);
        }

        return report.IsComplete ? ExitCode.Success : ExitCode.Differs;
    }

    /// <summary>What nobody has ordered, under a key, so that two who order at once order once.</summary>
    private static IEnumerable<DocumentOrder> OrdersOf(TitleReport report) =>
        from deed in report.Deeds
        where deed.State is DeedState.Missing
        let number = string.Concat(deed.Number.Where(sign => !char.IsWhiteSpace(sign)))
        let key = $"title {report.Circonscription} {deed.ActeType} {number}"
        select new DocumentOrder(
            report.Environment, new(DocumentSource.Acte, number, report.Circonscription, ActeType: deed.ActeType, IdempotencyKey: key),
            string.Create(CultureInfo.InvariantCulture, $"page {deed.Page} line {deed.Line}"));

    private static async Task OrderAsync(Queues queues, IntakePlan plan, bool isSure, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        if (!isSure)
        {
            await output.WriteLineAsync("Nothing was ordered: the same with --yes orders what is missing.");
            return;
        }

        await foreach (var added in AddDocuments.RunAsync(queues, plan, cancellation))
        {
            foreach (var (order, id, result, reason) in added.Documents)
            {
                await (result is EnqueueResult.Refused
                    ? error.WriteLineAsync($"{order.Place}: {order.Document.DocumentNumber}: {reason}")
                    : output.WriteLineAsync($"{id} {order.Document.ActeType} {order.Document.DocumentNumber}{(result is EnqueueResult.Existing ? " (already there)" : "")}"));
            }

            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{added.Environment.Label()}: {added.Count(EnqueueResult.Created)} ordered, {added.Count(EnqueueResult.Refused)} refused"));
        }
    }

    private static async Task WriteAsync(TextWriter output, TitleReport report)
    {
        var names = string.Join(", ", new[] { report.Circonscription, report.Cadastre, report.Designation }.Where(name => name.Length > 0));
        await output.WriteLineAsync($"lot: {report.Lot}, {names} ({report.Environment.Label()})");
        await output.WriteLineAsync(report.Latest is { } latest
            ? string.Create(CultureInfo.InvariantCulture, $"index: {latest.Id}, copy of {Day(latest.CopiedAt)}, {latest.Lines} lines on {latest.Pages} pages; {report.Earlier.Count} earlier copies")
            : "index: none is read yet");
        foreach (var pending in report.Pending)
        {
            await output.WriteLineAsync($"index not read yet: {pending}");
        }

        if (report.Deeds.Count > 0)
        {
            PageWriter.WritePlain(output, [TableOf(report)], []);
        }

        foreach (var lost in report.Lost)
        {
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"lost: {lost.Number} of {lost.Date}, {lost.Nature}: page {lost.Page} line {lost.Line} of the copy of {Day(lost.CopiedAt)} ({lost.Copy}) has it, the latest has not"));
        }

        if (report.Latest is { OpenPages: { Count: > 0 } pages } doubtful)
        {
            await output.WriteLineAsync($"not certain: pages {string.Join(", ", pages.Select(page => page.ToString(CultureInfo.InvariantCulture)))} of the index; next: review show {doubtful.Id}");
        }
    }

    private static PageTable TableOf(TitleReport report) => new(
        "Deeds that the index names",
        ["number", "date", "nature", "where", "state", "document"],
        [
            .. from deed in report.Deeds
               select (IReadOnlyList<string>)
               [
                   deed.Number, deed.Date, deed.Nature, string.Create(CultureInfo.InvariantCulture, $"page {deed.Page} line {deed.Line}"), StateOf(deed), deed.Id?.ToString() ?? "",
               ],
        ]);

    private static string StateOf(NamedDeed deed) => deed.State switch
    {
        DeedState.There when deed.Open > 0 => string.Create(CultureInfo.InvariantCulture, $"there, {deed.Open} doubts open"),
        DeedState.There => "there",
        DeedState.OnItsWay => "on its way",
        DeedState.Failed => $"failed: {deed.Outcome ?? "failed"}",
        DeedState.Illegible => "its number cannot be read",
        _ => "missing",
    };

    private static string Verdict(TitleReport report)
    {
        if (report.IsComplete)
        {
            return "complete";
        }

        (long Count, string What)[] holes =
        [
            (report.Latest is null ? 1 : 0, "no index is read"), (report.Pending.Count, "indexes not read yet"), (report.Count(DeedState.Missing), "missing"), (report.Count(DeedState.OnItsWay), "on their way"),
            (report.Count(DeedState.Failed), "failed"), (report.Count(DeedState.Illegible), "cannot be read"), (report.Lost.Count, "lost"),
            (report.Latest?.OpenPages.Count ?? 0, "pages not certain"), (report.Deeds.Count(deed => deed.Open > 0), "deeds not certain"),
        ];
        return "not complete: " + string.Join(", ", holes.Where(hole => hole.Count > 0).Select(hole => hole.What is "no index is read" ? hole.What : string.Create(CultureInfo.InvariantCulture, $"{hole.Count} {hole.What}")));
    }

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
