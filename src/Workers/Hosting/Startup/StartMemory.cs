using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;

namespace Workers.Hosting.Startup;

/// <summary>Gives what only the start needed back to the machine, once, when the start is over: the free part of the managed heap and of the C library's.</summary>
internal sealed partial class StartMemory(TimeProvider time) : IHostedService, IDisposable
{
    /// <summary>By then the first passes of all loops are over, and what they needed once is free.</summary>
    public static readonly TimeSpan After = TimeSpan.FromSeconds(20);

    private ITimer? _timer;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _timer = time.CreateTimer(_ => GiveBack(), null, After, Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => _timer?.Dispose();

    private static void GiveBack()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        try
        {
            _ = Trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library than glibc keeps no arenas.
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint left);
}
