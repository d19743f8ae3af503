using System.Collections.Frozen;
using System.Text;

namespace Workers.Hosting.Files;

/// <summary>Whether files can be made in a folder that somebody configured.</summary>
internal static class FolderProbe
{
    public const string Allowed = "a folder that this user may create and write to";

    private const int LongestName = 255;

    /// <summary>File systems that show the kernel's own state and take no folder from anybody.</summary>
    private static readonly FrozenSet<string> KernelFormats = FrozenSet.Create(StringComparer.Ordinal, "proc", "sysfs", "cgroupfs", "cgroup2fs", "devpts", "securityfs");

    /// <summary>Creates the folder where it is missing, readable by this user only, and a file in it that it removes again.</summary>
    /// <returns>What stands against it; null when it can be used.</returns>
    public static FolderFault? FindFault(string folder)
    {
        try
        {
            if (FileInTheWay(folder) is { } file)
            {
                return new($"{file} is a file, not a folder.");
            }

            AtomicFile.OnDisk.CreateFolder(folder);
            var probe = Path.Combine(folder, $".{Guid.NewGuid():N}.probe");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return FolderFault.Of(fault, folder);
        }
    }

    /// <summary>Whether no mount and no right could make a folder of it; makes nothing.</summary>
    /// <returns>Why it can be none, one sentence; null when it is one, or may become one.</returns>
    public static string? FindImpossible(string folder)
    {
        if (Path.GetFullPath(folder).Split(Path.DirectorySeparatorChar).FirstOrDefault(part => Encoding.UTF8.GetByteCount(part) > LongestName) is { } part)
        {
            return $"The name {part} is longer than the {LongestName} bytes that a disk takes.";
        }

        var at = NearestThatExists(folder);
        return File.Exists(at) ? $"{at} is a file, not a folder."
            : KernelFormats.Contains(FormatOf(at)) ? $"{at} belongs to the kernel ({FormatOf(at)}), which keeps no files."
            : null;
    }

    /// <summary>The nearest of the path and what stands above it that exists, when it is no folder.</summary>
    private static string? FileInTheWay(string folder) => NearestThatExists(folder) is var at && File.Exists(at) ? at : null;

    private static string NearestThatExists(string folder)
    {
        var at = Path.GetFullPath(folder);
        while (!Path.Exists(at) && Path.GetDirectoryName(at) is { } above)
        {
            at = above;
        }

        return at;
    }

    /// <summary>The name of the file system, such as <c>ext4</c>; empty where it cannot be told, as of a disk that is away.</summary>
    private static string FormatOf(string at)
    {
        try
        {
            return new DriveInfo(at).DriveFormat;
        }
        catch (Exception away) when (away is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return "";
        }
    }
}
