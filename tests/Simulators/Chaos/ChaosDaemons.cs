using System.Globalization;
using Simulators.Demo;
using Simulators.Servers;

namespace Simulators.Chaos;

/// <summary>A daemon that its documents lost: killed, frozen or cut off.</summary>
/// <param name="How">Such as "kill -9".</param>
/// <param name="Process">The process id that its workers carry in their names.</param>
internal sealed record ChaosLoss(DateTime At, string How, int Process);

/// <summary>The unchanged daemons of a run, each a process group of its own.</summary>
internal sealed class ChaosDaemons : IAsyncDisposable
{
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(60);

    private readonly IReadOnlyList<ChaosMachine> _machines;
    private readonly List<ChaosLoss> _losses = [];

    private ChaosDaemons(IReadOnlyList<ChaosMachine> machines, string layout) => (_machines, Layout) = (machines, layout);

    /// <summary>How the daemons stand to each other, for the output.</summary>
    public string Layout { get; }

    public IReadOnlyList<ChaosLoss> Losses => _losses;

    /// <summary>Any of them, for the daemon's short commands.</summary>
    public DemoDaemon First => _machines[0].Daemon;

    /// <summary>Daemons that ended although nobody asked them to.</summary>
    public int Ended => _machines.Count(machine => machine.Daemon.HasExited);

    /// <summary>The servers' names in Redis; one null where all are one server.</summary>
    public IReadOnlyList<string?> Servers => [.. _machines.Select(machine => machine.ServerId).Distinct()];

    /// <summary>What each server may use; thousandths of a vCPU and MiB. A fifth is left to the system.</summary>
    public ChaosUse Budget => new(Share("SERVER_MAX_CPU", 1000), Share("SERVER_MAX_RAM", 1024));

    public IEnumerable<string> TemporaryFolders => _machines.Select(machine => machine.Daemon.TemporaryFolder);

    public IEnumerable<string> LogFiles => _machines.Select(machine => machine.Daemon.LogFile);

    /// <summary>Makes the daemons, and networks of their own where they are servers and the rights allow it.</summary>
    public static async Task<ChaosDaemons> CreateAsync(DemoWorld world, ChaosOptions options)
    {
        var machines = new List<ChaosMachine>();
        var (hasNetwork, layout) = options.Machines == 0
            ? (false, "2 daemons on one server, each with its own links (proxies)")
            : (true, $"{options.Machines} servers in network namespaces of their own");
        try
        {
            for (var number = 1; number <= options.Daemons; number++)
            {
                try
                {
                    machines.Add(await ChaosMachine.CreateAsync(world, number, options.Machines > 0, hasNetwork));
                }
                catch (InvalidOperationException refused) when (hasNetwork && number == 1)
                {
                    (hasNetwork, layout) = (false, $"{options.Machines} servers behind links of their own (proxies), because no network namespace can be made here: {refused.Message.Trim()}");
                    machines.Add(await ChaosMachine.CreateAsync(world, number, isServer: true, hasNetwork));
                }
            }
        }
        catch
        {
            await new ChaosDaemons(machines, layout).DisposeAsync();
            throw;
        }

        return new ChaosDaemons(machines, layout);
    }

    public int ProcessOf(int index) => _machines[index].Daemon.ProcessId;

    public Task StartAsync() => Task.WhenAll(_machines.Select(machine => machine.StartAsync()));

    /// <summary>kill -9, and a start after a while.</summary>
    public async Task KillAsync(int index, TimeSpan away, CancellationToken cancel)
    {
        var machine = _machines[index];
        Remember("kill -9", machine);
        await machine.Daemon.KillAsync();
        await Task.Delay(away, cancel);
        await machine.StartAsync();
    }

    /// <summary>SIGSTOP, and SIGCONT after a while.</summary>
    public async Task FreezeAsync(int index, TimeSpan length, CancellationToken cancel)
    {
        var id = _machines[index].Daemon.ProcessId;
        Remember("SIGSTOP", _machines[index]);
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

    /// <summary>No network for a while.</summary>
    public Task CutOffAsync(int index, TimeSpan length, CancellationToken cancel)
    {
        Remember("cut off", _machines[index]);
        return _machines[index].CutOffAsync(length, cancel);
    }

    /// <summary>Makes some links of one daemon so for a while.</summary>
    public Task DisturbAsync(int index, IReadOnlyList<string> links, LinkState state, TimeSpan length, CancellationToken cancel) =>
        _machines[index].DisturbAsync(links, state, length, cancel);

    /// <summary>Asks all to stop; their exit codes.</summary>
    public Task<int[]> StopAsync() => Task.WhenAll(_machines.Select(machine => machine.Daemon.StopAsync(StopsWithin)));

    public async ValueTask DisposeAsync()
    {
        foreach (var machine in _machines)
        {
            await machine.DisposeAsync();
        }
    }

    private void Remember(string how, ChaosMachine machine) =>
        _losses.Add(new ChaosLoss(TimeProvider.System.GetUtcNow().UtcDateTime, how, machine.Daemon.ProcessId));

    private long Share(string setting, int unit) =>
        long.Parse(_machines[0].Settings[setting], CultureInfo.InvariantCulture) * unit * 80 / 100;
}
