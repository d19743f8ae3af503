using System.Collections.Concurrent;
using System.Threading.Channels;
using Workers.Jobs.Leases;
using Workers.Jobs.Outcomes;
using Workers.Supervisor.Slots;

namespace Workers.Supervisor;

/// <summary>Workers that do what the test says: each document waits for its outcome.</summary>
internal sealed class ScriptedWorkers : IWorkerSource
{
    private readonly Channel<ScriptedRun> _started = Channel.CreateUnbounded<ScriptedRun>();
    private readonly ConcurrentDictionary<string, int> _rests = new(StringComparer.Ordinal);
    private readonly HashSet<string> _accounts = new(StringComparer.Ordinal);
    private int _running;
    private int _mostRunning;

    /// <summary>Documents at work at the same time, at most.</summary>
    public int MostRunning => _mostRunning;

    /// <summary>Workers that may work at the same time: each needs one account.</summary>
    public int Accounts { get; set; } = int.MaxValue;

    /// <summary>When set, making a worker fails as often as this says.</summary>
    public int FailuresToCreate { get; set; }

    public IDocumentWorker Create(Slot slot) =>
        FailuresToCreate-- > 0 ? throw new InvalidOperationException("the worker could not be made") : new Worker(this, slot.WorkerId);

    public int Rests(string workerId) => _rests.GetValueOrDefault(workerId);

    /// <summary>The next document that a worker started.</summary>
    public async Task<ScriptedRun> NextAsync() => await _started.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(90));

    /// <summary>Whether a worker has started a document that nobody took from here.</summary>
    public bool HasStarted => _started.Reader.TryPeek(out _);

    private bool HasAccount(string workerId, bool takes)
    {
        lock (_accounts)
        {
            return _accounts.Contains(workerId) || (_accounts.Count < Accounts && (!takes || _accounts.Add(workerId)));
        }
    }

    private sealed class Worker(ScriptedWorkers all, string workerId) : IDocumentWorker
    {
        public Task<string?> FindObstacleAsync(bool takes, CancellationToken stop) =>
            Task.FromResult(all.HasAccount(workerId, takes) ? null : "every account is in use");

        public async Task<JobOutcome> RunAsync(RunningJob job)
        {
            if (!all.HasAccount(workerId, takes: true))
            {
                return new JobOutcome.HandedBack(HandBackReason.Occupied, "every account is in use", TimeSpan.FromMilliseconds(30));
            }

            InterlockedMax(ref all._mostRunning, Interlocked.Increment(ref all._running));
            try
            {
                var run = new ScriptedRun(job);
                all._started.Writer.TryWrite(run);
                return await run.Outcome.Task.WaitAsync(job.Stop);
            }
            finally
            {
                Interlocked.Decrement(ref all._running);
            }
        }

        public ValueTask RestAsync()
        {
            all._rests.AddOrUpdate(workerId, 1, (_, count) => count + 1);
            lock (all._accounts)
            {
                all._accounts.Remove(workerId);
            }

            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private static void InterlockedMax(ref int most, int now)
        {
            for (var seen = most; now > seen; seen = most)
            {
                Interlocked.CompareExchange(ref most, now, seen);
            }
        }
    }
}

/// <summary>One document at a scripted worker.</summary>
internal sealed class ScriptedRun(RunningJob job)
{
    public RunningJob Job { get; } = job;

    public TaskCompletionSource<JobOutcome> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Store() => Outcome.SetResult(new JobOutcome.Stored(new($"actes/{Job.Job.Id}.pdf", new string('a', 64), 1000, 1)));

    public void Read() => Outcome.SetResult(new JobOutcome.Read(new("text", "text", [], 1, null, 1, 1, 0m)));
}
