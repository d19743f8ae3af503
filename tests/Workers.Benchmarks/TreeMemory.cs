using Simulators.Servers;
using Workers.Registre.Browser;

namespace Workers.Benchmarks;

/// <summary>What processes and all their children hold of the machine's memory, shared pages counted once for each sharer's part.</summary>
internal static class TreeMemory
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(250);

    public static double Megabytes(params IEnumerable<int> roots)
    {
        var found = new List<int>();
        var open = new Stack<int>(roots);
        while (open.TryPop(out var next))
        {
            found.Add(next);
            foreach (var child in ProcessTable.ChildrenOf(next))
            {
                open.Push(child);
            }
        }

        return BrowserWear.Measure(found) / (1024.0 * 1024);
    }

    /// <summary>The most that a process and its children hold at any look while something is done.</summary>
    public static async Task<(T Result, double Megabytes)> PeakAsync<T>(int root, Func<Task<T>> act)
    {
        var most = 0.0;
        using var ended = new CancellationTokenSource();
        var watch = Task.Run(async () =>
        {
            using var timer = new PeriodicTimer(Between);
            do
            {
                most = Math.Max(most, Megabytes(root));
            }
            while (!ended.IsCancellationRequested && await timer.WaitForNextTickAsync(CancellationToken.None));
        });
        try
        {
            return (await act(), most);
        }
        finally
        {
            await ended.CancelAsync();
            await watch;
        }
    }
}
