using Workers.Steering;
using Workers.Supervisor.Slots;

namespace Workers.Operations.Orders;

/// <summary>Which daemons a name means (pure).</summary>
internal static class DaemonNames
{
    /// <param name="daemons">That show themselves.</param>
    /// <param name="ordered">Whom something is ordered of, running or gone. One start is meant by more than the name of its host, which all its starts begin with.</param>
    /// <returns>What orders name them by: the name itself of whom something is ordered, of a host or a SERVER_ID, else the ids that begin so; none for nobody.</returns>
    public static IReadOnlyList<string> Resolve(string name, IReadOnlyList<DaemonReport> daemons, IReadOnlyList<string> ordered) =>
        ordered.FirstOrDefault(one => Is(one, name)) is { } known ? [known]
        : daemons.FirstOrDefault(daemon => Is(daemon.Server, name)) is { Server: { } server } ? [server]
        : daemons.FirstOrDefault(daemon => Is(daemon.Host, name)) is { Host: var host } ? [host]
        : [
            .. daemons.Select(daemon => daemon.Id).Concat(ordered.Where(id => SteeredDaemon.IsOneStart(id) && name.Length > HostOf(id).Length + 1)).Where(id => id.StartsWith(name, StringComparison.OrdinalIgnoreCase)).Distinct(StringComparer.OrdinalIgnoreCase),
        ];

    /// <param name="name">Null for all.</param>
    public static IReadOnlyList<DaemonReport> Find(string? name, IReadOnlyList<DaemonReport> daemons) => name is null
        ? daemons
        : [.. daemons.Where(daemon => Is(daemon.Server, name) || Is(daemon.Host, name) || daemon.Id.StartsWith(name, StringComparison.OrdinalIgnoreCase))];

    /// <summary>As people tell daemons apart: the beginning of the id that its workers' ids have too.</summary>
    public static string Describe(DaemonReport daemon) =>
        daemon.Id.LastIndexOf('-') is > 0 and var dash && daemon.Id.Length > dash + 5 ? daemon.Id[..(dash + 5)] : daemon.Id;

    /// <param name="id">Host, process and a random part, with dashes between.</param>
    private static string HostOf(string id) => id[..id.LastIndexOf('-')] is var start && start.LastIndexOf('-') is > 0 and var end ? start[..end] : start;

    private static bool Is(string? own, string name) => string.Equals(own, name, StringComparison.OrdinalIgnoreCase);
}
