using Workers.Hosting.Files;
using Workers.Hosting.Settings;

namespace Workers.Ocr.Pages;

/// <summary>
/// A folder per document while it is read, inside one folder per process. The process folder holds a locked file;
/// what a killed process left is recognised by its lock being free, and removed at the next start.
/// </summary>
internal sealed class WorkFolders : IDisposable
{
    private const string LockName = ".lock";
    private readonly string _home;
    private readonly FileStream _lock;

    /// <exception cref="IOException">The folder cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public WorkFolders(OcrOptions options)
    {
        var root = RootOf(options);
        Directory.CreateDirectory(root);
        Sweep(root);
        _home = Path.Combine(root, Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(_home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _lock = new(Path.Combine(_home, LockName), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
    }

    /// <returns>Null when the folder can be used, else what is wrong and the remedy.</returns>
    /// <param name="makes">Makes it where it is missing; else it only looks.</param>
    public static ConfigurationFault? FindFault(OcrOptions options, bool makes = true) =>
        (makes || Directory.Exists(RootOf(options)) ? FolderProbe.FindFault(RootOf(options)) : FolderProbe.FindImpossible(RootOf(options)) is { } impossible ? new FolderFault(impossible) : null)
            ?.In("OCR_TEMP_DIR", options.TempFolder ?? RootOf(options), "Name another folder, or correct its rights.");

    /// <summary>A new folder; disposing removes it with all it holds.</summary>
    public WorkFolder Open() => new(Directory.CreateDirectory(Path.Combine(_home, Guid.NewGuid().ToString("N"))).FullName);

    public void Dispose()
    {
        _lock.Dispose();
        WorkFolder.Remove(_home);
    }

    /// <summary>Folders of processes that ended without removing them.</summary>
    public static IReadOnlyList<string> FindAbandoned(OcrOptions options) =>
        Directory.Exists(RootOf(options)) ? [.. Directory.EnumerateDirectories(RootOf(options)).Where(IsAbandoned)] : [];

    /// <summary>Removes them.</summary>
    public static void SweepAbandoned(OcrOptions options)
    {
        if (Directory.Exists(RootOf(options)))
        {
            Sweep(RootOf(options));
        }
    }

    private static string RootOf(OcrOptions options) => options.TempFolder ?? Path.Combine(Path.GetTempPath(), "workers-ocr");

    private static void Sweep(string root)
    {
        foreach (var folder in Directory.EnumerateDirectories(root))
        {
            if (IsAbandoned(folder))
            {
                WorkFolder.Remove(folder);
            }
        }
    }

    private static bool IsAbandoned(string folder)
    {
        try
        {
            using var free = new FileStream(Path.Combine(folder, LockName), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (Exception held) when (held is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

internal sealed class WorkFolder(string path) : IDisposable
{
    public string Path { get; } = path;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Remove(Path);

    internal static void Remove(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // Removed meanwhile by another start's sweep, or not ours to remove; the next start tries again.
        }
    }
}
