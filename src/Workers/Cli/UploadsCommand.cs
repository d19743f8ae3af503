using System.CommandLine;
using System.Globalization;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Operations.Files;

namespace Workers.Cli;

/// <summary><c>uploads list|end</c>: files that come in pieces and are no document's yet.</summary>
internal static class UploadsCommand
{
    private static readonly Argument<string> Id = new("id") { Description = "The upload's id, or its first 8 digits." };

    public static Command Create()
    {
        var list = new Command("list", "Lists them, the latest first: how much arrived, who brings them, and when they are given up.") { ManagedOptions.Environment, OrderOptions.Json };
        list.SetAction(ListAsync);
        var end = new Command("end", "Gives one up: what arrived of it is removed, and its sender is told so.") { Id, ManagedOptions.Environment, OrderOptions.By };
        end.SetAction(EndAsync);
        return new Command("uploads", "Shows files that come in pieces and are no document's yet, and gives them up.") { list, end };
    }

    private static Task<int> ListAsync(ParseResult parsed, CancellationToken cancellation) => ManagedOptions.RunAsync(parsed, async (queues, environment) =>
    {
        var uploads = await OpenUploads.ListAllAsync(queues, environment, cancellation);
        if (parsed.GetValue(OrderOptions.Json))
        {
            await ManagedOptions.SayJsonAsync(parsed, uploads.Select(one => new { one.Id, one.State, one.By, one.Document.DocumentNumber, one.Bytes, one.Arrived, one.MadeAt, one.EndsAt, one.IsHeld, one.IsOver }));
            return;
        }

        if (uploads.Count == 0)
        {
            await ManagedOptions.SayAsync(parsed, "No file is on its way.");
            return;
        }

        IEnumerable<IReadOnlyList<string>> rows = uploads.Select(one => (IReadOnlyList<string>)
        [
            one.Id.ToString(), Printable.Of(one.Document.DocumentNumber), one.IsHeld ? "in work" : one.IsOver ? "over" : one.IsWhole ? "whole" : "waits",
            string.Create(CultureInfo.InvariantCulture, $"{one.Arrived} of {one.Bytes}"), Printable.Of(one.By), ManagedOptions.Minute(one.MadeAt), ManagedOptions.Minute(one.EndsAt),
        ]);
        await ManagedOptions.SayTableAsync(parsed, ["id", "number", "state", "arrived", "by", "begun", "given up"], rows);
    });

    private static Task<int> EndAsync(ParseResult parsed, CancellationToken cancellation) => ManagedOptions.RunAsync(parsed, async (queues, environment) =>
    {
        await using var stores = new FileStores(queues);
        var ended = await OpenUploads.EndAsync(queues, stores, environment, parsed.GetValue(Id)!, parsed.GetValue(OrderOptions.By) ?? Operator.Name, cancellation);
        await ManagedOptions.SayAsync(parsed, $"{ended.Id} of {environment.Label()} is given up.");
    });
}
