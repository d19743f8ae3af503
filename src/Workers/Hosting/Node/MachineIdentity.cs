namespace Workers.Hosting.Node;

/// <summary>Tells servers apart: processes share a ledger only when they share a kernel, in containers too.</summary>
/// <param name="Id">Changes when the machine boots.</param>
/// <param name="Host">For people.</param>
internal sealed record MachineIdentity(string Id, string Host)
{
    public static MachineIdentity Current()
    {
        const string BootId = "/proc/sys/kernel/random/boot_id";
        var id = File.Exists(BootId) ? File.ReadAllText(BootId).Trim() : Environment.MachineName;
        return new(id, Environment.MachineName);
    }
}
