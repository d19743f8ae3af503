using System.Diagnostics;
using System.Globalization;

namespace Simulators.Servers;

/// <summary>
/// One native server under a guard: a shell in a session of its own that ends the server when its owner asks
/// or when the owner is gone, also by kill -9, because the pipe between them closes.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly string Guard = EmbeddedFile.Read("Servers/guard.sh");
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(20);

    private readonly Process guard;

    private ServerProcess(Process guard, int id)
    {
        this.guard = guard;
        Id = id;
    }

    /// <summary>The server's own process id (not the guard's).</summary>
    public int Id { get; }

    /// <summary>True when the server no longer runs.</summary>
    public bool HasExited => ProcessTable.HasExited(Id);

    /// <summary>Starts <paramref name="command"/>; its output goes to <paramref name="log"/>.</summary>
    /// <param name="folder">Deleted by the guard when the owner dies.</param>
    /// <param name="lastSignal">Sent by the guard when the owner dies.</param>
    /// <param name="log">A file that the server's output is added to.</param>
    /// <param name="command">The program and its arguments.</param>
    public static async Task<ServerProcess> StartAsync(string folder, string lastSignal, string log, IEnumerable<string> command)
    {
        var start = new ProcessStartInfo("setsid", ["sh", "-c", Guard, "guard", folder, lastSignal, log, .. command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var guard = Process.Start(start)!;
        var id = await guard.StandardOutput.ReadLineAsync().ConfigureAwait(false);
        return new ServerProcess(guard, int.Parse(id!, CultureInfo.InvariantCulture));
    }

    /// <summary>Sends a signal, waits until the server is gone, and kills it when it does not obey within <paramref name="within"/>.</summary>
    /// <returns>The server's exit code; 128 and the signal when a signal ended it.</returns>
    public async Task<int> StopAsync(string signal, TimeSpan? within = null)
    {
        if (guard.HasExited)
        {
            return guard.ExitCode;
        }

        await guard.StandardInput.WriteLineAsync(signal).ConfigureAwait(false);
        await guard.StandardInput.FlushAsync().ConfigureAwait(false);
        using var bound = new CancellationTokenSource(within ?? StopsWithin);
        try
        {
            await guard.WaitForExitAsync(bound.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            ProcessTable.Signal("KILL", Id);
            await guard.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }

        return guard.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync("KILL").ConfigureAwait(false);
        guard.Dispose();
    }
}
