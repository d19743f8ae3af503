using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Operations.Files;
using Workers.Supervisor.Peers;

namespace Workers.Cli;

/// <summary><c>uploads list|end</c>: files that come in pieces and are no document's yet.</summary>
internal static class UploadsCommand
{
    private static readonly JsonSerializerOptions Indented = new(DaemonDirectory.Json) { WriteIndented = true };

    private static readonly Option<TargetEnvironment?> EnvironmentOption = CommonOptions.Environment();

    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON." };

    private static readonly Option<string?> By = new("--by") { HelpName = "name", Description = "Who orders it; the user of this machine where nobody is named." };

    private static readonly Argument<string> Id = new("id") { Description = "The upload's id, or its first 8 digits." };

    public static Command Create()
    {
        var list = new Command("list", "Lists them, the latest first: how much arrived, who brings them, and when they are given up.") { EnvironmentOption, Json };
        list.SetAction(ListAsync);
        var end = new Command("end", "Gives one up: what arrived of it is removed, and its sender is told so.") { Id, EnvironmentOption, By };
        end.SetAction(EndAsync);
        return new Command("uploads", "Shows files that come in pieces and are no document's yet, and gives them up.") { list, end };
    }

    private static async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellation)
    {
        await using var queues = CommonOptions.OpenQueues(parsed);
        var uploads = await OpenUploads.ListAllAsync(queues, CommonOptions.Choose(queues, parsed.GetValue(EnvironmentOption)), cancellation);
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(Json))
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(uploads.Select(one => new { one.Id, one.State, one.By, one.Document.DocumentNumber, one.Bytes, one.Arrived, one.MadeAt, one.EndsAt, one.IsHeld, one.IsOver }), Indented));
            return ExitCode.Success;
        }

        if (uploads.Count == 0)
        {
            await output.WriteLineAsync("No file is on its way.");
            return ExitCode.Success;
        }

        IEnumerable<IReadOnlyList<string>> rows = uploads.Select(one => (IReadOnlyList<string>)
        [
            one.Id.ToString(), Printable.Of(one.Document.DocumentNumber), one.IsHeld ? "in work" : one.IsOver ? "over" : one.IsWhole ? "whole" : "waits",
            string.Create(CultureInfo.InvariantCulture, $"{one.Arrived} of {one.Bytes}"), Printable.Of(one.By), Time(one.MadeAt), Time(one.EndsAt),
        ]);
        foreach (var line in ListText.Table(["id", "number", "state", "arrived", "by", "begun", "given up"], rows, TerminalWidth.Of(output)))
        {
            await output.WriteLineAsync(line);
        }

        return ExitCode.Success;
    }

    private static async Task<int> EndAsync(ParseResult parsed, CancellationToken cancellation)
    {
        await using var queues = CommonOptions.OpenQueues(parsed);
        await using var stores = new FileStores(queues);
        var environment = CommonOptions.Choose(queues, parsed.GetValue(EnvironmentOption));
        var ended = await OpenUploads.EndAsync(queues, stores, environment, parsed.GetValue(Id)!, parsed.GetValue(By) ?? Operator.Name, cancellation);
        await parsed.InvocationConfiguration.Output.WriteLineAsync($"{ended.Id} of {environment.Label()} is given up.");
        return ExitCode.Success;
    }

    private static string Time(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture) ?? "";
}
