using System.Globalization;
using System.Net;
using Simulators.Demo;
using Simulators.Servers;

namespace Simulators.Chaos;

/// <summary>
/// A daemon and its ways to the world. As a machine of its own it has its server id, its data folder and, where the rights
/// allow, its own network and host name; without them its links alone stand for the network.
/// </summary>
internal sealed class ChaosMachine : IAsyncDisposable
{
    private readonly Dictionary<string, LinkProxy> _links;
    private readonly NetworkSpace? _space;

    private ChaosMachine(DemoDaemon daemon, string? serverId, Dictionary<string, string> settings, Dictionary<string, LinkProxy> links, NetworkSpace? space) =>
        (Daemon, ServerId, Settings, _links, _space) = (daemon, serverId, settings, links, space);

    public DemoDaemon Daemon { get; }

    /// <summary>The server's name in Redis; null where all daemons are one server.</summary>
    public string? ServerId { get; }

    /// <summary>What its daemon is told.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; }

    public bool HasOwnNetwork => _space is not null;

    /// <param name="number">From 1.</param>
    /// <param name="isServer">It is a server of its own.</param>
    /// <param name="hasNetwork">It shall have a network of its own.</param>
    /// <exception cref="InvalidOperationException">A network was asked for and the right to make one is missing.</exception>
    public static async Task<ChaosMachine> CreateAsync(DemoWorld world, int number, bool isServer, bool hasNetwork)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{(isServer ? "machine" : "daemon")}-{number}");
        var space = hasNetwork ? await NetworkSpace.CreateAsync(world.Folder, name, number) : null;
        var address = space?.Address ?? IPAddress.Loopback;
        var links = world.Ports.ToDictionary(port => port.Key, port => LinkProxy.Start(address, port.Value, number), StringComparer.Ordinal);
        var settings = world.Settings.ToDictionary(setting => setting.Key, setting => Through(setting.Value, world.Ports, links), StringComparer.Ordinal);
        // Without its debugger sockets a daemon that is killed leaves nothing in its temporary folder.
        settings["DOTNET_EnableDiagnostics"] = "0";
        // Workers are lost here as often as elsewhere in a year: a document that loses five is unlucky, not deadly.
        settings["JOB_FREE_LOST_LEASES"] = "20";
        if (isServer)
        {
            settings["SERVER_ID"] = name;
            settings["SERVER_MAX_CPU"] = "8";
            settings["OCR_WORKER_POOL_SIZE"] = "2";
            settings["WORKERS_DATA_PATH"] = Path.Combine(world.Folder, "data", name);
        }

        var daemon = new DemoDaemon(DemoWorld.DaemonProgram, world.Folder, name, [.. space?.Prefix ?? []]);
        return new ChaosMachine(daemon, isServer ? name : null, settings, links, space);
    }

    public Task StartAsync() => Daemon.StartAsync(Settings);

    /// <summary>Makes some of its links so for a while.</summary>
    public async Task DisturbAsync(IReadOnlyList<string> links, LinkState state, TimeSpan length, CancellationToken cancel)
    {
        Set(links, state);
        try
        {
            await Task.Delay(length, cancel);
        }
        finally
        {
            Set(links, LinkState.Good);
        }
    }

    /// <summary>Cuts it off from everybody for a while. What was under way is lost in a network of its own, late through links.</summary>
    public async Task CutOffAsync(TimeSpan length, CancellationToken cancel)
    {
        if (_space is null)
        {
            await DisturbAsync([.. _links.Keys], LinkState.Stalled, length, cancel);
            return;
        }

        await _space.CutAsync();
        try
        {
            await Task.Delay(length, cancel);
        }
        finally
        {
            await _space.JoinAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Daemon.DisposeAsync();
        foreach (var link in _links.Values)
        {
            await link.DisposeAsync();
        }

        if (_space is not null)
        {
            await _space.DisposeAsync();
        }
    }

    private void Set(IReadOnlyList<string> links, LinkState state)
    {
        foreach (var link in links)
        {
            _links[link].Set(state);
        }
    }

    /// <summary>A setting that names a server's port names the link to it instead.</summary>
    private static string Through(string setting, IReadOnlyDictionary<string, int> ports, Dictionary<string, LinkProxy> links)
    {
        foreach (var (name, port) in ports)
        {
            setting = setting.Replace(string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"), links[name].Endpoint.ToString(), StringComparison.Ordinal);
        }

        return setting;
    }
}
