using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Operations;
using Workers.Operations.Keeping;
using Workers.Supervisor.Peers;

namespace Workers.Cli;

/// <summary><c>purge ID… | --dossier X</c>: shows what would go, and takes it away with <c>--yes</c>.</summary>
internal static class PurgeCommand
{
    private const string SameWithYes = "Nothing was changed. The same with --yes takes them away; nothing brings them back.";

    private static readonly Argument<IdWord[]> Ids = Some(IdArguments.Many("Documents that have ended, by their ids or the first 8 digits or more. Without any and without --dossier: purges that were cut off."));

    private static readonly Option<string?> Dossier = new("--dossier") { Description = "All documents of this dossier, and what is left of it in the ledgers.", HelpName = "name" };

    private static readonly Option<bool> Yes = new("--yes") { Description = "Take them away; without it they are only shown. Nothing brings them back." };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Only show what would go, whatever else is given." };

    private static readonly Option<string?> By = CommonOptions.Words("--by", "name", "Who orders it, kept with the receipt; the user of this machine where nobody is named.");

    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON." };

    private static readonly Option<TargetEnvironment?> EnvironmentOption = CommonOptions.Environment("prod, staging or dev; a document is found without it, wherever it is, and so is a dossier that only one has. Needed of several for what is left of a deleted row.");

    private static readonly JsonSerializerOptions Indented = new(DaemonDirectory.Json) { WriteIndented = true };

    public static Command Create()
    {
        var command = new Command("purge", "Takes documents away with all that tells of them; amounts and days stay. Shows first, and acts with --yes.")
        {
            Ids, Dossier, Yes, DryRun, By, Json, EnvironmentOption,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(Ids) is { Tokens.Count: > 0 } && result.GetValue(Dossier) is not null)
            {
                result.AddError("purge: name documents or --dossier, not both.");
            }
            else if (result.GetValue(Dossier) is { } name && string.IsNullOrWhiteSpace(name))
            {
                result.AddError("--dossier: found nothing; allowed: the name of a dossier.");
            }
        });
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        await using var queues = CommonOptions.OpenQueues(parsed);
        var (asked, dossier, applies) = (parsed.GetValue(EnvironmentOption), parsed.GetValue(Dossier), parsed.GetValue(Yes) && !parsed.GetValue(DryRun));
        var by = Operator.Or(parsed.GetValue(By));
        if (dossier is not null && asked is null && queues.Configured.Count > 1)
        {
            var (lists, faults) = await ManagedOptions.ReadAsync(queues, null, (_, place) => PurgeDocuments.RunAsync(queues, new(place, null, dossier, Apply: false, by), cancellation));
            if (!applies)
            {
                return await PreviewAsync(parsed, lists, faults);
            }

            asked = OnlyPlaceOf(queues, lists, faults);
        }

        var (environment, ids) = await IdArguments.PlaceAsync(parsed, queues, parsed.GetValue(Ids) ?? [], asked, parsed.GetValue(Json), cancellation);
        var outcomes = await PurgeDocuments.RunAsync(queues, new(environment, ids.Count > 0 ? ids : null, dossier, applies, by), cancellation);
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(Json))
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(outcomes.Select(one => Shown(environment, one)), Indented));
        }
        else
        {
            Write(output, environment, outcomes, applies);
            if (!applies && outcomes.Any(one => one.Result is not PurgeResult.Refused))
            {
                await output.WriteLineAsync(SameWithYes);
            }
        }

        return outcomes.Any(one => one.Result is PurgeResult.Refused) ? ExitCode.Data : ExitCode.Success;
    }

    /// <summary>A dossier in every environment that has it.</summary>
    private static async Task<int> PreviewAsync(ParseResult parsed, IReadOnlyList<ManagedList<IReadOnlyList<PurgeOutcome>>> lists, IReadOnlyList<OperationException> faults)
    {
        var (output, having) = (parsed.InvocationConfiguration.Output, lists.Where(list => list.Told.Count > 0).ToList());
        foreach (var fault in faults)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(Printable.Of(fault.Message));
        }

        if (parsed.GetValue(Json))
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(having.SelectMany(list => list.Told.Select(one => Shown(list.Environment, one))), Indented));
        }
        else
        {
            foreach (var list in having.Count > 0 ? having : lists)
            {
                Write(output, list.Environment, list.Told, applies: false);
            }

            if (having.Any(list => list.Told.Any(one => one.Result is not PurgeResult.Refused)))
            {
                await output.WriteLineAsync(having.Count == 1 && faults.Count == 0 ? SameWithYes : "Nothing was changed. --yes acts in one environment: say which with --env.");
            }
        }

        return having.Any(list => list.Told.Any(one => one.Result is PurgeResult.Refused)) ? ExitCode.Data : ExitRule.Of(faults.Select(fault => fault.Failure));
    }

    /// <summary>Where a dossier is taken away that nobody said the environment of.</summary>
    /// <exception cref="CommandException">Not exactly one has it, or one did not answer.</exception>
    private static TargetEnvironment OnlyPlaceOf(Queues queues, IReadOnlyList<ManagedList<IReadOnlyList<PurgeOutcome>>> lists, IReadOnlyList<OperationException> faults)
    {
        if (faults.Count > 0)
        {
            throw new CommandException(
                ExitRule.Of(faults.Select(fault => fault.Failure)), string.Join(Environment.NewLine, faults.Select(fault => Printable.Of(fault.Message)).Append("Nothing was changed: it may have the dossier too. Say which is meant with --env.")));
        }

        return lists.Where(list => list.Told.Count > 0).Select(list => list.Environment).ToList() switch
        {
            [var only] => only,
            [] => throw new CommandException(
                ExitCode.Data, $"No document of this dossier in {IdArguments.EnvironmentsOf(queues, null)}. With --env what is on its way for it is removed too; 'transfers --dossier' tells of one that was purged."),
            var several => throw new CommandException(
                ExitCode.Usage, $"The dossier is in several environments ({string.Join(", ", several.Select(place => place.Label().ToLowerInvariant()))}): say which with --env. Nothing was changed."),
        };
    }

    private static void Write(TextWriter output, TargetEnvironment environment, IReadOnlyList<PurgeOutcome> outcomes, bool applies)
    {
        if (outcomes.Count == 0)
        {
            output.WriteLine($"{environment.Label()}: 0 {(applies ? "purged" : "would go")}, 0 refused: there is no such document, and no purge that was cut off. 'documents --dossier' looks a dossier up, 'transfers --dossier' tells of one that was purged.");
            return;
        }

        foreach (var one in outcomes)
        {
            output.WriteLine($"{one.Document.Id}: {Printable.Of(Sentence(one))}");
        }

        var (ready, refused) = (outcomes.Count(one => one.Result is not PurgeResult.Refused), outcomes.Count(one => one.Result is PurgeResult.Refused));
        var (cad, usd) = (outcomes.Sum(Cad), outcomes.Sum(one => one.Document.Usd));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{environment.Label()}: {ready} {(applies ? "purged" : "would go")}, {refused} refused. The ledgers keep {cad:0.00} CAD and {usd:0.0000} USD of them, without a word."));
    }

    private static decimal Cad(PurgeOutcome one) => one.Receipt?.Purchases.Sum(purchase => purchase.Cad ?? 0) ?? one.Document.Cad;

    private static string Sentence(PurgeOutcome one)
    {
        var document = one.Document;
        return one.Result switch
        {
            PurgeResult.Refused => $"refused: {one.Reason}",
            PurgeResult.Already => string.Create(CultureInfo.InvariantCulture, $"was purged at {document.FinishedAt?.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z"),
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"{(one.Result is PurgeResult.Purged ? "purged" : "would go")}: {document.DocumentSource ?? "traces of a deleted row"} {document.DocumentNumber}{(document.Begun && one.Result is PurgeResult.Ready ? " (begun)" : "")}, {Count(document.Rows.History, "event")}, {Count(document.Rows.Purchases, "purchase")}, {Count(document.Rows.Calls, "question")}, {Count(document.Rows.Pages, "page")}, {Count(document.Rows.Reviews, "doubt")}, {Count(one.Files, "file")} here{(document.SharedWith is { } other ? $"; PDF and pages stay with {other}" : document.Stored ? ", its PDF" : "")}"),
        };
    }

    private static string Count(long count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    private static object Shown(TargetEnvironment environment, PurgeOutcome one) => new
    {
        one.Document.Id, Environment = environment, one.Result, one.Reason, one.Document.StatusId, one.Document.DocumentSource, one.Document.DocumentNumber, one.Document.Dossier,
        one.Document.SharedWith, one.Document.Cad, one.Document.Usd, one.Document.Rows, one.Files, one.Document.FinishedAt, one.Receipt,
    };

    private static Argument<IdWord[]> Some(Argument<IdWord[]> ids)
    {
        ids.Arity = ArgumentArity.ZeroOrMore;
        return ids;
    }
}
