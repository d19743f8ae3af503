using System.CommandLine;
using System.Text.Json;
using Workers.Cli.Status;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Office;
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

    private static readonly Option<bool> Doubtful = new("--doubtful") { Description = "Orders also what a page in doubt names, whose number may be wrong." };

    private static readonly Option<string?> Dossier = new("--dossier") { HelpName = "text", Description = "With --enqueue: the office's file for which they are bought; its budget counts them." };

    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON." };

    private static readonly Option<TargetEnvironment?> EnvironmentOption = CommonOptions.Environment("prod, staging or dev; a lot whose index only one of them has is found without it.");

    public static Command Create()
    {
        var command = new Command("title", "Tells whether every deed that a lot's index names is stored, and whether a later copy of the index lost a line. Exit code 1 where anything is missing or not certain.")
        {
            Lot, Circonscription, Cadastre, EnvironmentOption, Enqueue, Yes, Doubtful, Dossier, Json,
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

        if (parsed.GetValue(Doubtful) && !parsed.GetValue(Enqueue))
        {
            throw new CommandException(ExitCode.Usage, "--doubtful goes with --enqueue.");
        }

        var dossier = parsed.GetValue(Dossier)?.Trim() is { Length: > 0 } file ? file : null;
        if (dossier is not null && !parsed.GetValue(Enqueue))
        {
            throw new CommandException(ExitCode.Usage, "--dossier goes with --enqueue.");
        }

        await using var queues = CommonOptions.OpenQueues(parsed);
        var environment = await PlaceAsync(queues, parsed.GetValue(Lot)!, parsed.GetValue(EnvironmentOption), cancellation);
        var report = await LotTitle.RunAsync(queues, new(parsed.GetValue(Lot)!, environment, parsed.GetValue(Circonscription), parsed.GetValue(Cadastre)), cancellation);
        var isAll = parsed.GetValue(Doubtful) || !parsed.GetValue(Enqueue);
        var plan = new IntakePlan([], [.. TitleOrders.Of(queues.Words, report, isAll, dossier)], SkipBad: true);
        var quotes = plan.Orders.Count > 0 ? await QuoteDocuments.RunAsync(queues, plan, cancellation) : [];
        if (parsed.GetValue(Json))
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(new { report, MissingCad = quotes.Sum(quote => quote.Cad) }, Indented));
        }
        else
        {
            await WriteAsync(output, queues.Words, report);
            foreach (var line in quotes.SelectMany(quote => TitleText.Cost(queues.Words, quote)))
            {
                await output.WriteLineAsync(line);
            }

            await output.WriteLineAsync(TitleWords.Verdict(queues.Words, report));
        }

        var told = parsed.GetValue(Json) ? error : output;
        if (parsed.GetValue(Enqueue) && TitleText.OfDoubtful(queues.Words, report, isAll) is { } doubtful)
        {
            await told.WriteLineAsync(doubtful);
        }

        if (parsed.GetValue(Enqueue) && plan.Orders.Count > 0)
        {
            await OrderAsync(queues, plan, parsed.GetValue(Yes), told, error, cancellation);
        }

        return report.IsComplete ? ExitCode.Success : ExitCode.Differs;
    }

    /// <summary>The environment that was asked for, the only one, or the only one that has an index of the lot.</summary>
    private static async Task<TargetEnvironment> PlaceAsync(Queues queues, string lot, TargetEnvironment? asked, CancellationToken cancellation) =>
        asked is null && queues.Configured.Count > 1 && await LotTitle.FindAsync(queues, lot, cancellation) is [var only] ? only : CommonOptions.Choose(queues, asked);

    private static async Task OrderAsync(Queues queues, IntakePlan plan, bool isSure, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        if (!isSure)
        {
            await output.WriteLineAsync(queues.Words.Say("title.nothing_ordered"));
            return;
        }

        await foreach (var added in AddDocuments.RunAsync(queues, plan, cancellation))
        {
            foreach (var (order, id, result, reason, _) in added.Documents)
            {
                await (result is EnqueueResult.Refused
                    ? error.WriteLineAsync($"{order.Place}: {order.Document.DocumentNumber}: {reason}")
                    : output.WriteLineAsync(queues.Words.Say(
                        result is EnqueueResult.Existing ? "title.already_there" : "title.ordered_one",
                        new() { ["id"] = id?.ToString(), ["type"] = order.Document.ActeType, ["number"] = order.Document.DocumentNumber })));
            }

            await output.WriteLineAsync(queues.Words.Say(
                "title.ordered", new() { ["environment"] = added.Environment.Label(), ["count"] = added.Count(EnqueueResult.Created), ["refused"] = added.Count(EnqueueResult.Refused) }));
        }
    }

    private static async Task WriteAsync(TextWriter output, OfficeWords words, TitleReport report)
    {
        foreach (var line in TitleText.Head(words, report))
        {
            await output.WriteLineAsync(line);
        }

        if (report.Deeds.Count > 0)
        {
            PageWriter.WritePlain(output, [TitleText.TableOf(words, report)], [], words: words);
        }

        foreach (var line in TitleText.Rest(words, report))
        {
            await output.WriteLineAsync(line);
        }
    }
}
