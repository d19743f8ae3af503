using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Operations;
using Workers.Operations.Documents;

namespace Workers.Cli;

/// <summary><c>accept ID</c>: a paid document that names itself otherwise than it was asked for is shown, and kept with <c>--yes</c>.</summary>
internal static class AcceptCommand
{
    private static readonly Argument<IdWord> Id = IdArguments.One("id", "A document that ended as wrong_document, or the first 8 digits of its id or more.");

    private static readonly Option<bool> Yes = new("--yes") { Description = "Keep these bytes as the document; without it they are only shown. Nothing is bought." };

    private static readonly Option<string?> By = CommonOptions.Words("--by", "name", "Who accepts it; the user of this machine where nobody is named.");

    private static readonly Option<string?> Reason = CommonOptions.Words("--reason", "text", "Kept in the document's history.");

    private static readonly Option<TargetEnvironment?> EnvironmentOption = CommonOptions.Environment("prod, staging or dev; a document is found without it, wherever it is.");

    public static Command Create()
    {
        var command = new Command("accept", "Shows a paid document that is not what was asked for, and keeps it.") { Id, Yes, By, Reason, EnvironmentOption };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        await using var queues = CommonOptions.OpenQueues(parsed);
        var (environment, id) = await IdArguments.PlaceAsync(parsed, queues, parsed.GetValue(Id)!, parsed.GetValue(EnvironmentOption), isJson: false, cancellation);
        var who = Operator.Or(parsed.GetValue(By));
        var request = new AcceptRequest(id, environment, parsed.GetValue(Yes), who, parsed.GetValue(Reason)?.ReplaceLineEndings(" "));
        var accepted = await AcceptDocument.RunAsync(queues, request, cancellation)
            ?? throw new CommandException(ExitCode.Data, $"No document {request.Id} in {environment.Label()}.");
        var output = parsed.InvocationConfiguration.Output;
        foreach (var line in Show(accepted))
        {
            await output.WriteLineAsync(line);
        }

        if (accepted.Answer is { Result: AcceptResult.Refused, Reason: var reason })
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"{request.Id}: refused: {reason?.TrimEnd('.')}. Nothing was changed.");
            return ExitCode.Data;
        }

        await output.WriteLineAsync(accepted.Answer switch
        {
            { Result: AcceptResult.Acceptable } =>
                $"Look at the file. 'accept {request.Id} --yes' keeps it as this document; 'retry {request.Id} --allow-repurchase' refuses it and buys again. Nothing was changed.",
            { Result: AcceptResult.Accepted } => $"{request.Id}: accepted; it goes on from {StatusFlow.NameOf(JobStatus.EnAttente)} with these bytes, nothing is bought",
            { StatusId: JobStatus.Erreur } => $"{request.Id}: was accepted before and ended for another reason: 'retry {request.Id}' goes on with these bytes",
            _ => $"{request.Id}: was accepted before; it is at {StatusFlow.NameOf(accepted.Answer.StatusId ?? JobStatus.EnAttente)}",
        });
        return ExitCode.Success;
    }

    private static IEnumerable<string> Show(AcceptedDocument accepted)
    {
        string?[] asked =
        [
            .. new[] { "document_source", "document_number", "circonscription_fonciere", "cadastre", "designation_secondaire", "acte_type" }
                .Select(column => accepted.Document[column] is JsonValue value ? value.ToString() : null),
        ];
        yield return $"environment: {accepted.Environment.Label()}";
        yield return $"asked for: {string.Join(", ", asked.OfType<string>())}";
        if (accepted.Answer.Purchase is not { } purchase)
        {
            yield break;
        }

        foreach (var line in PurchaseText.LinesOf(purchase))
        {
            yield return line;
        }

        if (purchase.ContentSha256 is { } sha)
        {
            var where = accepted.Bytes switch
            {
                BytesPlace.Stored => "in the document store",
                BytesPlace.OtherServer => $"{purchase.LocalPath} on the disk of another server ({purchase.MachineId}), whose worker goes on with it",
                BytesPlace.Gone => $"gone: {purchase.LocalPath}",
                _ => purchase.LocalPath,
            };
            yield return string.Create(CultureInfo.InvariantCulture, $"pages: {purchase.Pages}");
            yield return string.Create(CultureInfo.InvariantCulture, $"bytes: {purchase.Bytes}, SHA-256 {sha}");
            yield return $"file: {where}";
        }
    }
}
