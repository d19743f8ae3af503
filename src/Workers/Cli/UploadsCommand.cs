using System.CommandLine;
using System.Globalization;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Jobs.Uploads;
using Workers.Operations.Files;

namespace Workers.Cli;

/// <summary><c>uploads list|end</c>: files that come in pieces and are no document's yet.</summary>
internal static class UploadsCommand
{
    private static readonly Argument<string> Id = new("id") { Description = "The upload's id, or its first 8 digits." };

    private static readonly ManagedKind Kind = new("upload that is open", "uploads", "uploads list");

    public static Command Create()
    {
        var list = new Command("list", "Lists them, the latest first: how much arrived, who brings them, and when they are given up.") { ManagedOptions.AnyEnvironment, OrderOptions.Json };
        list.SetAction(ListAsync);
        var end = new Command("end", "Gives one up: what arrived of it is removed, and its sender is told so.") { Id, ManagedOptions.FoundEnvironment, OrderOptions.By };
        end.SetAction(EndAsync);
        return new Command("uploads", "Shows files that come in pieces and are no document's yet, and gives them up.") { list, end };
    }

    private static Task<int> ListAsync(ParseResult parsed, CancellationToken cancellation) => ManagedOptions.ListAsync(
        parsed, (queues, environment) => OpenUploads.ListAllAsync(queues, environment, cancellation), (_, lists) => ShowAsync(parsed, lists));

    private static async Task ShowAsync(ParseResult parsed, ManagedLists<IReadOnlyList<Upload>> lists)
    {
        var uploads = lists.All.SelectMany(list => list.Told.Select(one => (list.Environment, Upload: one))).ToList();
        if (parsed.GetValue(OrderOptions.Json))
        {
            await ManagedOptions.SayJsonAsync(parsed, uploads.Select(row => ManagedOptions.Placed(row.Environment, Shown(row.Upload))));
            return;
        }

        if (uploads.Count > 0)
        {
            await ManagedOptions.SayTableAsync(parsed, lists.AreSeveral, ["id", "number", "state", "arrived", "by", "begun", "given up"], uploads.Select(row => (row.Environment, RowOf(row.Upload))));
        }
        else if (lists.AreWhole)
        {
            await ManagedOptions.SayAsync(parsed, "No file is on its way.");
        }
    }

    private static object Shown(Upload one) => new { one.Id, one.State, one.By, one.Document.DocumentNumber, one.Bytes, one.Arrived, one.MadeAt, one.EndsAt, one.IsHeld, one.IsOver };

    private static IReadOnlyList<string> RowOf(Upload one) =>
    [
        one.Id.ToString(), Printable.Of(one.Document.DocumentNumber), one.IsHeld ? "in work" : one.IsOver ? "over" : one.IsWhole ? "whole" : "waits",
        string.Create(CultureInfo.InvariantCulture, $"{one.Arrived} of {one.Bytes}"), Printable.Of(one.By), ManagedOptions.Minute(one.MadeAt), ManagedOptions.Minute(one.EndsAt),
    ];

    private static Task<int> EndAsync(ParseResult parsed, CancellationToken cancellation) => ManagedOptions.RunAsync(
        parsed, parsed.GetValue(Id)!, Kind, async (queues, environment) => (await OpenUploads.ListAllAsync(queues, environment, cancellation)).Select(one => one.Id), async (queues, environment, id) =>
        {
            await using var stores = new FileStores(queues);
            await OpenUploads.EndAsync(queues, stores, environment, id, parsed.GetValue(OrderOptions.By) ?? Operator.Name, cancellation);
            await ManagedOptions.SayAsync(parsed, $"{id} of {environment.Label()} is given up.");
        });
}
