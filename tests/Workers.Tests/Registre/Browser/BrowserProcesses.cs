using Shouldly;
using Simulators.Servers;

namespace Workers.Registre.Browser;

/// <summary>The processes of one browser. Other tests may have browsers at the same time, below this same process.</summary>
internal static class BrowserProcesses
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    /// <returns>The driver first, then the processes of its browser.</returns>
    public static async Task<IReadOnlyList<int>> FindAsync(Chromium chromium)
    {
        var browser = await chromium.ProcessesAsync();
        browser.ShouldNotBeEmpty();
        return [DriverOf(browser[0]), .. browser];
    }

    /// <summary>Ends the browser, not its driver.</summary>
    public static async Task KillAsync(Chromium chromium) => ProcessTable.Signal("KILL", (await chromium.ProcessesAsync())[0]);

    public static async Task AllGoneAsync(IReadOnlyList<int> processes)
    {
        using var limit = new CancellationTokenSource(Bound);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (processes.Where(id => !ProcessTable.HasExited(id)).ToList() is { Count: > 0 } left)
        {
            if (limit.IsCancellationRequested)
            {
                left.Select(ProcessTable.CommandLine).ShouldBeEmpty("these processes of the browser stay");
            }

            await pace.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private static int DriverOf(int process)
    {
        while (!ProcessTable.CommandLine(process).Contains("run-driver", StringComparison.Ordinal))
        {
            process = ProcessTable.ParentOf(process) ?? 0;
            process.ShouldBeGreaterThan(1);
        }

        return process;
    }
}
