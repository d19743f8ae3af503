namespace Workers.Hosting.Files;

/// <summary>Whether files can be made in a folder that somebody configured.</summary>
internal static class FolderProbe
{
    public const string Allowed = "a folder that this user may create and write to";

    /// <summary>Creates the folder where it is missing, readable by this user only, and a file in it that it removes again.</summary>
    /// <returns>What stands against it, one sentence; null when it can be used.</returns>
    public static string? FindFault(string folder)
    {
        try
        {
            if (FileInTheWay(folder) is { } file)
            {
                return $"{file} is a file, not a folder.";
            }

            AtomicFile.OnDisk.CreateFolder(folder);
            var probe = Path.Combine(folder, $".{Guid.NewGuid():N}.probe");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return fault.Message;
        }
    }

    /// <summary>The nearest of the path and what stands above it that exists, when it is no folder.</summary>
    private static string? FileInTheWay(string folder)
    {
        var at = Path.GetFullPath(folder);
        while (!Path.Exists(at) && Path.GetDirectoryName(at) is { } above)
        {
            at = above;
        }

        return File.Exists(at) ? at : null;
    }
}
