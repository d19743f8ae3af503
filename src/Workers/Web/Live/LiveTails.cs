using Workers.Hosting.Environments;
using Workers.Hosting.Loops;
using Workers.Operations;

namespace Workers.Web.Live;

/// <summary>One tail for each environment to which somebody listens at this server; with the last who leaves it ends.</summary>
internal sealed class LiveTails(Queues queues, Verdicts verdicts, BackgroundLoops loops, TimeProvider time) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TargetEnvironment, Running> _running = [];
    private readonly List<Task> _ending = [];

    /// <returns>The audience of the environment; to be given back by <see cref="Leave"/>.</returns>
    public LiveAudience Enter(TargetEnvironment environment)
    {
        lock (_gate)
        {
            if (!_running.TryGetValue(environment, out var running))
            {
                var (tail, end) = (new LiveTail(environment, queues, verdicts, loops, time), new CancellationTokenSource());
                running = _running[environment] = new(tail, end, Task.Run(() => tail.RunAsync(end.Token), CancellationToken.None));
            }

            running.Listeners++;
            return running.Tail.Audience;
        }
    }

    public void Leave(TargetEnvironment environment)
    {
        lock (_gate)
        {
            if (_running.TryGetValue(environment, out var running) && --running.Listeners == 0)
            {
                _running.Remove(environment);
                _ending.RemoveAll(task => task.IsCompletedSuccessfully);
                _ending.Add(EndAsync(running));
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task[] all;
        lock (_gate)
        {
            all = [.. _ending, .. _running.Values.Select(EndAsync)];
            _running.Clear();
        }

        await Task.WhenAll(all);
    }

    private static async Task EndAsync(Running running)
    {
        await running.End.CancelAsync();
        await running.Work;
        running.End.Dispose();
    }

    private sealed class Running(LiveTail tail, CancellationTokenSource end, Task work)
    {
        public LiveTail Tail => tail;

        public CancellationTokenSource End => end;

        public Task Work => work;

        public int Listeners { get; set; }
    }
}
