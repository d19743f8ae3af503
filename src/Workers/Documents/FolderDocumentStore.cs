using Workers.Hosting.Environments;
using Workers.Hosting.Files;
using Workers.Hosting.Settings;
using Workers.Jobs;

namespace Workers.Documents;

/// <summary>A local folder with one folder for each bucket; files are private and appear complete.</summary>
/// <param name="project">The environment's Supabase project where it has one too, to accept its addresses in old rows.</param>
/// <param name="files">How files reach the disk; null for the disk itself.</param>
internal sealed class FolderDocumentStore(TargetEnvironment environment, string folder, Uri? project, AtomicFile? files = null) : IDocumentStore
{
    private readonly AtomicFile _files = files ?? AtomicFile.OnDisk;

    public TargetEnvironment Environment => environment;

    public async Task<string> PutAsync(DocumentName name, string localFile, CancellationToken cancellation)
    {
        var path = new DocumentPath(DocumentKey.Bucket(name.Source), DocumentKey.Of(name));
        await using var content = DocumentFile.OpenRead(localFile);
        await GuardAsync(() => DocumentFile.WriteAsync(_files, content, FileOf(path), name.ContentSha256, cancellation));
        return path.ToString();
    }

    public async Task FetchAsync(string supabasePath, DocumentSource source, string localFile, CancellationToken cancellation)
    {
        var path = DocumentPath.Parse(supabasePath, source, environment, project);
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
        await GuardAsync(() => DocumentFile.WriteAsync(_files, content, localFile, DocumentKey.Sha256Of(path.Key), cancellation));
    }

    public Task<string?> CheckAsync(CancellationToken cancellation)
    {
        var fault = DocumentKey.Buckets.Select(bucket => FolderProbe.FindFault(Path.Combine(folder, bucket))).FirstOrDefault(found => found is not null);
        return Task.FromResult(fault is null ? null
            : new ConfigurationFault($"{environment.Label()}_DOCUMENTS_PATH", folder, FolderProbe.Allowed, $"{fault} Name another folder, mount its disk, or correct its rights.").ToString());
    }

    private string FileOf(DocumentPath path) => Path.Combine(folder, path.Bucket, path.Key);

    private async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new DocumentStoreException($"{environment.Label()}: {fault.Message}", missing: false, fault);
        }
    }
}
