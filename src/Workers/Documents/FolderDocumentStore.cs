using Workers.Database;
using Workers.Hosting.Environments;
using Workers.Hosting.Files;
using Workers.Hosting.Settings;
using Workers.Jobs;

namespace Workers.Documents;

/// <summary>A local folder with one folder for each bucket; files are private and appear complete.</summary>
/// <param name="project">The environment's Supabase project where it has one too, to accept its addresses in old rows.</param>
/// <param name="files">How files reach the disk; null for the disk itself.</param>
/// <param name="agreed">See <see cref="FolderMarker"/>; null where no database knows the folder, which is unmarked then.</param>
internal sealed class FolderDocumentStore(
    TargetEnvironment environment, string folder, Uri? project, AtomicFile? files = null, Func<string?, CancellationToken, Task<string?>>? agreed = null) : IDocumentStore
{
    private readonly AtomicFile _files = files ?? AtomicFile.OnDisk;

    private readonly FolderMarker? _marker = agreed is null ? null : new(folder, $"{environment.Label()}_DOCUMENTS_PATH", agreed, files ?? AtomicFile.OnDisk);

    public TargetEnvironment Environment => environment;

    public async Task<string> PutAsync(DocumentName name, string localFile, CancellationToken cancellation)
    {
        var path = DocumentPath.Of(name);
        RequireDisk();
        await using var content = DocumentFile.OpenRead(localFile);
        await GuardAsync(() => DocumentFile.WriteAsync(_files, content, FileOf(path), name.ContentSha256, cancellation), isAway: true);
        return path.ToString();
    }

    public async Task FetchAsync(string supabasePath, DocumentSource source, string localFile, CancellationToken cancellation)
    {
        var path = DocumentPath.Parse(supabasePath, source, environment, project);
        RequireDisk();
        if (!Directory.Exists(Path.GetDirectoryName(FileOf(path))))
        {
            throw new DocumentStoreException(
                $"{environment.Label()} has no folder {Path.GetDirectoryName(FileOf(path))}: mount the disk of the documents there, or correct {environment.Label()}_DOCUMENTS_PATH.") { IsAway = true };
        }

        if (!File.Exists(FileOf(path)))
        {
            throw new DocumentStoreException($"{environment.Label()} has no document {path} in {folder}.", missing: true);
        }

        await using var content = DocumentFile.OpenRead(FileOf(path));
        await GuardAsync(() => DocumentFile.WriteAsync(_files, content, localFile, DocumentKey.Sha256Of(path.Key), cancellation), isAway: false);
    }

    public async Task RemoveAsync(string supabasePath, DocumentSource source, CancellationToken cancellation)
    {
        var path = DocumentPath.Parse(supabasePath, source, environment, project);
        RequireDisk();
        await GuardAsync(
            () =>
            {
                if (File.Exists(FileOf(path)))
                {
                    File.Delete(FileOf(path));
                }

                return Task.CompletedTask;
            },
            isAway: true);
    }

    public async Task<string?> CheckAsync(CancellationToken cancellation, bool makes = true)
    {
        try
        {
            if (_marker is not null && await _marker.CheckAsync(cancellation, makes) is { } other)
            {
                return other;
            }
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            return Describe(FolderFault.Of(broken, folder));
        }
        catch (DatabaseException away)
        {
            return $"which folder holds the documents could not be asked: {away.Message}";
        }

        return DocumentKey.Buckets.Select(bucket => Path.Combine(folder, bucket)).Select(place => makes || Directory.Exists(place) ? FolderProbe.FindFault(place) : FolderProbe.FindImpossible(place) is { } impossible ? new FolderFault(impossible) : null).FirstOrDefault(found => found is not null) is { } fault
            ? Describe(fault)
            : null;
    }

    private string Describe(FolderFault fault) => fault.In($"{environment.Label()}_DOCUMENTS_PATH", folder, "Name another folder, mount its disk, or correct its rights.").ToString();

    /// <summary>Nothing is written to, nor missed on, a disk that is not the documents' own.</summary>
    private void RequireDisk()
    {
        if (_marker?.FindFault() is { } other)
        {
            throw new DocumentStoreException($"{environment.Label()}: {other}") { IsAway = true };
        }
    }

    private string FileOf(DocumentPath path) => Path.Combine(folder, path.Bucket, path.Key);

    /// <param name="isAway">Whether any document would have met what the disk says: one that takes no file takes none.</param>
    private async Task GuardAsync(Func<Task> work, bool isAway)
    {
        try
        {
            await work();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new DocumentStoreException($"{environment.Label()}: {fault.Message}", missing: false, fault) { IsAway = isAway };
        }
    }
}
