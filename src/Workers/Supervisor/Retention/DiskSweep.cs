using Workers.Database;
using Workers.Jobs.Keeping;
using Workers.Ocr;
using Workers.Ocr.Pictures;
using Workers.Registre;
using Workers.Registre.Consultations;

namespace Workers.Supervisor.Retention;

/// <summary>What went from a disk.</summary>
/// <param name="Pictures">Days of pictures.</param>
internal sealed record Swept(int Evidence, int Pictures, int Copies, int Purged)
{
    public int Total => Evidence + Pictures + Copies + Purged;
}

/// <summary>Forgets what is old on one machine's disk. Several daemons may do it at the same time.</summary>
internal sealed class DiskSweep(RetentionOptions options, RegistreOptions registre, OcrOptions ocr, TimeProvider time)
{
    private const int AtOnce = 1000;

    /// <param name="stores">Of the environments that are served: each is asked what it knows of the files.</param>
    /// <exception cref="DatabaseException">One did not answer; what it may know of stays, and the others were asked.</exception>
    public async Task<Swept> RunAsync(string root, IReadOnlyList<KeepingStore> stores, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        var evidence = EvidenceSweep.Run(EvidenceSweep.FolderIn(root), registre, now);
        var aside = Path.GetDirectoryName(SetAside.FolderIn(root, "any"))!;
        evidence += Directory.Exists(aside) ? new SetAside(aside, registre.EvidenceKept, time).Sweep() : 0;
        var pictures = ReviewPictures.Sweep(root, now, ocr.PicturesKept);
        var (copies, purged) = (0, 0);
        List<DatabaseException> away = [];
        foreach (var store in stores)
        {
            try
            {
                purged += await SweepPurgedAsync(root, store, stop);
                copies += await SweepCopiesAsync(root, store, now, stop);
            }
            catch (DatabaseException silent)
            {
                away.Add(silent);
            }
        }

        return away is [var first, ..] ? throw first : new(evidence, pictures, copies, purged);
    }

    /// <summary>Paid bytes go when a ledger says that their document is stored; what no ledger knows stays.</summary>
    private async Task<int> SweepCopiesAsync(string root, KeepingStore store, DateTimeOffset now, CancellationToken stop)
    {
        var folder = LocalCopies.FolderIn(root);
        if (options.Copies == TimeSpan.Zero || !Directory.Exists(folder))
        {
            return 0;
        }

        var old = DiskTraces.Find(folder).Where(trace => now - new DateTimeOffset(File.GetLastWriteTimeUtc(trace.Path)) > options.Copies).ToLookup(trace => trace.Id);
        var gone = 0;
        foreach (var ids in old.Select(group => group.Key).Chunk(AtOnce))
        {
            foreach (var over in await store.FindCopiesOverAsync(ids, stop))
            {
                DiskTraces.Remove(old[over]);
                gone++;
            }
        }

        return gone;
    }

    private static async Task<int> SweepPurgedAsync(string root, KeepingStore store, CancellationToken stop)
    {
        var found = DiskTraces.Find(root).ToLookup(trace => trace.Id);
        var gone = 0;
        foreach (var ids in found.Select(group => group.Key).DefaultIfEmpty(Guid.Empty).Chunk(AtOnce))
        {
            var purged = await store.FindPurgedAsync(ids, stop);
            DiskTraces.Remove(purged.Ids.SelectMany(id => found[id]));
            gone += purged.Ids.Sum(id => found[id].Count());
            // Whose page that is, its name does not tell.
            gone += purged.LastAt is { } last ? EvidenceSweep.RemoveLastBefore(EvidenceSweep.FolderIn(root), last) : 0;
        }

        return gone;
    }
}
