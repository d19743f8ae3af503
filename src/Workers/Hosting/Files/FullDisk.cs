namespace Workers.Hosting.Files;

/// <summary>A disk, or this user's part of it, that has no room: nothing is wrong with a setting, and it passes when somebody makes some (pure).</summary>
internal static class FullDisk
{
    /// <summary>What is allowed, for faults.</summary>
    public const string Allowed = "a folder on a disk that has room";

    /// <summary>ENOSPC of errno.h.</summary>
    private const int NoSpaceLeft = 28;

    /// <summary>EDQUOT of errno.h.</summary>
    private const int QuotaExceeded = 122;

    public static bool Is(Exception failure) => failure is IOException { HResult: NoSpaceLeft or QuotaExceeded };

    /// <returns>One sentence, with the next step.</returns>
    public static string Describe(string path) => $"No space is left on the disk of {path}, or in this user's quota there: free some; nothing has to be deleted from Workers' own folders.";
}
