using System.Buffers;
using System.Security.Cryptography;

namespace Workers.Pdf;

/// <summary>The SHA-256 that names a PDF's content, in lower-case hex.</summary>
internal static class PdfHash
{
    private const int Chunk = 80 * 1024;

    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<string> OfAsync(string file, CancellationToken cancellation)
    {
        await using var content = File.OpenRead(file);
        return await OfAsync(content, cancellation);
    }

    public static async Task<string> OfAsync(Stream content, CancellationToken cancellation) =>
        Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellation));

    /// <summary>Copies a stream.</summary>
    /// <returns>The hash of what was copied.</returns>
    public static async Task<string> CopyAsync(Stream from, Stream to, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(Chunk);
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
}
