using Workers.Hosting.Environments;
using Workers.Jobs.Outcomes;

namespace Workers.Jobs.Leases;

/// <summary>Why a running job must end before it is done.</summary>
internal enum StopCause
{
    None,

    /// <summary>The lease is lost or can no longer be proven: nothing more may be written.</summary>
    LeaseLost,

    /// <summary>An operator cancelled the document.</summary>
    Cancelled,

    /// <summary>The grace period is over: hand back.</summary>
    Shutdown,
}

/// <summary>A claimed job while its lease is kept.</summary>
internal sealed class RunningJob(TargetEnvironment environment, ClaimedJob job, TimeProvider time) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private StopCause _cause;
    private readonly long _claimed = time.GetTimestamp();
    private long _leaseSent = time.GetTimestamp();
    private TimeSpan _lease;

    public TargetEnvironment Environment { get; } = environment;

    public ClaimedJob Job { get; } = job;

    /// <summary>Since its claim was answered.</summary>
    public TimeSpan Age => time.GetElapsedTime(_claimed);

    /// <summary>Fires when the work must end at once; <see cref="Cause"/> says why.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>What the last two renewals that were answered found; of the one loop that renews.</summary>
    public (LeaseState Before, LeaseState Last) Found { get; set; } = (LeaseState.Held, LeaseState.Held);

    public StopCause Cause
    {
        get
        {
            lock (_gate)
            {
                return _cause;
            }
        }
    }

    /// <summary>What is certainly left of the lease by this machine's monotonic clock: from when the last good renewal was sent.</summary>
    public TimeSpan LeaseLeft
    {
        get
        {
            lock (_gate)
            {
                return _lease - time.GetElapsedTime(_leaseSent);
            }
        }
    }

    /// <param name="sentAt">The timestamp taken before the claim or renewal was sent.</param>
    public void Renewed(long sentAt, TimeSpan lease)
    {
        lock (_gate)
        {
            (_leaseSent, _lease) = (sentAt, lease);
        }
    }

    /// <summary>Ends the work; the first cause wins.</summary>
    public void End(StopCause cause)
    {
        lock (_gate)
        {
            if (_cause is not StopCause.None)
            {
                return;
            }

            _cause = cause;
        }

        _stop.Cancel();
    }

    public void Dispose() => _stop.Dispose();
}

/// <summary>One worker of a pool: does a claimed job and returns what came of it.</summary>
internal interface IDocumentWorker : IAsyncDisposable
{
    /// <summary>Runs until done. When <see cref="RunningJob.Stop"/> fires it ends as soon as it safely can and throws <see cref="OperationCanceledException"/>, or returns what it still finished.</summary>
    Task<JobOutcome> RunAsync(RunningJob job);

    /// <summary>What it needs to work beside a reservation and a document. Asked before each claim: who cannot work takes no document.</summary>
    /// <param name="takes">Takes what it needs and keeps it until it rests; else only looks whether it is there.</param>
    /// <returns>Null when nothing is missing; else why it waits, for people.</returns>
    Task<string?> FindObstacleAsync(bool takes, CancellationToken stop) => Task.FromResult<string?>(null);

    /// <summary>Gives up what an idle worker need not hold (Chromium, an account). Called after two idle minutes; the next job starts it again.</summary>
    ValueTask RestAsync();
}
