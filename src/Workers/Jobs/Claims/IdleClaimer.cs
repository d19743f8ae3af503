using Workers.Jobs.Leases;

namespace Workers.Jobs.Claims;

/// <summary>One idle worker that wants a document. Guarded by the desk's lock.</summary>
internal sealed class IdleClaimer(string workerId, JobStage stage, DocumentSource? source)
{
    private readonly TaskCompletionSource<RunningJob?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string WorkerId => workerId;

    public (JobStage Stage, DocumentSource? Source) Kind { get; } = (stage, source);

    /// <summary>The turn under which a claim for it is under way; null while it only waits.</summary>
    public FairPick? Turn { get; set; }

    /// <summary>Its time is up: the claim that is under way is its last.</summary>
    public bool IsLast { get; set; }

    /// <summary>Its worker has gone: what the claim still brings is handed back.</summary>
    public bool HasLeft { get; set; }

    public Task<RunningJob?> Answer => _answer.Task;

    public bool Wants(ClaimedJob job) =>
        job.WorkerId == workerId && job.Stage == stage && (source is null || job.DocumentSource == source);

    /// <param name="orElse">Takes what a worker that has left no longer does.</param>
    public void Give(RunningJob job, List<RunningJob> orElse)
    {
        if (HasLeft)
        {
            orElse.Add(job);
        }
        else
        {
            Give(job);
        }
    }

    public void Give(RunningJob? job) => _answer.TrySetResult(job);
}
