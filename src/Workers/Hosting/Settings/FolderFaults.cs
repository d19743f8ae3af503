using Workers.Hosting.Files;

namespace Workers.Hosting.Settings;

/// <summary>What stands against a folder, as the fault of the setting that names it.</summary>
internal static class FolderFaults
{
    /// <param name="remedy">The next step where its disk has room.</param>
    public static ConfigurationFault In(this FolderFault fault, string variable, string? found, string remedy, string allowed = FolderProbe.Allowed) =>
        fault.IsFull ? new(variable, found, FullDisk.Allowed, fault.Said) { MayPass = true } : new(variable, found, allowed, $"{fault.Said} {remedy}");
}
