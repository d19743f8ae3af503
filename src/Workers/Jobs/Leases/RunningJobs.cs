using System.Collections.Concurrent;
using Workers.Hosting.Environments;

namespace Workers.Jobs.Leases;

/// <summary>Everything this process holds a lease on: from the claim until its outcome is written or given up.</summary>
internal sealed class RunningJobs
{
    private readonly ConcurrentDictionary<(TargetEnvironment, Guid), RunningJob> _jobs = new();

    public IReadOnlyList<RunningJob> All => [.. _jobs.Values];

    public IReadOnlyList<RunningJob> Of(TargetEnvironment environment) => [.. _jobs.Values.Where(job => job.Environment == environment)];

    public void Add(RunningJob job) => _jobs[(job.Environment, job.Job.Id)] = job;

    /// <summary>Its lease is renewed no longer. May be called again.</summary>
    public void Remove(RunningJob job) =>
        _jobs.TryRemove(new KeyValuePair<(TargetEnvironment, Guid), RunningJob>((job.Environment, job.Job.Id), job));

    public bool Contains(RunningJob job) => _jobs.TryGetValue((job.Environment, job.Job.Id), out var kept) && ReferenceEquals(kept, job);
}
