using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Workers.Hosting.Environments;

namespace Workers.Jobs.Parking;

/// <summary>
/// What is parked in this process and why. Whoever meets a cause that every document of a stage would meet parks the stage; it is
/// claimed again when the cause's own probe passes, which is asked after a pause that grows to a bound. No document is spent on it.
/// </summary>
internal sealed partial class ParkingLot(TimeProvider time, ILogger<ParkingLot> logger)
{
    public static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>How long one probe may take.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<(TargetEnvironment, JobStage, ParkingCause, DocumentSource?), Place> _places = [];

    /// <summary>Something may be claimed again.</summary>
    public event Action? Ended;

    /// <summary>What this process found out itself; other daemons hear of it.</summary>
    public IReadOnlyList<Parked> Own
    {
        get
        {
            lock (_gate)
            {
                return [.. _places.Values.Select(place => place.Parked)];
            }
        }
    }

    /// <summary>What other daemons show at this moment; the part of it that this one would meet too counts.</summary>
    public IReadOnlyList<Parked> Heard { get; set => field = [.. value.Where(parked => parked.IsShared)]; } = [];

    /// <param name="source">The kind of document that is to be claimed; null for any.</param>
    /// <returns>Why nothing of this stage may be claimed or begun; null when it may.</returns>
    public Parked? Find(TargetEnvironment environment, JobStage stage, DocumentSource? source = null) =>
        Own.Concat(Heard).FirstOrDefault(parked => parked.Holds(environment, stage, source));

    /// <summary>Parks a stage. While it is parked for the same cause, the first finding stays.</summary>
    /// <param name="until">See <see cref="Parked"/>.</param>
    /// <param name="probe">Null when the cause has passed, else what was met.</param>
    /// <param name="source">See <see cref="Parked"/>.</param>
    public void Park(
        TargetEnvironment environment, JobStage stage, ParkingCause cause, string why, string until, Func<CancellationToken, Task<string?>> probe, DocumentSource? source = null)
    {
        var parked = new Parked(environment, stage, cause, why, until, time.GetUtcNow(), source);
        lock (_gate)
        {
            if (!_places.TryAdd((environment, stage, cause, source), new(parked, probe, First, time.GetTimestamp())))
            {
                return;
            }
        }

        LogParked(parked.Describe());
    }

    /// <summary>Asks each probe whose pause is over.</summary>
    public async Task RunOnceAsync(CancellationToken cancellation)
    {
        List<Place> due;
        lock (_gate)
        {
            due = [.. _places.Values.Where(place => time.GetElapsedTime(place.AskedAt) >= place.Pause)];
        }

        await Task.WhenAll(due.Select(place => TryAsync(place, cancellation)));
    }

    private async Task TryAsync(Place place, CancellationToken cancellation)
    {
        var why = await AskAsync(place, cancellation);
        var parked = place.Parked;
        var key = (parked.Environment, parked.Stage, parked.Cause, parked.Source);
        lock (_gate)
        {
            if (why is null)
            {
                _places.Remove(key);
            }
            else
            {
                var pause = 2 * place.Pause < Longest ? 2 * place.Pause : Longest;
                _places[key] = place with { Parked = parked with { Why = why }, Pause = pause, AskedAt = time.GetTimestamp() };
            }
        }

        if (why is null)
        {
            LogEnded(parked.Environment.Label(), parked.Stage, parked.Cause, (time.GetUtcNow() - parked.Since).TotalSeconds);
            Ended?.Invoke();
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "A probe that fails shows that the cause has not passed.")]
    private async Task<string?> AskAsync(Place place, CancellationToken cancellation)
    {
        using var bound = new CancellationTokenSource(Bound, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellation);
        try
        {
            return await place.Probe(both.Token);
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested)
        {
            return $"{place.Parked.Why.TrimEnd('.')}. The last probe had no answer within {Bound.TotalSeconds:0} s.";
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested)
        {
            return fault.Message;
        }
    }

    /// <param name="AskedAt">When it was parked or last asked, by the process's own clock.</param>
    private sealed record Place(Parked Parked, Func<CancellationToken, Task<string?>> Probe, TimeSpan Pause, long AskedAt);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Parked}")]
    private partial void LogParked(string parked);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment}: {Stage} is not parked any longer ({Cause}, after {Seconds:0} s)")]
    private partial void LogEnded(string environment, JobStage stage, ParkingCause cause, double seconds);
}
