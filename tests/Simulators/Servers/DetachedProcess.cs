using System.Diagnostics;
using System.Globalization;

namespace Simulators.Servers;

/// <summary>A server that outlives the program that starts it. Who stops it knows its process id and its working folder.</summary>
internal static class DetachedProcess
{
    private const string Launch = """log=$1; shift; "$@" </dev/null >>"$log" 2>&1 & echo $!""";

    /// <summary>Starts <paramref name="command"/> in a session of its own and returns its process id.</summary>
    public static async Task<int> StartAsync(string log, IEnumerable<string> command)
    {
        var start = new ProcessStartInfo("setsid", ["sh", "-c", Launch, "launch", log, .. command]) { RedirectStandardOutput = true };
        using var launch = Process.Start(start)!;
        var id = await launch.StandardOutput.ReadLineAsync().ConfigureAwait(false);
        await launch.WaitForExitAsync().ConfigureAwait(false);
        return int.Parse(id!, CultureInfo.InvariantCulture);
    }

    /// <summary>True when the process lives and works in <paramref name="folder"/>, which tells it from a stranger with the same id.</summary>
    public static bool Runs(int id, string folder) =>
        id > 0 && !ProcessTable.HasExited(id) && new FileInfo($"/proc/{id}/cwd").LinkTarget == folder;

    /// <summary>Sends a signal and waits for the end; kills after <paramref name="bound"/>.</summary>
    public static async Task StopAsync(int id, string signal, TimeSpan bound)
    {
        ProcessTable.Signal(signal, id);
        try
        {
            await Loopback.WaitAsync(() => Task.FromResult(ProcessTable.HasExited(id)), () => false, bound).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            ProcessTable.Signal("KILL", id);
        }
    }
}
