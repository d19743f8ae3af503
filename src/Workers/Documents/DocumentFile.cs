using Workers.Hosting.Files;
using Workers.Pdf;

namespace Workers.Documents;

/// <summary>Local files of documents: private, complete or absent, and what their name says.</summary>
internal static class DocumentFile
{
    /// <summary>Writes a stream to a file that appears at once and complete.</summary>
    /// <param name="sha256">What the content must be; null when unknown.</param>
    /// <exception cref="DocumentStoreException">The content is another.</exception>
    public static async Task WriteAsync(AtomicFile files, Stream content, string file, string? sha256, CancellationToken cancellation)
    {
        files.CreateFolder(Path.GetDirectoryName(Path.GetFullPath(file))!);
        await files.WriteAsync(file, async target => Require(await PdfHash.CopyAsync(content, target, cancellation), sha256, file));
    }

    /// <exception cref="DocumentStoreException">The file's content is not what its name says, or it cannot be read.</exception>
    public static async Task VerifyAsync(string file, string sha256, CancellationToken cancellation)
    {
        await using var content = OpenRead(file);
        Require(await PdfHash.OfAsync(content, cancellation), sha256, file);
    }

    /// <exception cref="DocumentStoreException">It cannot be read.</exception>
    public static FileStream OpenRead(string file)
    {
        try
        {
            return new(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new DocumentStoreException($"The file {file} cannot be read: {unreadable.Message}", unreadable is FileNotFoundException or DirectoryNotFoundException, unreadable);
        }
    }

    private static void Require(string found, string? sha256, string file)
    {
        if (sha256 is not null && found != sha256)
        {
            throw new DocumentStoreException($"The content for {file} has the SHA-256 {found}, but {sha256} was stored under this name.");
        }
    }
}
