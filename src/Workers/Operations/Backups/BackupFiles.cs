using System.Security.Cryptography;
using Workers.Documents;
using Workers.Hosting.Files;

namespace Workers.Operations.Backups;

/// <summary>Folders copied as they are: what is there already under its name stays, since objects never change and newer files are worth more.</summary>
internal static class BackupFiles
{
    private const string Unfinished = ".part";

    /// <param name="without">Folders within it that are left out.</param>
    /// <returns>How many files were copied.</returns>
    /// <exception cref="OperationException">The disk refused.</exception>
    public static int Copy(string from, string to, IReadOnlyCollection<string> without, CancellationToken cancellation)
    {
        try
        {
            return CopyFolder(Path.GetFullPath(from), to, [.. without.Select(folder => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))], cancellation);
        }
        catch (Exception disk) when (disk is IOException or UnauthorizedAccessException)
        {
            throw new OperationException(OperationFailure.Unavailable, $"{from} was not copied to {to}: {disk.Message} Run it as the user that the daemon runs as, with room on the disk.", disk);
        }
    }

    /// <exception cref="OperationException">The disk refused.</exception>
    public static async Task<string> HashAsync(string file, CancellationToken cancellation)
    {
        try
        {
            await using var content = File.OpenRead(file);
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellation));
        }
        catch (Exception disk) when (disk is IOException or UnauthorizedAccessException)
        {
            throw new OperationException(OperationFailure.Unavailable, $"{file} cannot be read: {disk.Message}", disk);
        }
    }

    /// <returns>How many files are documents' or a machine's own: marks of a folder are none.</returns>
    /// <exception cref="OperationException">The disk refused.</exception>
    public static int Count(string folder)
    {
        try
        {
            return Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Count(file => Path.GetFileName(file) is not FolderMarker.FileName);
        }
        catch (Exception disk) when (disk is IOException or UnauthorizedAccessException)
        {
            throw new OperationException(OperationFailure.Unavailable, $"{folder} cannot be read: {disk.Message}", disk);
        }
    }

    /// <summary>Whether one of them lies in the other, or they are the same.</summary>
    public static bool Overlap(string one, string other)
    {
        var (a, b) = (Whole(one), Whole(other));
        return a.StartsWith(b, StringComparison.Ordinal) || b.StartsWith(a, StringComparison.Ordinal);
    }

    private static string Whole(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)) + Path.DirectorySeparatorChar;

    private static int CopyFolder(string from, string to, IReadOnlyCollection<string> without, CancellationToken cancellation)
    {
        AtomicFile.OnDisk.CreateFolder(to);
        var copied = 0;
        foreach (var entry in Directory.EnumerateFileSystemEntries(from))
        {
            cancellation.ThrowIfCancellationRequested();
            var (target, name) = (Path.Combine(to, Path.GetFileName(entry)), Path.GetFileName(entry));
            if (Directory.Exists(entry) && new DirectoryInfo(entry).LinkTarget is null)
            {
                copied += without.Contains(entry, StringComparer.Ordinal) ? 0 : CopyBelow(entry, target, without, cancellation);
            }
            else if (!name.EndsWith(Unfinished, StringComparison.Ordinal) && !File.Exists(target) && FileKind.Other(entry) is null)
            {
                copied += CopyFile(entry, target) ? 1 : 0;
            }
        }

        return copied;
    }

    /// <summary>A folder may go meanwhile; the one that was named may not.</summary>
    private static int CopyBelow(string from, string to, IReadOnlyCollection<string> without, CancellationToken cancellation)
    {
        try
        {
            return CopyFolder(from, to, without, cancellation);
        }
        catch (DirectoryNotFoundException) when (!Directory.Exists(from))
        {
            return 0;
        }
    }

    /// <returns>False for a file that went meanwhile: a paid copy is removed once it is stored.</returns>
    private static bool CopyFile(string from, string to)
    {
        var beside = to + Unfinished;
        try
        {
            File.Copy(from, beside, overwrite: true);
            AtomicFile.OnDisk.Adopt(beside, to);
            return true;
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException && !File.Exists(from))
        {
            return false;
        }
    }
}
