using System.Globalization;
using System.Security.Cryptography;
using Workers.Hosting.Files;

namespace Workers.Registre.Consultations;

/// <summary>
/// Bytes that were paid for and could not be used as they came: cut off, damaged, left by a process that died. They are kept as evidence,
/// a folder for each purchase, and only after its document was stored they may end by age. The same bytes are kept once.
/// </summary>
internal sealed class SetAside(string folder, TimeSpan kept, TimeProvider time)
{
    private const string StoredMark = "stored";

    /// <summary>Below the data folder of a machine.</summary>
    public static string FolderIn(string dataRoot, string purchase) => Path.Combine(dataRoot, "registre", "set-aside", purchase);

    /// <summary>Moves a file of the same disk here; one that is absent or empty is none.</summary>
    /// <param name="why">One word, the beginning of its name.</param>
    /// <exception cref="IOException">The disk refused; the file is where it was.</exception>
    public void Take(Guid purchase, string file, string why)
    {
        if (!File.Exists(file) || new FileInfo(file).Length == 0)
        {
            return;
        }

        var target = Path.Combine(folder, $"{purchase:D}");
        AtomicFile.OnDisk.CreateFolder(target);
        AtomicFile.OnDisk.Adopt(file, Path.Combine(target, $"{why}-{Hash(file)[..16]}.bin"));
    }

    /// <summary>Its document is in the store: what was set aside for it is kept for its time, and what is past it ends.</summary>
    public void Stored(Guid purchase)
    {
        if (Directory.Exists(Path.Combine(folder, $"{purchase:D}")))
        {
            AtomicFile.OnDisk.TryCreate(Path.Combine(folder, $"{purchase:D}", StoredMark), time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture));
        }

        Sweep();
    }

    /// <summary>What is past its time ends.</summary>
    /// <returns>How many folders went.</returns>
    public int Sweep()
    {
        var gone = 0;
        foreach (var expired in Directory.EnumerateDirectories(folder).Where(IsExpired).ToList())
        {
            EvidenceSweep.Remove(expired);
            gone++;
        }

        return gone;
    }

    private static string Hash(string file)
    {
        using var content = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(content));
    }

    private bool IsExpired(string purchase)
    {
        var mark = Path.Combine(purchase, StoredMark);
        try
        {
            return kept > TimeSpan.Zero && File.Exists(mark)
                && DateTimeOffset.TryParse(File.ReadAllText(mark), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var stored)
                && time.GetUtcNow() - stored > kept;
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            // Another process sweeps too.
            return false;
        }
    }
}
