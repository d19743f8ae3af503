using Workers.Registre;

namespace Workers.Supervisor.Stopping;

/// <summary>How long a stop may take.</summary>
/// <param name="Grace">Running documents may finish.</param>
/// <param name="HandBack">What still runs is handed back; the paid step of a purchase ends within its own bound first.</param>
internal sealed record StopBounds(TimeSpan Grace, TimeSpan HandBack)
{
    private static readonly TimeSpan Closing = TimeSpan.FromSeconds(30);

    /// <summary>The host waits longer than everything together.</summary>
    public TimeSpan Host => Grace + HandBack + Closing;

    public static StopBounds Of(SupervisorOptions options, RegistreOptions registre, Pools pools) =>
        new(options.ShutdownGrace, pools.HasFlag(Pools.Registre) ? registre.PaidStepBound + Closing : Closing);
}
