using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workers.Capacity.Ledger;

/// <summary>Reads what <c>read.lua</c> returns (pure). Lua writes an empty list as <c>{}</c>.</summary>
internal static class LedgerJson
{
    public static CapacitySnapshot Parse(string json)
    {
        var ledger = JsonNode.Parse(json)!.AsObject();
        LedgerWorker[] workers = [.. Items(ledger["workers"]).Select(Worker("startedAt")).OrderBy(worker => worker.Since).ThenBy(worker => worker.WorkerId, StringComparer.Ordinal)];
        LedgerWorker[] waiting = [.. Items(ledger["waiting"]).Select(Worker("since")).OrderBy(worker => worker.Since).ThenBy(worker => worker.WorkerId, StringComparer.Ordinal)];
        LedgerDaemon[] daemons = [.. Items(ledger["daemons"]).Select(item => new LedgerDaemon(Text(item, "id"), Text(item, "host"), Size(item))).OrderBy(daemon => daemon.Id, StringComparer.Ordinal)];
        var allocated = workers.Aggregate(default(Footprint), (sum, worker) => sum + worker.Footprint);
        var budget = ledger["budget"] is JsonObject least ? Size(least) : (Footprint?)null;
        return new(budget, allocated, workers, waiting, daemons, TimeSpan.FromMilliseconds(ledger["recoveringMs"]!.GetValue<double>()), Time(ledger, "now"));
    }

    private static Func<JsonObject, LedgerWorker> Worker(string since) => item => new(
        Text(item, "id"),
        WorkerTypes.Parse(Text(item, "type")),
        Size(item),
        Time(item, since),
        Text(item, "daemon"),
        item["op"]?.GetValue<string>());

    private static IEnumerable<JsonObject> Items(JsonNode? list) =>
        list?.GetValueKind() is JsonValueKind.Array ? list.AsArray().Select(item => item!.AsObject()) : [];

    private static Footprint Size(JsonObject item) => new((int)item["cpu"]!.GetValue<double>(), (int)item["ram"]!.GetValue<double>());

    private static DateTimeOffset Time(JsonObject item, string name) => DateTimeOffset.FromUnixTimeMilliseconds((long)item[name]!.GetValue<double>());

    private static string Text(JsonObject item, string name) => item[name]!.GetValue<string>();
}
