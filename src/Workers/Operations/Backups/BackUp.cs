using Workers.Database.Dumps;
using Workers.Database.Environments;
using Workers.Database.Postgres;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Hosting.Files;
using Workers.Hosting.Settings;

namespace Workers.Operations.Backups;

/// <param name="Folder">New, or empty.</param>
/// <param name="Environment">Null takes every environment that is configured.</param>
/// <param name="LeavesDocuments">Documents folders are backed up otherwise.</param>
/// <param name="Program">The version of this program.</param>
internal sealed record BackupRequest(string Folder, TargetEnvironment? Environment, bool LeavesDocuments, string Program);

/// <summary>
/// Writes the databases, the documents folders and this machine's own files into one folder, while daemons work. The databases come first: every object that a row names
/// is there before the row says so, and so it is in the copy that comes after.
/// </summary>
internal static class BackUp
{
    /// <param name="say">Is told of each step.</param>
    /// <exception cref="OperationException">An environment cannot be dumped, the folder is in use, a program or the disk refused; the folder holds no whole backup.</exception>
    public static async Task<BackupManifest> RunAsync(LoadedSettings settings, BackupRequest request, Action<string> say, CancellationToken cancellation)
    {
        var folder = Path.GetFullPath(request.Folder);
        var data = new DataFolder(settings.Get<HostingOptions>()).Root;
        var environments = ConfiguredEnvironments.Of(settings).Where(one => request.Environment is null || one.Name == request.Environment).ToList();
        var addresses = Require(environments, request.Environment);
        string[] documents = [.. ConfiguredEnvironments.Of(settings).Select(one => one.Options.DocumentsPath).OfType<string>()];
        Prepare(folder, [data, .. documents]);

        var madeAt = TimeProvider.System.GetUtcNow();
        List<BackedUpEnvironment> written = [];
        foreach (var environment in environments)
        {
            written.Add(await DumpAsync(environment, addresses[environment.Name], folder, say, cancellation));
        }

        for (var at = 0; at < written.Count; at++)
        {
            written[at] = written[at] with { Files = CopyDocuments(environments[at], request, folder, say, cancellation) };
        }

        var hasData = Directory.Exists(data);
        if (hasData)
        {
            var files = BackupFiles.Copy(data, Path.Combine(folder, "data"), documents, cancellation);
            say(FormattableString.Invariant($"{data}: {files} files"));
        }

        var manifest = new BackupManifest(madeAt, request.Program, Environment.MachineName, written, hasData ? "data" : null);
        await manifest.WriteAsync(folder, cancellation);
        return manifest;
    }

    private static Dictionary<TargetEnvironment, PostgresAddress> Require(List<EnvironmentSettings> environments, TargetEnvironment? asked)
    {
        if (asked is { } name && environments.Count == 0)
        {
            throw new OperationException(OperationFailure.Misconfigured, $"{name.Label()} is not configured.");
        }

        var addresses = new Dictionary<TargetEnvironment, PostgresAddress>();
        List<string> without = [];
        foreach (var environment in environments)
        {
            if (PostgresAddress.TryParse(environment.Options.DatabaseUrl, out var address))
            {
                addresses[environment.Name] = address;
            }
            else
            {
                without.Add(environment.Name.Label());
            }
        }

        return without.Count == 0 ? addresses : throw new OperationException(
            OperationFailure.Misconfigured,
            $"{string.Join(", ", without)}: a database is dumped over its Postgres URL, not over HTTP. Set {without[0]}_SUPABASE_DB_URL (in Supabase: Connect, session pooler), or name another environment and leave this one to Supabase's own backups.");
    }

    private static void Prepare(string folder, IEnumerable<string> sources)
    {
        if (sources.FirstOrDefault(source => BackupFiles.Overlap(folder, source)) is { } source)
        {
            throw new OperationException(OperationFailure.Refused, $"{folder} and {source}, which is backed up, lie in each other. Name a folder elsewhere, best on another disk.");
        }

        try
        {
            if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            {
                throw new OperationException(OperationFailure.Refused, $"{folder} is not empty: a backup takes a folder of its own. Name a new one, such as one with today's date.");
            }

            AtomicFile.OnDisk.CreateFolder(folder);
            // It may have been there, open to others, and what is written into it is so by the umask.
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception disk) when (disk is IOException or UnauthorizedAccessException)
        {
            throw new OperationException(OperationFailure.Unavailable, $"{folder} cannot be made a folder of this user alone: {disk.Message}", disk);
        }
    }

    private static async Task<BackedUpEnvironment> DumpAsync(EnvironmentSettings environment, PostgresAddress address, string folder, Action<string> say, CancellationToken cancellation)
    {
        var label = environment.Name.Label();
        var dump = $"{label.ToLowerInvariant()}.dump";
        var file = Path.Combine(folder, dump);
        var content = await Queues.AskAsync(environment.Name, PostgresDump.FindContentAsync(address, cancellation))
            ?? throw new OperationException(OperationFailure.Misconfigured, $"{label}: nothing of this program lies in {address}: there is nothing to back up. Correct {label}_SUPABASE_DB_URL, or run 'migrate'.");
        await Queues.AskAsync(environment.Name, WriteAsync(address, file, cancellation));
        // Copied elsewhere it is no longer under its folder's rights.
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        say(FormattableString.Invariant($"{label}: {content.Documents} documents and all that tells of them, {new FileInfo(file).Length / 1024} kB ({address})"));
        return new(environment.Name, address.ToString(), dump, await BackupFiles.HashAsync(file, cancellation), content.Migration, content.Documents, null);
    }

    private static async Task<bool> WriteAsync(PostgresAddress address, string file, CancellationToken cancellation)
    {
        await PostgresDump.WriteAsync(address, file, cancellation);
        return true;
    }

    private static string? CopyDocuments(EnvironmentSettings environment, BackupRequest request, string folder, Action<string> say, CancellationToken cancellation)
    {
        var label = environment.Name.Label();
        if (environment.Options.DocumentsPath is not { } documents)
        {
            say($"{label}: its PDFs lie in Supabase Storage and are not in this backup");
            return null;
        }

        if (request.LeavesDocuments || !Directory.Exists(documents))
        {
            say($"{label}: {documents} is {(request.LeavesDocuments ? "left out" : "not there yet")}");
            return null;
        }

        var name = $"{label.ToLowerInvariant()}-documents";
        var files = BackupFiles.Copy(documents, Path.Combine(folder, name), [], cancellation);
        say(FormattableString.Invariant($"{label}: {files} files of {documents}"));
        return name;
    }
}
