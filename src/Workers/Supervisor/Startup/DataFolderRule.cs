using Workers.Hosting;
using Workers.Hosting.Files;
using Workers.Hosting.Node;
using Workers.Hosting.Settings;

namespace Workers.Supervisor.Startup;

/// <summary>The daemon's own files have a place, looked at before anything is asked or started.</summary>
internal static class DataFolderRule
{
    /// <summary>The folder of what was paid for, which also names its disk.</summary>
    public const string Paid = "registre";

    /// <summary>Every subfolder that a room keeps files in for longer than a process lives.</summary>
    private static readonly string[] Kept = [Paid, Path.Combine(Paid, "received"), Path.Combine(Paid, "downloads"), Path.Combine(Paid, "evidence"), "ocr"];

    /// <summary>Those that do not exist yet.</summary>
    public static IReadOnlyList<string> FindMissing(HostingOptions options) =>
        [.. Kept.Select(room => Path.Combine(new DataFolder(options).Root, room)).Where(folder => !Directory.Exists(folder))];

    public static ConfigurationFault? FindFault(HostingOptions options)
    {
        var data = new DataFolder(options);
        return Kept.Select(room => FolderProbe.FindFault(Path.Combine(data.Root, room))).FirstOrDefault(fault => fault is not null) is { } reason
            ? reason.In(DataFolder.Variable, options.DataPath, $"Name a folder that can be written, or correct the rights of {data.Root}.")
            : FaultOfIdentity(Path.Combine(data.Root, Paid)) is { } failure ? OfIdentity(failure, data.Root, options.DataPath) : null;
    }

    /// <summary>What it means that the disk's name could be neither read nor made (pure).</summary>
    /// <param name="root">The data folder.</param>
    /// <param name="configured">As it was set; null where it was not.</param>
    internal static ConfigurationFault OfIdentity(Exception failure, string root, string? configured) => FolderFault.Of(failure, Path.Combine(root, Paid)).In(
        DataFolder.Variable, configured, $"Put back the file that was there; without one, and with no paid documents in {root}, delete it: a new one is made.", "a folder whose disk-id holds the name of its disk");

    private static Exception? FaultOfIdentity(string folder)
    {
        try
        {
            _ = DiskIdentity.Of(folder);
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return fault;
        }
    }
}
