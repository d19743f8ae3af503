using Workers.Hosting.Environments;

namespace Workers.Jobs.Parking;

internal enum ParkingCause
{
    /// <summary>The environment's document store takes nothing: what is bought could not be stored.</summary>
    StoreRefuses,

    /// <summary>The disk that receives what is bought is full.</summary>
    DiskFull,

    /// <summary>The registry's site shows pages that nobody knows.</summary>
    UnknownSite,

    /// <summary>The day's budget for this kind of work is spent.</summary>
    OverBudget,

    /// <summary>The registry's site is not as it was when it was last looked at; each daemon reads that from Redis.</summary>
    SiteShape,

    /// <summary>The model refuses whatever this process asks: a setting or the project behind its key.</summary>
    ModelRefuses,
}

/// <summary>One kind of work of one environment, of which nothing is claimed until a probe shows that the cause has passed.</summary>
/// <param name="Why">What was met and the next step, for people.</param>
/// <param name="Until">What the probe tries, as the end of "until …".</param>
internal sealed record Parked(TargetEnvironment Environment, JobStage Stage, ParkingCause Cause, string Why, string Until, DateTimeOffset Since)
{
    /// <summary>Whether every daemon would meet it, not this machine alone.</summary>
    public bool IsShared => Cause is ParkingCause.StoreRefuses or ParkingCause.UnknownSite;

    /// <summary>For <c>status</c> and the log.</summary>
    public string Describe() =>
        $"{Environment.Label()}: {(Stage is JobStage.Download ? "buying" : "reading")} is parked since {Since.UtcDateTime:u} until {Until}: {Why}";
}
