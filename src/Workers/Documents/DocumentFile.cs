using System.Buffers;
using System.Security.Cryptography;

namespace Workers.Documents;

/// <summary>Local files of documents: private, complete or absent, and what their name says.</summary>
internal static class DocumentFile
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode PrivateFolder = Private | UnixFileMode.UserExecute;

    /// <summary>Creates a folder that only we may read; an existing one is left as it is.</summary>
    public static void CreateFolder(string folder)
    {
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder, PrivateFolder);
        }
    }

    /// <summary>Writes a stream to a file that appears at once and complete: beside it first, synced, then renamed.</summary>
    /// <param name="sha256">What the content must be; null when unknown.</param>
    /// <exception cref="DocumentStoreException">The content is another.</exception>
    public static async Task WriteAsync(Stream content, string file, string? sha256, CancellationToken cancellation)
    {
        CreateFolder(Path.GetDirectoryName(Path.GetFullPath(file))!);
        var beside = $"{file}.{Guid.NewGuid():N}.part";
        try
        {
            await using (var target = new FileStream(beside, new FileStreamOptions
            {
                Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous, UnixCreateMode = Private,
            }))
            {
                Require(await CopyAsync(content, target, cancellation), sha256, file);
                target.Flush(flushToDisk: true);
            }

            File.Move(beside, file, overwrite: true);
        }
        finally
        {
            File.Delete(beside);
        }
    }

    /// <exception cref="DocumentStoreException">The file's content is not what its name says, or it cannot be read.</exception>
    public static async Task VerifyAsync(string file, string sha256, CancellationToken cancellation)
    {
        await using var content = OpenRead(file);
        Require(Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellation)), sha256, file);
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

    private static async Task<string> CopyAsync(Stream from, Stream to, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(81920);
        try
        {
            int read;
            while ((read = await from.ReadAsync(buffer, cancellation)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                await to.WriteAsync(buffer.AsMemory(0, read), cancellation);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Require(string found, string? sha256, string file)
    {
        if (sha256 is not null && found != sha256)
        {
            throw new DocumentStoreException($"The content for {file} has the SHA-256 {found}, but {sha256} was stored under this name.");
        }
    }
}
