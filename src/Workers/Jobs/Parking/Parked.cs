using System.Text.Json.Serialization;
using Workers.Hosting;
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

    /// <summary>The model's key is refused.</summary>
    KeyRefused,

    /// <summary>The model that is configured does not exist, or not any more.</summary>
    ModelGone,

    /// <summary>A daemon of another version has a cause that this one does not know; it is never a cause of its own.</summary>
    Unknown,
}

/// <summary>One kind of work of one environment, of which nothing is claimed until a probe shows that the cause has passed.</summary>
/// <param name="Why">What was met and the next step, for people.</param>
/// <param name="Until">What the probe tries, as the end of "until …".</param>
/// <param name="Source">Only documents of this kind; null for all of the stage.</param>
internal sealed record Parked(
    TargetEnvironment Environment,
    JobStage Stage,
    [property: JsonConverter(typeof(KnownWord<ParkingCause>))] ParkingCause Cause,
    string Why,
    string Until,
    DateTimeOffset Since,
    DocumentSource? Source = null)
{
    private readonly bool _isTold;

    /// <summary>Whether every daemon would meet it, not this machine alone. Of a cause that is not known here, its own daemon says so.</summary>
    public bool IsShared
    {
        get => Cause is ParkingCause.StoreRefuses or ParkingCause.UnknownSite || (Cause is ParkingCause.Unknown && _isTold);
        init => _isTold = value;
    }

    public bool Holds(TargetEnvironment environment, JobStage stage, DocumentSource? source) =>
        Environment == environment && Stage == stage && (Source is null || source is null || Source == source);

    /// <summary>For <c>status</c> and the log.</summary>
    public string Describe()
    {
        var work = (Stage is JobStage.Download ? "buying" : "reading") + Source switch
        {
            DocumentSource.Index => " of indexes",
            DocumentSource.Acte => " of actes",
            DocumentSource.PlanCadastraux => " of plans",
            _ => "",
        };
        return Cause is ParkingCause.Unknown
            ? $"{Environment.Label()}: {work} is parked, cause unknown: {Why} (since {Since.UtcDateTime:u}, until {Until})"
            : $"{Environment.Label()}: {work} is parked since {Since.UtcDateTime:u} until {Until}: {Why}";
    }
}
