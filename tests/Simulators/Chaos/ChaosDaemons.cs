using Simulators.Demo;
using Simulators.Servers;

namespace Simulators.Chaos;

/// <summary>A kill -9 of a daemon.</summary>
/// <param name="Process">The process id that its workers carry in their names.</param>
internal sealed record ChaosKill(DateTime At, int Process);

/// <summary>The unchanged daemons of a run, each a process group of its own.</summary>
internal sealed class ChaosDaemons(DemoWorld world, int count) : IAsyncDisposable
{
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(60);

    private readonly DemoDaemon[] _daemons =
        [.. Enumerable.Range(1, count).Select(number => new DemoDaemon(DemoWorld.DaemonProgram, world.Folder, $"daemon-{number}"))];

    private readonly List<ChaosKill> _kills = [];

    public IReadOnlyList<ChaosKill> Kills => _kills;

    /// <summary>Any of them, for the daemon's short commands.</summary>
    public DemoDaemon First => _daemons[0];

    /// <summary>Daemons that ended although nobody asked them to.</summary>
    public int Ended => _daemons.Count(daemon => daemon.HasExited);

    public IEnumerable<string> TemporaryFolders => _daemons.Select(daemon => daemon.TemporaryFolder);

    public IEnumerable<string> LogFiles => _daemons.Select(daemon => daemon.LogFile);

    public Task StartAsync() => Task.WhenAll(_daemons.Select(daemon => daemon.StartAsync(world.Settings)));

    /// <summary>kill -9, and a start after a while.</summary>
    public async Task KillAsync(int index, TimeSpan away, CancellationToken cancel)
    {
        var daemon = _daemons[index];
        _kills.Add(new ChaosKill(TimeProvider.System.GetUtcNow().UtcDateTime, daemon.ProcessId));
        await daemon.KillAsync();
        await Task.Delay(away, cancel);
        await daemon.StartAsync(world.Settings);
    }

    /// <summary>SIGSTOP, and SIGCONT after a while.</summary>
    public async Task FreezeAsync(int index, TimeSpan length, CancellationToken cancel)
    {
        var id = _daemons[index].ProcessId;
        ProcessTable.Signal("STOP", id);
        try
        {
            await Task.Delay(length, cancel);
        }
        finally
        {
            ProcessTable.Signal("CONT", id);
        }
    }

    /// <summary>Asks all to stop; their exit codes.</summary>
    public Task<int[]> StopAsync() => Task.WhenAll(_daemons.Select(daemon => daemon.StopAsync(StopsWithin)));

    public async ValueTask DisposeAsync()
    {
        foreach (var daemon in _daemons)
        {
            await daemon.DisposeAsync();
        }
    }
}
