using System.Diagnostics;
using System.Globalization;

namespace Workers.Support;

/// <summary>The Simulators program of this build as a process of its own.</summary>
internal sealed class SimulatorsProcess : IAsyncDisposable
{
    private readonly Process process;

    private SimulatorsProcess(Process process) => this.process = process;

    /// <summary>Starts one sub-command.</summary>
    public static Task<SimulatorsProcess> StartAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Simulators"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        // Killed with its debugger sockets it would leave them in /tmp.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return Task.FromResult(new SimulatorsProcess(Process.Start(start)!));
    }

    /// <summary>The first line it prints, as numbers.</summary>
    public async Task<IReadOnlyList<int>> ReadServerIdsAsync()
    {
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)) ?? "";
        return [.. line.Split(' ').Select(id => int.Parse(id, CultureInfo.InvariantCulture))];
    }

    /// <summary>Ends it as kill -9 does.</summary>
    public void Kill() => process.Kill();

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        await process.WaitForExitAsync();
        process.Dispose();
    }
}
