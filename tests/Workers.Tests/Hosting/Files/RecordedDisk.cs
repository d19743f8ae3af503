namespace Workers.Hosting.Files;

/// <summary>The real disk, with a record of what was asked of it in which order.</summary>
internal sealed class RecordedDisk
{
    private readonly List<string> _steps = [];

    public RecordedDisk() => Files = new(new(SyncFile, Rename, SyncFolder));

    public AtomicFile Files { get; }

    public IReadOnlyList<string> Steps => _steps;

    public bool FolderFails { get; set; }

    private void SyncFile(FileStream file)
    {
        _steps.Add($"sync {Path.GetFileName(file.Name)}");
        DiskCalls.Real.SyncFile(file);
    }

    private void Rename(string from, string to, bool replace)
    {
        _steps.Add($"rename {Path.GetFileName(from)} to {Path.GetFileName(to)}");
        DiskCalls.Real.Rename(from, to, replace);
    }

    private void SyncFolder(string folder)
    {
        if (FolderFails)
        {
            throw new IOException("the folder cannot be synced");
        }

        _steps.Add($"sync {Path.GetFileName(folder)}/");
        DiskCalls.Real.SyncFolder(folder);
    }
}
