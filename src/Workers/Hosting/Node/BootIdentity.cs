namespace Workers.Hosting.Node;

/// <summary>
/// The kernel that runs this process, containers too. The capacity ledger compares it: only who shares a kernel shares its vCPU and
/// memory.
/// </summary>
/// <param name="Id">Changes when the machine boots.</param>
/// <param name="Host">For people.</param>
internal sealed record BootIdentity(string Id, string Host)
{
    public static BootIdentity Current()
    {
        const string BootId = "/proc/sys/kernel/random/boot_id";
        var id = File.Exists(BootId) ? File.ReadAllText(BootId).Trim() : Environment.MachineName;
        return new(id, Environment.MachineName);
    }
}
