using System.Globalization;
using Workers.Hosting.Environments;
using Workers.Operations.Status;
using Workers.Registre.Browser;
using Workers.Supervisor.Slots;

namespace Workers.Operations.Health;

/// <summary>Daemons that are gone, hang, or do not serve an environment (pure). Says nothing while Redis does not answer.</summary>
internal static class DaemonSigns
{
    public const string Log = "journalctl -u workers -n 100";

    /// <summary>What a corrected setting ends.</summary>
    private static readonly HashSet<HealthCause> OfASetting =
    [
        HealthCause.EnvironmentNotServed, HealthCause.StorageRefuses, HealthCause.GeminiKeyRefused, HealthCause.GeminiModelGone, HealthCause.GeminiRefuses, HealthCause.BudgetSpent,
        HealthCause.ReadingBudgetSpent, HealthCause.BrowserFails, HealthCause.AccountsSetAside, HealthCause.AccountSetAside, HealthCause.AccountsSpent, HealthCause.PartBudgetSpent,
        HealthCause.AccountsCooling, HealthCause.TooFewAccounts, HealthCause.WorkersBlocked,
    ];

    public static IEnumerable<HealthFinding> Of(HealthFacts facts) => facts.Status.Fault is not null ? [] : [.. OfPresence(facts), .. OfService(facts), .. OfLoops(facts), .. OfPorts(facts)];

    /// <summary>Whoever corrected a setting has to start the daemon again; only where something stands that a setting may end.</summary>
    /// <param name="found">All that was found beside.</param>
    public static IEnumerable<HealthFinding> OfSettings(HealthFacts facts, IReadOnlyCollection<HealthFinding> found) =>
        facts.Status.Fault is not null || !found.Any(finding => OfASetting.Contains(finding.Cause)) ? [] :
        [
            .. from daemon in facts.Daemons
               where daemon.SettingsChangedAt is not null && !daemon.IsStopping
               select new HealthFinding(
                   HealthCause.SettingsOlder, null,
                   string.Create(CultureInfo.InvariantCulture, $"{daemon.Host}: its settings file was written at {daemon.SettingsChangedAt!.Value.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z, and the daemon {daemon.Id} works by what stood there before: stop it and start it again."),
                   "Workers stop --when-safe"),
        ];

    private static IEnumerable<HealthFinding> OfPresence(HealthFacts facts)
    {
        foreach (var silent in facts.Silent)
        {
            yield return new(
                HealthCause.DaemonFrozen, null,
                string.Create(CultureInfo.InvariantCulture, $"{silent.Host}: the daemon {silent.Id} has not shown itself for {silent.ShownSecondsAgo:0} s: it hangs, is stopped, or does not reach Redis. What it said before is not counted."),
                "systemctl restart workers");
        }

        var known = facts.Status.Daemons.Select(daemon => daemon.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in (facts.Status.Capacity?.Holders ?? []).Where(holder => holder.Cpu > 0 && !known.Contains(holder.Daemon) && !CommandRoom.IsCommand(holder.Daemon)))
        {
            yield return new(
                HealthCause.LedgerHeld, null,
                string.Create(CultureInfo.InvariantCulture, $"{gone.Host}: the daemon {gone.Daemon} ended without a word (kill -9, a power cut) and still holds {gone.Cpu:0.##} vCPU and {gone.Ram:0.##} GB. That ends by itself within SERVER_RESERVATION_SECONDS."),
                "Workers run");
        }

        var running = facts.Daemons.Count(daemon => !daemon.IsStopping);
        if (running == 0 && facts.Silent.Count == 0)
        {
            yield return new(
                HealthCause.NoDaemon, null,
                facts.Daemons.Count > 0 ? "Every daemon on this Redis is stopping: documents wait until one is started." : "No daemon runs on this Redis: documents wait until one is started.",
                "Workers run");
        }
    }

    private static IEnumerable<HealthFinding> OfService(HealthFacts facts) =>
        from environment in facts.Answering
        where facts.Daemons.Any(daemon => !daemon.IsStopping) && !facts.Daemons.Any(daemon => Serves(daemon, environment))
            // One that is silent may serve it still, and is told of by itself.
            && !facts.Silent.Any(daemon => Serves(daemon, environment))
        let why = facts.Daemons.Select(daemon => daemon.Disabled.GetValueOrDefault(environment.Environment.Label())).FirstOrDefault(reason => reason is not null)
        select new HealthFinding(
            HealthCause.EnvironmentNotServed, environment.Environment,
            $"{environment.Environment.Label()} is served by no daemon: {why ?? "none that runs is configured for it."}", SourceSigns.Doctor(environment.Environment));

    /// <summary>It works on; whoever asks it there finds nobody, or another program.</summary>
    private static IEnumerable<HealthFinding> OfPorts(HealthFacts facts) =>
        from daemon in facts.Daemons
        from port in daemon.Unserved ?? []
        select new HealthFinding(HealthCause.PortTaken, null, $"{daemon.Host}: the daemon works without {port}.", "ss -ltnp");

    private static bool Serves(DaemonReport daemon, EnvironmentReport environment) =>
        daemon.Serves.Contains(environment.Environment) && !daemon.Disabled.ContainsKey(environment.Environment.Label());

    private static IEnumerable<HealthFinding> OfLoops(HealthFacts facts) =>
        from daemon in facts.Daemons
        from loop in daemon.Loops ?? []
        where loop.IsLate
        select new HealthFinding(
            HealthCause.LoopLate, null, string.Create(CultureInfo.InvariantCulture, $"{daemon.Host}: the loop '{loop.Name}' has made no pass for {loop.SecondsSincePass:0} s."), Log);
}
