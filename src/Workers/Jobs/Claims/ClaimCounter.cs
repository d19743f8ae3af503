using Workers.Hosting.Environments;
using Workers.Jobs.Parking;
using Workers.Steering;

namespace Workers.Jobs.Claims;

/// <summary>What the claim desk knows of one environment. Guarded by the desk's lock.</summary>
internal sealed class ClaimCounter(JobStore store, ParkingLot parking, TimeProvider time, SteeringBoard? steering = null)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);
    private readonly HashSet<(JobStage, DocumentSource?)> _empty = [];
    private long? _busySince;
    private long _failedAt;
    private int _failures;
    private string? _told;

    public JobStore Store => store;

    public TargetEnvironment Environment => store.Environment;

    public OutageRest Outages { get; } = new(time);

    /// <summary>Stages whose rest was told, so that its end is told too.</summary>
    public HashSet<JobStage> ToldToRest { get; } = [];

    /// <summary>Whether nothing of a stage is claimed for a cause that was told when it was parked.</summary>
    public bool IsParked(JobStage stage) => parking.Find(Environment, stage) is not null;

    /// <summary>Rises with every sign that the queue changed.</summary>
    public int Version { get; private set; }

    public bool IsBusy => _busySince is not null;

    /// <summary>Its last claim failed or was refused every row: it is asked for one worker only, and nobody waits for it.</summary>
    public bool IsOnProbation => _failures > 0;

    /// <summary>Whether it is served, may have such a document that neither an outage, parking nor an operator keeps from being worked on, and answers promptly enough to be asked or waited for.</summary>
    public bool MayServe((JobStage, DocumentSource?) kind) =>
        store.IsServed && !_empty.Contains(kind) && !IsSlow && !IsResting && !Outages.IsResting(kind.Item1) && parking.Find(Environment, kind.Item1, kind.Item2) is null
        && (steering is null || ClaimHold.Find(steering.State, Environment, kind.Item1, kind.Item2) is null);

    private bool IsSlow => _busySince is { } since && (IsOnProbation || time.GetElapsedTime(since) > Patience);

    private bool IsResting => IsOnProbation && time.GetElapsedTime(_failedAt) < TimeSpan.FromSeconds(1 << Math.Min(_failures - 1, 3));

    public void Changed()
    {
        Version++;
        _empty.Clear();
    }

    public void Begin() => _busySince = time.GetTimestamp();

    /// <param name="refused">With no row that the database lets anybody claim: asked again after a pause, as after no answer.</param>
    public void End(bool answered, bool refused)
    {
        _busySince = null;
        _failures = answered && !refused ? 0 : _failures + 1;
        _failedAt = time.GetTimestamp();
        _told = answered ? null : _told;
    }

    /// <summary>Whether a claim fails with this for the first time since one was answered. Called by one claim at a time, without the lock.</summary>
    public bool IsNews(string failure) => Interlocked.Exchange(ref _told, failure) != failure;

    /// <summary>A claim came back with less than asked; unless the queue changed meanwhile, there is no more of it.</summary>
    public void RanOut((JobStage, DocumentSource?) kind, int versionAtClaim)
    {
        if (Version == versionAtClaim)
        {
            _empty.Add(kind);
        }
    }
}
