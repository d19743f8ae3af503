using Workers.Hosting.Files;

namespace Workers.Hosting.Node;

/// <summary>A name for this server's disk, made once and kept on it: it tells where received bytes lie, also among cloned machines.</summary>
internal static class MachineDisk
{
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static string Identify(string folder)
    {
        var file = Path.Combine(folder, "disk-id");
        if (!File.Exists(file))
        {
            AtomicFile.OnDisk.TryCreate(file, Guid.NewGuid().ToString("D"));
        }

        return File.ReadAllText(file).Trim();
    }
}
