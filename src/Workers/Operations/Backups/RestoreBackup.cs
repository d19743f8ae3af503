using Workers.Database.Dumps;
using Workers.Database.Migrations;
using Workers.Database.Postgres;
using Workers.Documents;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Hosting.Settings;

namespace Workers.Operations.Backups;

/// <param name="WithData">This machine's own files too: paid bytes that were not stored, evidence.</param>
/// <param name="Applies">Without it, only tells what would be done.</param>
internal sealed record RestoreRequest(string Folder, TargetEnvironment Environment, bool WithData, bool Applies);

/// <param name="Backup">What was put back, or would be.</param>
/// <param name="Applied">Migrations that the database got beyond the backup's.</param>
/// <param name="Files">Files of documents and of this machine that were missing and are back.</param>
/// <param name="LeftOut">Files of documents that the backup holds and that have no place here.</param>
internal sealed record RestoredBackup(BackupManifest Manifest, BackedUpEnvironment Backup, string Database, IReadOnlyList<string> Applied, int Files = 0, int LeftOut = 0)
{
    /// <summary>What is not as one would think it is; null where nothing is.</summary>
    public string? Warning => LeftOut == 0 ? null : FormattableString.Invariant(
        $"{LeftOut} {(LeftOut == 1 ? "file of documents is" : "files of documents are")} in this backup and not restored: {Label}_DOCUMENTS_PATH is not set. Rows name documents that are not there, and what cannot be found is bought again: set it and restore anew, or copy {Backup.Files} of the backup to where the documents lie.");

    private string Label => Backup.Name.Label();
}

/// <summary>
/// Puts one environment of a backup back, only into a database in which nothing of ours lies. What was bought after the backup is not in it, so buying is paused
/// before the database can be served and again in it. Files come first: a row that names an object which is not there would be bought again.
/// </summary>
internal static class RestoreBackup
{
    /// <param name="pause">Orders that nothing is bought. False: the database is not there yet, so other stores must keep it; true: it must keep it.</param>
    /// <param name="say">Is told of each step.</param>
    /// <exception cref="OperationException">The backup is not whole, the place is not empty, something did not answer. What is said of buying's pause holds.</exception>
    public static async Task<RestoredBackup> RunAsync(
        LoadedSettings settings, RestoreRequest request, Func<BackupManifest, bool, Task> pause, Action<string> say, CancellationToken cancellation)
    {
        var manifest = BackupManifest.Read(request.Folder);
        if (ProgramVersion.Parse(manifest.Program.Split('+')[0]) is { } maker && maker > ProgramVersion.Current)
        {
            throw new OperationException(
                OperationFailure.Refused, $"This backup is of Workers {manifest.Program}, and this program is Workers {ProgramVersion.Text}, which cannot serve its database. Restore with that version or newer. Nothing was changed.");
        }

        var label = request.Environment.Label();
        var backup = manifest.Environments.FirstOrDefault(one => one.Name == request.Environment) ?? throw new OperationException(
            OperationFailure.Refused, $"{label} is not in this backup; in it: {string.Join(", ", manifest.Environments.Select(one => one.Name.Label()))}. Name one of them with --env: a ledger is one environment's and goes into no other.");
        var options = ConfiguredEnvironments.Of(settings).FirstOrDefault(one => one.Name == request.Environment)?.Options;
        if (!PostgresAddress.TryParse(options?.DatabaseUrl, out var address))
        {
            throw new OperationException(OperationFailure.Misconfigured, $"{label}: a database is restored over its Postgres URL. Set {label}_SUPABASE_DB_URL.");
        }

        var dump = Path.Combine(request.Folder, backup.Dump);
        await RequireWholeAsync(dump, backup, cancellation);
        RequireOwnDisk(request, backup, options?.DocumentsPath);
        await RequireEmptyAsync(request.Environment, address, cancellation);
        var result = new RestoredBackup(manifest, backup, address.ToString(), [], LeftOut: CountLeftOut(request, backup, options?.DocumentsPath));
        if (!request.Applies)
        {
            return result;
        }

        await pause(manifest, false);
        var files = CopyFiles(settings, request, manifest, backup, options?.DocumentsPath, say, cancellation);
        await Queues.AskAsync(request.Environment, ReadAsync(address, dump, cancellation));
        say(FormattableString.Invariant($"{label}: {backup.Documents} documents are back in {address}"));
        var applied = await Queues.AskAsync(request.Environment, Migrator.ApplyAsync(address, cancellation, step => say($"{label}: {step}")));
        await pause(manifest, true);
        return result with { Applied = applied, Files = files };
    }

    private static async Task<bool> ReadAsync(PostgresAddress address, string dump, CancellationToken cancellation)
    {
        var list = Path.Combine(Path.GetTempPath(), $"workers-restore-{Guid.NewGuid():N}.list");
        try
        {
            await PostgresDump.ReadAsync(address, dump, list, cancellation);
            await PostgresDump.ForgetHomeAsync(address, cancellation);
            return true;
        }
        finally
        {
            File.Delete(list);
        }
    }

    private static async Task RequireWholeAsync(string dump, BackedUpEnvironment backup, CancellationToken cancellation)
    {
        if (!File.Exists(dump) || await BackupFiles.HashAsync(dump, cancellation) != backup.Sha256)
        {
            throw new OperationException(OperationFailure.Refused, $"{dump} is not the file that was written ({(File.Exists(dump) ? "its SHA-256 differs" : "it is missing")}). Take another copy of this backup, or another backup.");
        }
    }

    private static async Task RequireEmptyAsync(TargetEnvironment environment, PostgresAddress address, CancellationToken cancellation)
    {
        if (await Queues.AskAsync(environment, PostgresDump.FindContentAsync(address, cancellation)) is { } there)
        {
            var label = environment.Label();
            throw new OperationException(
                OperationFailure.Refused,
                FormattableString.Invariant($"{label}: {address} holds {there.Documents} documents ({there.Migration ?? "not migrated"}), and nothing is put over them. Make an empty database (createdb), let {label}_SUPABASE_DB_URL name it, and restore there; the old one stays as it is. Where this restore was cut off before: 'migrate', then 'pauses' must show buying paused."));
        }
    }

    /// <summary>The folder that is there holds the documents of this very environment, or nothing.</summary>
    private static void RequireOwnDisk(RestoreRequest request, BackedUpEnvironment backup, string? documents)
    {
        if (documents is null || backup.Files is null)
        {
            return;
        }

        var (there, kept) = (Path.Combine(documents, FolderMarker.FileName), Path.Combine(request.Folder, backup.Files, FolderMarker.FileName));
        if (File.Exists(there) && File.Exists(kept) && File.ReadAllText(there).Trim() != File.ReadAllText(kept).Trim())
        {
            throw new OperationException(
                OperationFailure.Refused, $"{documents} holds the documents of another database ({FolderMarker.FileName} differs from the backup's). Let {request.Environment.Label()}_DOCUMENTS_PATH name an empty folder.");
        }
    }

    private static int CountLeftOut(RestoreRequest request, BackedUpEnvironment backup, string? documents) =>
        documents is null && backup.Files is { } files ? BackupFiles.Count(Path.Combine(request.Folder, files)) : 0;

    private static int CopyFiles(
        LoadedSettings settings, RestoreRequest request, BackupManifest manifest, BackedUpEnvironment backup, string? documents, Action<string> say, CancellationToken cancellation)
    {
        return Put(backup.Files, documents) + Put(request.WithData ? manifest.Data : null, new DataFolder(settings.Get<HostingOptions>()).Root);

        int Put(string? part, string? place)
        {
            if (part is null || place is null)
            {
                return 0;
            }

            var copied = BackupFiles.Copy(Path.Combine(request.Folder, part), place, [], cancellation);
            say(FormattableString.Invariant($"{place}: {copied} files that were not there"));
            return copied;
        }
    }
}
