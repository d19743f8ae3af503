using System.Globalization;
using Workers.Registre.Purchases;

namespace Workers.Supervisor.Stopping;

/// <summary>What the service manager shows of the daemon, on one line (pure).</summary>
/// <param name="Running">Documents at work.</param>
/// <param name="Held">Why nothing is taken; null while something may be.</param>
internal sealed record ServiceStatus(bool IsStopping, IReadOnlyList<string> Serves, int Running, PaidReport Paid, string? Held = null)
{
    public string Describe()
    {
        var lead = IsStopping ? "stopping" : Held is { } why ? $"takes nothing ({why})" : Serves.Count == 0 ? "serves no environment yet" : $"serves {string.Join(", ", Serves)}";
        var documents = string.Create(CultureInfo.InvariantCulture, $"{Running} {(Running == 1 ? "document runs" : "documents run")}");
        return $"{lead}; {documents}; {PaidText(Paid)}";
    }

    /// <summary>When no paid step is in flight any more, for people.</summary>
    public static string PaidText(PaidReport paid) => paid switch
    {
        { InFlight: 0 } => "no paid step in flight",
        { SecondsUntilNone: { } seconds } => string.Create(CultureInfo.InvariantCulture, $"{Steps(paid.InFlight)} in flight, none expected in {Math.Ceiling(seconds):0} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Steps(paid.InFlight)} in flight, unknown for how long ({paid.Measured} measured)"),
    };

    private static string Steps(int count) => string.Create(CultureInfo.InvariantCulture, $"{count} paid {(count == 1 ? "step" : "steps")}");
}
