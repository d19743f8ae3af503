using Workers.Hosting.Files;

namespace Workers.Hosting.Node;

/// <summary>
/// The disk under the data folder, also after a reboot and among cloned machines. The queue compares it (<c>machine_id</c>): a document
/// whose paid bytes lie on one disk is claimed by who has that disk.
/// </summary>
/// <param name="Id">Made once and kept in the folder.</param>
internal sealed record DiskIdentity(string Id)
{
    private const string FileName = "disk-id";

    /// <exception cref="IOException">The folder cannot be written, or its file names no disk.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or its file may not be used.</exception>
    public static DiskIdentity Of(string folder)
    {
        var file = Path.Combine(folder, FileName);
        if (!File.Exists(file))
        {
            AtomicFile.OnDisk.TryCreate(file, Guid.NewGuid().ToString("D"));
        }

        return Read(file);
    }

    /// <returns>The disk under a folder that has been given a name; null where none has.</returns>
    /// <exception cref="IOException">Its file names no disk.</exception>
    /// <exception cref="UnauthorizedAccessException">Its file may not be read.</exception>
    public static DiskIdentity? Find(string folder)
    {
        var file = Path.Combine(folder, FileName);
        return File.Exists(file) ? Read(file) : null;
    }

    private static DiskIdentity Read(string file) =>
        GivenFile.ReadText(file).Trim() is { Length: > 0 } id ? new(id) : throw new IOException($"{file} is empty.");
}
