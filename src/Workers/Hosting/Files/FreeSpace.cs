using System.Globalization;

namespace Workers.Hosting.Files;

/// <summary>What is free on the disk under a folder, for this user.</summary>
internal static class FreeSpace
{
    private const long Megabyte = 1024 * 1024;

    /// <param name="folder">It exists.</param>
    /// <param name="least">In MB; nothing is asked at 0.</param>
    /// <returns>Null when as much is free.</returns>
    public static string? FindFault(string folder, int least)
    {
        if (least == 0)
        {
            return null;
        }

        try
        {
            var free = new DriveInfo(folder).AvailableFreeSpace / Megabyte;
            return free >= least ? null : string.Create(CultureInfo.InvariantCulture, $"{free} MB are free under {folder}, {least} MB are needed");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return $"the disk under {folder} cannot be asked: {fault.Message}";
        }
    }
}
