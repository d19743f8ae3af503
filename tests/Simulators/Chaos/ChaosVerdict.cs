using System.Globalization;

namespace Simulators.Chaos;

/// <summary>Says of each promise whether the figures of a run keep it.</summary>
internal static class ChaosVerdict
{
    public static readonly TimeSpan RecoveryBar = TimeSpan.FromSeconds(20);

    private const string Kill = "kill -9";

    public static IReadOnlyList<ChaosPromise> Of(ChaosFigures figures) =>
    [
        ChaosPromise.None("documents lost or stuck", figures.Ends.Lost, $"of {figures.Asked}{(figures.Ends.Uncertain > 0 ? $"; {figures.Ends.Uncertain} unbilled purchases wait for an operator" : "")}"),
        ChaosPromise.None("documents that ended wrongly", figures.Ends.Wrong.Count, string.Join("; ", figures.Ends.Wrong.Take(4))),
        ChaosPromise.None("documents without their PDF", figures.Ends.WithoutPdf),
        ChaosPromise.None("ended documents still held", figures.Ends.Held),
        ChaosPromise.None("documents bought twice", figures.BoughtTwice, $"{figures.Billed} consultations billed"),
        ChaosPromise.None("stale writes accepted", figures.Stale, $"{figures.Late} writes came too late"),
        new(
            "samples over the server's budget",
            Invariant($"{figures.OverBudget}  (of {figures.BudgetSamples}; most {figures.Most.Cpu / 1000.0:0.0} of {figures.Budget.Cpu / 1000.0:0.0} vCPU, {figures.Most.Ram} of {figures.Budget.Ram} MiB)"),
            figures is { OverBudget: 0, BudgetSamples: > 0, Most.Cpu: > 0 }),
        new(
            "requests over Gemini's quota",
            Invariant($"{figures.OverQuota}  (most {figures.MostRequests} of {figures.Quota} in 60 s)"),
            figures is { OverQuota: 0, MostRequests: > 0 }),
        .. figures.Recoveries.Select(Recovery),
        Measured(figures.Recoveries),
        ChaosPromise.None("daemons that ended by themselves", figures.DaemonsEnded),
        new("exit codes of the daemons", string.Join(", ", figures.ExitCodes), figures.ExitCodes.All(code => code == 0)),
        ChaosPromise.None("reservations left", figures.ReservationsLeft),
        ChaosPromise.None("account leases left", figures.AccountsLeft),
        ChaosPromise.None("processes left", figures.ProcessesLeft.Count, Few(figures.ProcessesLeft)),
        ChaosPromise.None("temporary files left", figures.FilesLeft.Count, Few(figures.FilesLeft)),
    ];

    /// <summary>The bar is for a kill while servers and network are well; every other recovery must come, and is shown.</summary>
    private static ChaosPromise Recovery(ChaosRecovery recovery, int index)
    {
        var why = recovery.Disturbed ? "  (a server or the network was unwell: no bar)" : recovery.How == Kill ? "" : "  (no bar)";
        return new(
            $"recovery {index + 1}, after {recovery.How}",
            Invariant($"{recovery.Back:0.0} s, claimed again {recovery.Again:0.0} s, for {recovery.Held} documents{why}"),
            double.IsFinite(recovery.Again) && (why.Length > 0 || recovery.Back <= RecoveryBar.TotalSeconds));
    }

    /// <summary>A run whose kills all fell into other faults, or met idle daemons, has measured nothing.</summary>
    private static ChaosPromise Measured(IReadOnlyList<ChaosRecovery> recoveries)
    {
        var measured = recoveries.Where(recovery => recovery is { How: Kill, Disturbed: false, Held: > 0 }).ToList();
        return new(
            "recoveries measured against the bar",
            Invariant($"{measured.Count}  (slowest {measured.Select(recovery => recovery.Back).DefaultIfEmpty().Max():0.0} of {RecoveryBar.TotalSeconds:0} s)"),
            measured.Count > 0);
    }

    private static string Few(IReadOnlyList<string> names) => string.Join(", ", names.Take(4).Select(name => name.Length > 60 ? name[..60] + "…" : name));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
