using System.Globalization;
using Simulators.Demo;

namespace Simulators.Chaos;

/// <summary>Measures every promise after all has come to rest.</summary>
internal sealed class ChaosVerdict(DemoWorld world, ChaosDaemons daemons, ChaosStriker striker, LedgerWatch ledger, ChaosHistory history)
{
    private static readonly TimeSpan RecoveryBar = TimeSpan.FromSeconds(20);

    /// <summary>The promises about documents and limits, with the daemons still running or stopped.</summary>
    public async Task<IReadOnlyList<ChaosPromise>> OfRunAsync(int asked, CancellationToken cancel)
    {
        var missing = Math.Abs(asked - await history.CountAsync(cancel));
        return
        [
            ChaosPromise.None("documents lost or stuck", missing + await history.CountOpenAsync(cancel), $"of {asked}"),
            ChaosPromise.None("documents bought twice", world.BoughtTwice, $"{world.Registry.Bill.All().Count} consultations billed"),
            ChaosPromise.None("stale writes accepted", await history.CountStaleAsync(cancel)),
            new("over the server's budget", Invariant($"{ledger.Over} of {ledger.Samples} samples  (most {ledger.Most.Cpu / 1000.0:0.0} of {ledger.Budget.Cpu / 1000.0:0.0} vCPU, {ledger.Most.Ram} of {ledger.Budget.Ram} MiB)"), ledger is { Over: 0, Samples: > 0 }),
            ChaosPromise.None("requests over Gemini's quota", world.Model.Violations, Invariant($"most {world.Model.Quota.Report()["mostRequests60s"]} of {world.Model.Quota.Report()["rpm"]} in 60 s")),
            .. await RecoveriesAsync(cancel),
            ChaosPromise.None("daemons that ended by themselves", daemons.Ended),
        ];
    }

    /// <summary>The promises about what stopped daemons leave behind.</summary>
    public async Task<IReadOnlyList<ChaosPromise>> OfStopAsync(int[] exitCodes, CancellationToken cancel)
    {
        var leaks = new ChaosLeaks(world, daemons);
        var processes = await leaks.FindProcessesAsync(cancel);
        var files = leaks.FindFiles();
        return
        [
            new("exit codes of the daemons", string.Join(", ", exitCodes), exitCodes.All(code => code == 0)),
            ChaosPromise.None("reservations left", await ledger.ReadAsync() is { } held ? held.Count : -1),
            ChaosPromise.None("account leases left", await leaks.CountAccountsAsync()),
            ChaosPromise.None("processes left", processes.Count, Few(processes)),
            ChaosPromise.None("temporary files left", files.Count, Few([.. files.Select(file => Path.GetFileName(file))])),
        ];
    }

    /// <summary>Kills while a server was unwell are shown; the bar is for the others.</summary>
    private async Task<IReadOnlyList<ChaosPromise>> RecoveriesAsync(CancellationToken cancel)
    {
        var promises = new List<ChaosPromise>();
        foreach (var kill in daemons.Kills)
        {
            var (held, seconds) = await history.ReadRecoveryAsync(kill, cancel);
            var disturbed = striker.Disturbed(kill.At, RecoveryBar);
            promises.Add(new ChaosPromise(
                $"recovery after kill -9, {promises.Count + 1}",
                Invariant($"{seconds:0.0} s for {held} documents{(disturbed ? "  (a server was unwell: no bar)" : "")}"),
                disturbed ? double.IsFinite(seconds) : seconds <= RecoveryBar.TotalSeconds));
        }

        return promises;
    }

    private static string Few(IReadOnlyList<string> names) => string.Join(", ", names.Take(4).Select(name => name.Length > 60 ? name[..60] + "…" : name));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
