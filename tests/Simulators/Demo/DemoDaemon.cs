using System.Diagnostics;
using Simulators.Servers;

namespace Simulators.Demo;

/// <summary>The daemon's own program, as it was built: its short commands, and the daemon itself in its own process group.</summary>
/// <param name="program">The daemon as it was built.</param>
/// <param name="folder">The world's folder, in which it works.</param>
/// <param name="name">Tells its log and its temporary files from those of another one.</param>
/// <param name="prefix">Put before the daemon's command: what makes it run elsewhere.</param>
internal sealed class DemoDaemon(string program, string folder, string name = "daemon", params IReadOnlyList<string> prefix) : IAsyncDisposable
{
    private static readonly string[] Inherited = ["PATH", "HOME", "LANG", "TZ", "DOTNET_ROOT", "DOTNET_EnableDiagnostics", "PLAYWRIGHT_BROWSERS_PATH", "CHROMIUM_PATH"];

    private ServerProcess? _process;

    /// <summary>What makes the program a daemon.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = ["run"];

    /// <summary>What the daemon wrote.</summary>
    public string LogFile => Path.Combine(folder, name + ".log");

    /// <summary>Its temporary files.</summary>
    public string TemporaryFolder { get; } = Path.Combine(folder, "tmp", name);

    /// <summary>The daemon's process id; 0 before its start.</summary>
    public int ProcessId => _process?.Id ?? 0;

    /// <summary>True when the daemon ended by itself.</summary>
    public bool HasExited => _process is { HasExited: true };

    /// <summary>Runs a short command to its end.</summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="InvalidOperationException">It failed; the message holds what it printed.</exception>
    public async Task<string> RunAsync(IReadOnlyDictionary<string, string> settings, IEnumerable<string> arguments, CancellationToken cancel)
    {
        string[] command = [.. Command(settings, arguments)];
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        try
        {
            var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancel), process.StandardError.ReadToEndAsync(cancel));
            await process.WaitForExitAsync(cancel);
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"Workers {string.Join(' ', arguments)} ended with {process.ExitCode}: {string.Concat(said).Trim()}");
            }

            return said[0];
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Starts the daemon. It is killed and the demo's folder deleted when this process dies.</summary>
    public async Task StartAsync(IReadOnlyDictionary<string, string> settings) =>
        _process = await ServerProcess.StartAsync(folder, "KILL", LogFile, [.. prefix, .. Command(settings, Arguments)]);

    /// <summary>Ends the daemon as kill -9 does; it can be started again.</summary>
    public Task KillAsync() => _process is null ? Task.CompletedTask : _process.StopAsync("KILL");

    /// <summary>Asks the daemon to stop and returns its exit code.</summary>
    public async Task<int> StopAsync(TimeSpan within) => _process is null ? 0 : await _process.StopAsync("TERM", within);

    /// <summary>The end of the daemon's log.</summary>
    public IEnumerable<string> LastLines(int count) => File.Exists(LogFile) ? File.ReadLines(LogFile).TakeLast(count) : [];

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            await process.DisposeAsync();
        }
    }

    /// <summary>
    /// Nothing of the caller's environment but what a program needs to run: a .env or a setting of another project stays out.
    /// What Chromium leaves behind when it is killed goes with the demo's folder.
    /// </summary>
    private IEnumerable<string> Command(IReadOnlyDictionary<string, string> settings, IEnumerable<string> arguments)
    {
        var kept = Inherited
            .Select(name => (name, value: Environment.GetEnvironmentVariable(name)))
            .Where(pair => !string.IsNullOrEmpty(pair.value))
            .Select(pair => $"{pair.name}={pair.value}");
        return
        [
            "env", "--ignore-environment", "--chdir=" + folder, "TMPDIR=" + Directory.CreateDirectory(TemporaryFolder).FullName, .. kept,
            .. settings.Select(setting => $"{setting.Key}={setting.Value}"), program, .. arguments,
        ];
    }
}
