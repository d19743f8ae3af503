using System.Text.Json;
using Workers.Redis;

namespace Workers.Capacity.Ledger;

/// <summary>Reads what <c>read.lua</c> returns (pure). Lua writes an empty list as <c>{}</c>.</summary>
internal static class LedgerJson
{
    /// <exception cref="RedisRefusedException">It is no ledger.</exception>
    public static CapacitySnapshot Parse(RedisReply reply)
    {
        try
        {
            using var document = JsonDocument.Parse(reply.Text(0));
            return Read(document.RootElement);
        }
        catch (Exception odd) when (odd is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException or OverflowException)
        {
            throw reply.Odd("no ledger", odd);
        }
    }

    private static CapacitySnapshot Read(JsonElement ledger)
    {
        LedgerWorker[] workers = [.. Items(ledger, "workers").Select(Worker("startedAt")).OrderBy(worker => worker.Since).ThenBy(worker => worker.WorkerId, StringComparer.Ordinal)];
        LedgerWorker[] waiting = [.. Items(ledger, "waiting").Select(Worker("since")).OrderBy(worker => worker.Since).ThenBy(worker => worker.WorkerId, StringComparer.Ordinal)];
        LedgerDaemon[] daemons = [.. Items(ledger, "daemons").Select(item => new LedgerDaemon(Text(item, "id"), Text(item, "host"), Size(item))).OrderBy(daemon => daemon.Id, StringComparer.Ordinal)];
        var allocated = workers.Aggregate(default(Footprint), (sum, worker) => sum + worker.Footprint);
        var budget = ledger.TryGetProperty("budget", out var least) && least.ValueKind is JsonValueKind.Object ? Size(least) : (Footprint?)null;
        return new(budget, allocated, workers, waiting, daemons, TimeSpan.FromMilliseconds(Number(ledger, "recoveringMs")), Time(ledger, "now"));
    }

    private static Func<JsonElement, LedgerWorker> Worker(string since) => item => new(
        Text(item, "id"),
        WorkerTypes.Find(Text(item, "type")),
        Size(item),
        Time(item, since),
        Text(item, "daemon"),
        item.TryGetProperty("op", out var operation) ? operation.GetString() : null);

    private static JsonElement[] Items(JsonElement ledger, string name) =>
        ledger.TryGetProperty(name, out var list) && list.ValueKind is JsonValueKind.Array ? [.. list.EnumerateArray()] : [];

    private static Footprint Size(JsonElement item) => new((int)Number(item, "cpu"), (int)Number(item, "ram"));

    private static DateTimeOffset Time(JsonElement item, string name) => DateTimeOffset.FromUnixTimeMilliseconds((long)Number(item, name));

    private static double Number(JsonElement item, string name) => item.GetProperty(name).GetDouble();

    private static string Text(JsonElement item, string name) => item.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is null.");
}
