using System.Globalization;
using Workers.Gemini.Quota;
using Workers.Hosting.Environments;
using Workers.Redis;
using Workers.Supervisor.Rebalancing;
using Workers.Supervisor.Slots;

namespace Workers.Operations.Status;

/// <summary>What an operator should look at (pure).</summary>
internal static class StatusWarnings
{
    private const double NearLimit = 0.8;
    private static readonly TimeSpan Recently = TimeSpan.FromMinutes(10);

    public static IReadOnlyList<string> Of(StatusReport report) =>
    [
        .. OfRedis(report),
        .. report.Environments.Where(environment => environment.Fault is not null).Select(environment => Named(environment.Environment.Label(), environment.Fault!)),
        .. report.Environments.SelectMany(environment => (environment.Unknown ?? []).Select(group => string.Create(
            CultureInfo.InvariantCulture, $"{environment.Environment}: {group.Count} documents at status {group.StatusId} are of a kind that this program does not know ({group.DocumentSource ?? "null"}): nobody takes them."))),
        .. report.Environments.SelectMany(OfRefused),
        .. report.Environments.SelectMany(environment => environment.BudgetsInTheWay.Select(met => $"{environment.Environment}: documents wait for {met.Describe()}")),
        .. report.Environments.Where(environment => environment.Invoices is not null).Select(environment => string.Create(
            CultureInfo.InvariantCulture, $"{environment.Environment}: {environment.Invoices!.Count} invoices of the registry and the ledger differ, {environment.Invoices.UnexplainedCad:0.00} CAD unexplained; see 'invoices list'.")),
        .. report.Environments.Where(environment => environment.Reviews is not null).Select(environment => string.Create(
            CultureInfo.InvariantCulture, $"{environment.Environment}: {environment.Reviews!.Open} doubts about the readings of {environment.Reviews.Documents} documents wait for a person; see 'review list'.")),
        .. report.Daemons.SelectMany(OfDaemon),
        .. OfQuota(report),
        .. OfGemini(report.Gemini),
    ];

    private static IEnumerable<string> OfRedis(StatusReport report)
    {
        if (report.Fault is not null)
        {
            yield return $"Redis: {report.Fault}";
        }
        else if (report.Daemons.Count == 0)
        {
            yield return "No daemon runs on this Redis: documents wait until one is started.";
        }
    }

    private static IEnumerable<string> OfRefused(EnvironmentReport environment)
    {
        foreach (var row in environment.Refused?.Latest ?? [])
        {
            yield return $"{environment.Environment}: the database refuses to have {row.Id} updated ({row.Said}): it is left aside and tried again within 15 minutes. Look at the triggers and constraints of extraction_queue.";
        }

        if (environment.Refused is { } all && all.Count > all.Latest.Count)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{environment.Environment}: the database refuses the update of {all.Count - all.Latest.Count} rows more.");
        }
    }

    private static IEnumerable<string> OfDaemon(DaemonReport daemon) =>
    [
        .. daemon.Disabled.Select(environment => $"{environment.Key} is not served: {environment.Value}"),
        .. OfOrders(daemon),
        .. daemon.Slots.Where(slot => slot.State is SlotState.Blocked).Select(slot => $"{slot.WorkerId} waits: {slot.BlockedBy}"),
        .. daemon.Slots.Where(slot => slot.Restarts > 0)
            .Select(slot => string.Create(CultureInfo.InvariantCulture, $"{slot.WorkerId} was restarted {slot.Restarts} times; see the log.")),
        .. (daemon.Resting ?? []).Select(rest => $"{daemon.Host}: {rest}"),
        .. OfDrift(daemon),
        .. OfLoops(daemon),
        .. OfSettings(daemon),
        .. OfMachine(daemon),
    ];

    private static IEnumerable<string> OfMachine(DaemonReport daemon)
    {
        if (daemon.RedisAheadSeconds is { } told && TimeSpan.FromSeconds(told) is var ahead && RedisClock.IsWrong(ahead))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{daemon.Host}: the daemon's clock is {ahead.Duration().TotalSeconds:0} s {(told > 0 ? "behind" : "ahead of")} that of Redis: let it be synchronised.");
        }

        if (daemon.Disk is { } full)
        {
            yield return $"{daemon.Host}: {full}: nothing is bought there.";
        }

        foreach (var port in daemon.Unserved ?? [])
        {
            yield return $"{daemon.Host}: {port}.";
        }
    }

    private static IEnumerable<string> OfSettings(DaemonReport daemon)
    {
        if (daemon.SettingsChangedAt is { } changed)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{daemon.Host}: its settings file was written at {changed.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z, after {daemon.Id} had read it: it works by what stood there before, until it is started again.");
        }
    }

    /// <summary>Most reasons name the environment themselves.</summary>
    private static string Named(string environment, string fault) => fault.StartsWith($"{environment}:", StringComparison.Ordinal) ? fault : $"{environment}: {fault}";

    /// <summary>A daemon that does not know what operators ordered begins nothing, and looks idle.</summary>
    private static IEnumerable<string> OfOrders(DaemonReport daemon) => daemon.IsStopping
        ? []
        : daemon.Serves.Select(environment => daemon.Steering?.FindUntold(environment)).OfType<string>().Distinct(StringComparer.Ordinal).Select(why => $"{daemon.Host} begins nothing: {why}.");

    private static IEnumerable<string> OfDrift(DaemonReport daemon)
    {
        var met = daemon.Drift.Met.Values.Sum();
        if (met > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{daemon.Host}: leases, reservations and slots disagreed {met} times since its start; {daemon.Drift.Healed} healed, {daemon.Drift.Now} stand; the last: {daemon.Drift.Last}.");
        }
    }

    /// <summary>The loop of a slot is told as that slot's restarts.</summary>
    private static IEnumerable<string> OfLoops(DaemonReport daemon)
    {
        var slots = daemon.Slots.Select(slot => slot.WorkerId).ToHashSet(StringComparer.Ordinal);
        foreach (var loop in (daemon.Loops ?? []).Where(loop => !slots.Contains(loop.Name)))
        {
            if (loop.IsLate)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{daemon.Host}: the loop '{loop.Name}' has made no pass for {loop.SecondsSincePass:0} s; see the log.");
            }

            if (loop.Failures > 0 && !(loop.SecondsSinceFailure > Recently.TotalSeconds))
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{daemon.Host}: the loop '{loop.Name}' failed {loop.Failures} times since its start; the log says why.");
            }
        }
    }

    private static IEnumerable<string> OfQuota(StatusReport report)
    {
        var workers = report.Daemons.Where(daemon => !daemon.IsStopping).Sum(daemon => daemon.Ocr.Slots);
        if (report.Gemini is { MaxTokens: > 0, MaxRequests: > 0 } usage && QuotaFeed.FindShortage(workers, usage.MaxRequests, usage.MaxTokens) is { } shortage)
        {
            yield return shortage;
        }
    }

    private static IEnumerable<string> OfGemini(GeminiUsage? usage)
    {
        if (usage is null)
        {
            yield break;
        }

        if (usage.Used >= NearLimit)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Gemini use is {usage.Used * 100:0} % of the limit: documents wait for their share.");
        }

        if (usage.SinceLast429 is { } since && since < Recently)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Gemini answered 429 {since.TotalSeconds:0} s ago: lower GEMINI_MAX_RPM or GEMINI_MAX_TPM if this repeats.");
        }

        if (usage.WhyParked is { } parked)
        {
            yield return parked;
        }
        else if (usage.RequestsToday >= NearLimit * usage.MaxRequestsPerDay)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"{usage.RequestsToday} of {usage.MaxRequestsPerDay} requests a day are used; at the limit reading stops until midnight Pacific time.");
        }
    }
}
