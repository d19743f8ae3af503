using System.Text;

namespace Workers.Hosting.Files;

/// <summary>The calls that decide whether a file outlives a power cut.</summary>
/// <param name="Rename">From, to, and whether a file that is there already is replaced.</param>
internal sealed record DiskCalls(Action<FileStream> SyncFile, Action<string, string, bool> Rename, Action<string> SyncFolder)
{
    public static DiskCalls Real { get; } = new(
        file => file.Flush(flushToDisk: true),
        (from, to, replace) => File.Move(from, to, replace),
        DirectorySync.Sync);
}

/// <summary>
/// Private files that are complete or absent, also after a power cut: written beside their place, synced, renamed, and
/// the folder synced, in this order. Only when a method has returned may another copy of the same bytes be deleted.
/// </summary>
internal sealed class AtomicFile(DiskCalls disk)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode PrivateFolder = Private | UnixFileMode.UserExecute;

    public static AtomicFile OnDisk { get; } = new(DiskCalls.Real);

    /// <summary>Writes or replaces a file. What <paramref name="write"/> throws leaves everything as it was.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public async Task WriteAsync(string file, Func<Stream, Task> write)
    {
        var beside = Beside(file);
        try
        {
            await using (var target = Create(beside))
            {
                await write(target);
                disk.SyncFile(target);
            }

            disk.Rename(beside, file, true);
        }
        finally
        {
            File.Delete(beside);
        }

        disk.SyncFolder(FolderOf(file));
    }

    /// <summary>Takes a file of the same disk over, replacing what is in its new place.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public void Adopt(string from, string file)
    {
        using (var content = new FileStream(from, FileMode.Open, FileAccess.ReadWrite))
        {
            disk.SyncFile(content);
        }

        disk.Rename(from, file, true);
        disk.SyncFolder(FolderOf(file));
    }

    /// <returns>False when the file is there already, made by whomever; it stays as it is.</returns>
    /// <exception cref="IOException">The disk refused.</exception>
    public bool TryCreate(string file, string content)
    {
        var beside = Beside(file);
        try
        {
            using (var target = Create(beside))
            {
                target.Write(Encoding.UTF8.GetBytes(content));
                disk.SyncFile(target);
            }

            disk.Rename(beside, file, false);
        }
        catch (IOException) when (File.Exists(file))
        {
            return false;
        }
        finally
        {
            File.Delete(beside);
        }

        disk.SyncFolder(FolderOf(file));
        return true;
    }

    /// <summary>Creates a folder that only we may read, with those above it; an existing one is left as it is.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public void CreateFolder(string folder)
    {
        var parents = new List<string>();
        for (var at = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)); !Directory.Exists(at); at = parents[^1])
        {
            parents.Add(FolderOf(at));
        }

        if (parents.Count > 0)
        {
            Directory.CreateDirectory(folder, PrivateFolder);
            parents.ForEach(disk.SyncFolder);
        }
    }

    private static FileStream Create(string file) => new(file, new FileStreamOptions
    {
        Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous, UnixCreateMode = Private,
    });

    private static string Beside(string file) => $"{file}.{Guid.NewGuid():N}.part";

    private static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path))!;
}
