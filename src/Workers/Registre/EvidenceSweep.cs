namespace Workers.Registre;

/// <summary>Takes evidence off the disk that is kept no longer. It may be run by several processes at the same time.</summary>
internal static class EvidenceSweep
{
    /// <summary>Where the last good purchase of each account is kept, beside the days of the failures.</summary>
    public const string Last = "last";

    private const long Megabyte = 1024 * 1024;

    /// <summary>The folder of evidence below the data folder of a machine.</summary>
    public static string FolderIn(string dataRoot) => Path.Combine(dataRoot, "registre", "evidence");

    /// <returns>How many folders went.</returns>
    /// <exception cref="IOException">The disk refused.</exception>
    public static int Run(string folder, RegistreOptions options, DateTimeOffset now)
    {
        if (!Directory.Exists(folder))
        {
            return 0;
        }

        var days = Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path));
        List<string> gone =
        [
            .. EvidenceRetention.Expired(days, now, options.EvidenceKept).Select(day => Path.Combine(folder, day)),
            .. EvidenceRetention.Stale(LastOf(folder), now, options.EvidenceKept),
        ];
        gone.ForEach(Remove);
        var kept = new DirectoryInfo(folder).EnumerateDirectories().SelectMany(KeptOf).ToList();
        var excess = EvidenceRetention.Excess(kept, options.EvidenceMegabytes * Megabyte).ToList();
        excess.ForEach(Remove);
        return gone.Count + excess.Count;
    }

    /// <summary>The last good purchase of each account, whatever document it was of, when it was kept before a moment.</summary>
    /// <returns>How many folders went.</returns>
    public static int RemoveLastBefore(string folder, DateTimeOffset moment)
    {
        var old = LastOf(folder).Where(one => one.At < moment).Select(one => one.Folder).ToList();
        old.ForEach(Remove);
        return old.Count;
    }

    private static List<KeptEvidence> KeptOf(DirectoryInfo day)
    {
        try
        {
            return [.. day.EnumerateDirectories().Select(failure => new KeptEvidence(failure.FullName, new(failure.LastWriteTimeUtc), failure.EnumerateFiles().Sum(file => file.Length)))];
        }
        catch (DirectoryNotFoundException)
        {
            // Another process sweeps the day at this moment; what it leaves is counted the next time.
            return [];
        }
    }

    private static IEnumerable<(string Folder, DateTimeOffset At)> LastOf(string folder) => Path.Combine(folder, Last) is var last && Directory.Exists(last)
        ? new DirectoryInfo(last).EnumerateDirectories().Select(kept => (kept.FullName, new DateTimeOffset(kept.LastWriteTimeUtc)))
        : [];

    /// <summary>Somebody else may have removed it.</summary>
    public static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Another process sweeps too.
        }
    }
}
