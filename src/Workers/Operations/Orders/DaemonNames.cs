using Workers.Supervisor.Slots;

namespace Workers.Operations.Orders;

/// <summary>Which daemons a name means (pure).</summary>
internal static class DaemonNames
{
    /// <returns>What orders name them by: the name itself for a host or a SERVER_ID, else the ids that begin so; none for nobody.</returns>
    public static IReadOnlyList<string> Resolve(string name, IReadOnlyList<DaemonReport> daemons) =>
        daemons.FirstOrDefault(daemon => Is(daemon.Server, name)) is { Server: { } server } ? [server]
        : daemons.FirstOrDefault(daemon => Is(daemon.Host, name)) is { Host: var host } ? [host]
        : [.. daemons.Select(daemon => daemon.Id).Where(id => id.StartsWith(name, StringComparison.OrdinalIgnoreCase))];

    /// <param name="name">Null for all.</param>
    public static IReadOnlyList<DaemonReport> Find(string? name, IReadOnlyList<DaemonReport> daemons) => name is null
        ? daemons
        : [.. daemons.Where(daemon => Is(daemon.Server, name) || Is(daemon.Host, name) || daemon.Id.StartsWith(name, StringComparison.OrdinalIgnoreCase))];

    /// <summary>As people tell daemons apart: the beginning of the id that its workers' ids have too.</summary>
    public static string Describe(DaemonReport daemon) =>
        daemon.Id.LastIndexOf('-') is > 0 and var dash && daemon.Id.Length > dash + 5 ? daemon.Id[..(dash + 5)] : daemon.Id;

    private static bool Is(string? own, string name) => string.Equals(own, name, StringComparison.OrdinalIgnoreCase);
}
