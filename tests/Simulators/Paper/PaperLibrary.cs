using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Caching.Memory;

namespace Simulators.Paper;

/// <summary>
/// Knows documents by their key. With a folder, descriptions and printed PDFs are kept there, so that
/// another process with the same folder knows them too; without one descriptions live in memory. PDFs
/// are kept in memory up to 64 MiB and printed again when they are gone: the bytes are the same.
/// </summary>
internal sealed class PaperLibrary(string? folder = null) : IDisposable
{
    private readonly ConcurrentDictionary<ulong, PaperDocument> documents = new();
    private readonly MemoryCache printed = new(new MemoryCacheOptions { SizeLimit = 64 << 20 });

    /// <summary>Makes a document known and returns its key. A second time does nothing.</summary>
    public ulong Add(PaperDocument document)
    {
        var key = document.Key;
        if (documents.TryAdd(key, document) && folder is not null && !File.Exists(PathOf(key, "json")))
        {
            Write(PathOf(key, "json"), JsonSerializer.SerializeToUtf8Bytes(document));
        }

        return key;
    }

    public PaperDocument? Find(ulong key)
    {
        if (documents.TryGetValue(key, out var known))
        {
            return known;
        }

        if (folder is null || !File.Exists(PathOf(key, "json")))
        {
            return null;
        }

        var found = JsonSerializer.Deserialize<PaperDocument>(File.ReadAllBytes(PathOf(key, "json")));
        return found is null ? null : documents.GetOrAdd(key, found);
    }

    /// <summary>What the document says; null when the key is unknown.</summary>
    public Truth? FindTruth(ulong key) => Find(key) is { } document ? PaperPress.Write(document) : null;

    /// <summary>The document's PDF, printed at the first call.</summary>
    public async Task<byte[]> PdfAsync(PaperDocument document)
    {
        var key = Add(document);
        if (printed.TryGetValue(key, out byte[]? known) && known is not null)
        {
            return known;
        }

        var pdf = await LoadOrPrintAsync(document);
        return printed.Set(key, pdf, new MemoryCacheEntryOptions { Size = pdf.Length });
    }

    public void Dispose() => printed.Dispose();

    private async Task<byte[]> LoadOrPrintAsync(PaperDocument document)
    {
        var path = folder is null ? null : PathOf(document.Key, "pdf");
        if (path is not null && File.Exists(path))
        {
            return await File.ReadAllBytesAsync(path);
        }

        var pdf = await PaperPress.PrintAsync(document);
        if (path is not null)
        {
            Write(path, pdf);
        }

        return pdf;
    }

    private string PathOf(ulong key, string extension) =>
        Path.Combine(folder ?? "", string.Create(CultureInfo.InvariantCulture, $"{key:x12}.{extension}"));

    /// <summary>Another process sees the whole file or none.</summary>
    private static void Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? ".");
        var partial = $"{path}.{Guid.NewGuid():n}";
        File.WriteAllBytes(partial, content);
        File.Move(partial, path, overwrite: true);
    }
}
