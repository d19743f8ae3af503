using System.Globalization;
using Workers.Capacity;
using Workers.Gemini.Quota;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Operations.Orders;
using Workers.Operations.Status;
using Workers.Supervisor.Slots;
using Workers.Supervisor.Stopping;

namespace Workers.Cli.Status;

/// <summary>One table of the page.</summary>
internal sealed record PageTable(string Title, IReadOnlyList<string> Headers, IReadOnlyList<IReadOnlyList<string>> Rows);

/// <summary>The report as tables of short texts (pure).</summary>
internal static class StatusPage
{
    public static IReadOnlyList<PageTable> Of(StatusReport report) =>
    [
        Queue(report),
        .. report.Environments.Any(environment => environment.Spend is { Documents: > 0 })
            ? [Spend(report)]
            : Array.Empty<PageTable>(),
        .. report.Environments.Any(environment => environment.Reading is { Calls: > 0 })
            ? [Reading(report)]
            : Array.Empty<PageTable>(),
        Capacity(report),
        .. report.Daemons.Select(daemon => Slots(daemon, report.Daemons)),
        .. report.Gemini is { } usage
            ? [Gemini(usage)]
            : Array.Empty<PageTable>(),
    ];

    private static PageTable Gemini(GeminiUsage usage) => new(
        "Gemini, last 60 s",
        ["", "used", "limit"],
        [
            ["requests", Number(usage.Requests), Number(usage.MaxRequests)],
            ["input tokens", Number(usage.Tokens), Number(usage.MaxTokens)],
            ["requests today", Number(usage.RequestsToday), usage.MaxRequestsPerDay is { } daily ? Number(daily) : "none"],
            .. usage.IsOrdered ? [["limits", "by order", usage.OrderedFor is { } left ? "for " + Age(left) : "until cleared"]] : Array.Empty<string[]>(),
            ["last 429", usage.SinceLast429 is { } since ? Age(since) + " ago" : "none", ""],
        ]);

    private static PageTable Queue(StatusReport report) => new(
        "Queue",
        ["environment", "status", "source", "ready", "later", "running", "ended", "oldest"],
        [
            .. from environment in report.Environments
               from row in environment.Queue.OrderBy(row => row.StatusId).ThenBy(row => row.DocumentSource)
               select (IReadOnlyList<string>)
               [
                   environment.Environment.Label(),
                   string.Create(CultureInfo.InvariantCulture, $"{(int)row.StatusId} {StatusFlow.NameOf(row.StatusId)}"),
                   row.DocumentSource.ToString(),
                   Count(row.Ready), Count(row.Deferred), Count(row.Running), Count(row.Ended),
                   row.OldestSeconds is { } seconds && row.Ready > 0 ? Age(TimeSpan.FromSeconds(seconds)) : "",
               ],
        ]);

    private static PageTable Spend(StatusReport report) => new(
        "Spent at the registry today",
        ["environment", "account", "dossier", "documents", "CAD"],
        [.. report.Environments.SelectMany(SpendRows)]);

    private static IEnumerable<IReadOnlyList<string>> SpendRows(EnvironmentReport environment) => environment.Spend is not { Documents: > 0 } spend ? [] :
    [
        [environment.Environment.Label(), "all", spend.DoubtfulCad > 0 ? $"in doubt: {Cad(spend.DoubtfulCad)}" : "", Number(spend.Documents), Cad(spend.Cad)],
        .. spend.Groups.Select(part => (IReadOnlyList<string>)["", part.Account, part.Dossier ?? "", Number(part.Documents), Cad(part.Cad)]),
    ];

    private static PageTable Reading(StatusReport report) => new(
        "Spent on reading today",
        ["environment", "model", "tier", "dossier", "questions", "input tokens", "of them cached", "output tokens", "USD"],
        [.. report.Environments.SelectMany(ReadingRows)]);

    private static IEnumerable<IReadOnlyList<string>> ReadingRows(EnvironmentReport environment) => environment.Reading is not { Calls: > 0 } spend ? [] :
    [
        [environment.Environment.Label(), "all", "", spend.DoubtfulUsd > 0 ? $"not settled: {Usd(spend.DoubtfulUsd)}" : "", Number(spend.Calls), "", "", "", Usd(spend.Usd)],
        .. spend.Groups.Select(part => (IReadOnlyList<string>)
            ["", part.Model, part.Tier, part.Dossier ?? "", Number(part.Calls), Number(part.InputTokens), Number(part.CachedTokens), Number(part.OutputTokens), Usd(part.Usd)]),
    ];

    private static PageTable Capacity(StatusReport report) => new(
        "Capacity",
        ["", "allocated", "budget"],
        report.Capacity is { } capacity
            ? [["vCPU", Amount(capacity.CpuAllocated), Amount(capacity.CpuBudget)], ["RAM GB", Amount(capacity.RamAllocated), Amount(capacity.RamBudget)]]
            : []);

    /// <summary>A daemon's host and SERVER_ID; where another one has the same, its id as well.</summary>
    public static string NameOf(DaemonReport daemon, IReadOnlyList<DaemonReport> all) =>
        $"{daemon.Host}{(daemon.Server is { } server ? $" as {server}" : "")}{(all.Count(other => other.Host == daemon.Host && other.Server == daemon.Server) > 1 ? $" ({DaemonNames.Describe(daemon)})" : "")}";

    private static PageTable Slots(DaemonReport daemon, IReadOnlyList<DaemonReport> all) => new(
        string.Create(CultureInfo.InvariantCulture, $"Daemon {NameOf(daemon, all)}{(daemon.IsStopping ? " (stopping)" : "")}, OCR pool {daemon.Split.Index} index / {daemon.Split.Acte} acte: {daemon.SplitReason}{(daemon.Paid is { } paid ? $"; {ServiceStatus.PaidText(paid)}" : "")}"),
        ["worker", "type", "state", "document"],
        [
            .. from slot in daemon.Slots
               select (IReadOnlyList<string>)
               [
                   slot.WorkerId,
                   slot.Type?.Word() ?? "",
                   slot.State is SlotState.Resting ? "rests" : slot.State.ToString().ToLowerInvariant(),
                   slot.JobId is null ? "" : $"{slot.Environment?.Label()} {slot.Source} {slot.DocumentNumber}",
               ],
        ]);

    private static string Count(long count) => count == 0 ? "" : Number(count);

    private static string Cad(decimal amount) => amount.ToString("#,0.00", CultureInfo.InvariantCulture);

    private static string Usd(decimal amount) => amount.ToString("#,0.0000", CultureInfo.InvariantCulture);

    private static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Amount(decimal? amount) => amount is { } known ? NumberText.Of(known) : "no daemon";

    private static string Age(TimeSpan age) => age switch
    {
        { TotalMinutes: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{age.TotalSeconds:0} s"),
        { TotalHours: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{age.TotalMinutes:0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{age.TotalHours:0} h"),
    };
}
