using System.Globalization;

namespace Workers.Hosting.Node;

/// <summary>One start of the daemon. The ledger and the directory of daemons compare it: what it holds ends with it.</summary>
/// <param name="Id">Unique over processes and restarts.</param>
/// <param name="ShortName">For people and worker ids: host, process and a few letters that a restart under the same number does not have.</param>
internal sealed record DaemonIdentity(string Id, string ShortName)
{
    private const int Letters = 4;

    public static DaemonIdentity OfThisStart()
    {
        var once = Guid.NewGuid().ToString("N");
        var process = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}-{Environment.ProcessId}-");
        return new(process + once, process + once[..Letters]);
    }
}
