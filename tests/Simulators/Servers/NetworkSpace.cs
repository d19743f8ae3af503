using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;

namespace Simulators.Servers;

/// <summary>
/// A machine of its own as far as network and host name go: a network namespace with one virtual cable to this one. It is
/// held by one small process under a guard, so that the kernel removes cable and namespace when the owner ends, also by kill -9.
/// </summary>
internal sealed class NetworkSpace : IAsyncDisposable
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(10);

    private readonly ServerProcess _holder;
    private readonly string _cable;

    private NetworkSpace(ServerProcess holder, string cable, IPAddress address) =>
        (_holder, _cable, Address) = (holder, cable, address);

    /// <summary>This side of the cable: what listens here can be reached from the machine.</summary>
    public IPAddress Address { get; }

    /// <summary>Put before a command, it runs on that machine.</summary>
    public IReadOnlyList<string> Prefix =>
        [Tools.Find("nsenter"), $"--net={Space("net")}", $"--uts={Space("uts")}", "--"];

    /// <summary>Makes a machine.</summary>
    /// <param name="folder">Deleted by the guard when the owner dies.</param>
    /// <param name="name">Its host name.</param>
    /// <param name="number">1 to 60; tells it from the owner's other machines.</param>
    /// <exception cref="InvalidOperationException">The right or the tool is missing; the message says which command failed.</exception>
    public static async Task<NetworkSpace> CreateAsync(string folder, string name, int number)
    {
        var ip = FindTool("ip");
        var net = FreeNet(number);
        var (here, there) = ($"{net}.1", $"{net}.2");
        var cable = string.Create(CultureInfo.InvariantCulture, $"wk{Environment.ProcessId}x{number}");
        var holder = await ServerProcess.StartAsync(
            folder, "KILL", Path.Combine(folder, name + ".space.log"),
            [FindTool("unshare"), "--net", "--uts", "sh", "-c", $"hostname {name} && exec sleep infinity"]).ConfigureAwait(false);
        var space = new NetworkSpace(holder, cable, IPAddress.Parse(here));
        try
        {
            await space.WaitAsync().ConfigureAwait(false);
            var id = holder.Id.ToString(CultureInfo.InvariantCulture);
            await Tools.RunAsync(ip, "link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", id).ConfigureAwait(false);
            await Tools.RunAsync(ip, "addr", "add", here + "/30", "dev", cable).ConfigureAwait(false);
            await Tools.RunAsync(ip, "link", "set", cable, "up").ConfigureAwait(false);
            await Tools.RunAsync([.. space.Prefix, ip, "link", "set", "lo", "up"]).ConfigureAwait(false);
            await Tools.RunAsync([.. space.Prefix, ip, "addr", "add", there + "/30", "dev", "eth0"]).ConfigureAwait(false);
            await Tools.RunAsync([.. space.Prefix, ip, "link", "set", "eth0", "up"]).ConfigureAwait(false);
            return space;
        }
        catch
        {
            await space.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Pulls the cable: packets are lost, no connection is told.</summary>
    public Task CutAsync() => Tools.RunAsync(FindTool("ip"), "link", "set", _cable, "down");

    /// <summary>Puts the cable back.</summary>
    public Task JoinAsync() => Tools.RunAsync(FindTool("ip"), "link", "set", _cable, "up");

    public ValueTask DisposeAsync() => _holder.DisposeAsync();

    private string Space(string kind) => string.Create(CultureInfo.InvariantCulture, $"/proc/{_holder.Id}/ns/{kind}");

    /// <summary>The holder is a shell in this network first; it has left it when its namespaces differ from ours.</summary>
    private async Task WaitAsync()
    {
        var ours = new FileInfo("/proc/self/ns/uts").LinkTarget;
        var made = await Loopback.WaitAsync(
            () => Task.FromResult(new FileInfo(Space("uts")).LinkTarget is { } theirs && theirs != ours && ProcessTable.CommandLine(_holder.Id).StartsWith("sleep", StringComparison.Ordinal)),
            () => _holder.HasExited,
            ReadyWithin).ConfigureAwait(false);
        if (!made)
        {
            throw new InvalidOperationException("unshare --net --uts was refused");
        }
    }

    /// <summary>The first three numbers of a private network that this machine does not use.</summary>
    private static string FreeNet(int number)
    {
        var used = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .Select(own => own.Address.ToString())
            .ToList();
        return Enumerable.Range(0, 64)
            .Select(step => string.Create(CultureInfo.InvariantCulture, $"10.{190 + ((Environment.ProcessId + step) % 60)}.{(Environment.ProcessId / 60 % 4 * 64) + number}"))
            .First(net => !used.Exists(own => own.StartsWith(net + ".", StringComparison.Ordinal)));
    }

    private static string FindTool(string name)
    {
        try
        {
            return Tools.Find(name);
        }
        catch (FileNotFoundException missing)
        {
            throw new InvalidOperationException($"{name} is not installed", missing);
        }
    }
}
