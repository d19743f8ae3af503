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
    private static readonly Argument<IdWord[]> Ids = Some(IdArguments.Many("Documents that have ended, by their ids or the first 8 digits or more. Without any and without --dossier: purges that were cut off."));

    private static readonly Option<string?> Dossier = new("--dossier") { Description = "All documents of this dossier, and what is left of it in the ledgers.", HelpName = "name" };

    private static readonly Option<bool> Yes = new("--yes") { Description = "Take them away; without it they are only shown. Nothing brings them back." };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Only show what would go, whatever else is given." };

    private static readonly Option<string?> By = CommonOptions.Words("--by", "name", "Who orders it, kept with the receipt; the user of this machine where nobody is named.");

    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON." };

    private static readonly Option<TargetEnvironment?> EnvironmentOption = CommonOptions.Environment("prod, staging or dev; a document is found without it, wherever it is. Needed of several for --dossier, and for what is left of a deleted row.");

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
        var applies = parsed.GetValue(Yes) && !parsed.GetValue(DryRun);
        var (environment, ids) = await IdArguments.PlaceAsync(parsed, queues, parsed.GetValue(Ids) ?? [], parsed.GetValue(EnvironmentOption), parsed.GetValue(Json), cancellation);
        var by = Operator.Or(parsed.GetValue(By));
        var request = new PurgeRequest(environment, ids.Count > 0 ? ids : null, parsed.GetValue(Dossier), applies, by);
        var outcomes = await PurgeDocuments.RunAsync(queues, request, cancellation);
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(Json))
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(outcomes.Select(one => Shown(environment, one)), Indented));
        }
        else
        {
            Write(output, environment, outcomes, applies);
        }

        return outcomes.Any(one => one.Result is PurgeResult.Refused) ? ExitCode.Data : ExitCode.Success;
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
        if (!applies && ready > 0)
        {
            output.WriteLine("Nothing was changed. The same with --yes takes them away; nothing brings them back.");
        }
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
