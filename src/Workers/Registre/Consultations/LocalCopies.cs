using System.Text.Json;
using System.Text.Json.Nodes;
using Workers.Hosting.Files;
using Workers.Pdf;

namespace Workers.Registre.Consultations;

/// <param name="ContentSha256">Lower-case hex.</param>
/// <param name="Pages">0 when nothing here can count them.</param>
/// <param name="Obtained">How it was come by, in the site's own spelling.</param>
/// <param name="NamedInstead">What the document says it is where that is not what was asked for: it must not be stored.</param>
internal sealed record PdfFacts(string ContentSha256, long Bytes, int Pages, JsonObject? Obtained, string? NamedInstead = null);

internal sealed record LocalCopy(string Path, PdfFacts Facts);

/// <summary>
/// Paid documents on this server's disk, from their arrival until they are stored. A copy counts when its facts lie
/// beside it, which are written last; both are synced before anything says that the document was received.
/// </summary>
/// <param name="arrivals">One worker's own folder for files that are still arriving, on the same disk.</param>
internal sealed class LocalCopies(string folder, string arrivals)
{
    /// <summary>The folder of copies below the data folder of a machine.</summary>
    public static string FolderIn(string dataRoot) => Path.Combine(dataRoot, "registre", "received");

    /// <summary>Where the file of a consultation arrives.</summary>
    public string ArrivalOf(Guid consultation) => Path.Combine(arrivals, $"{consultation:D}.pdf");

    /// <summary>Where the copy of a consultation lies, whole or not.</summary>
    public string FileOf(Guid consultation) => PdfPath(consultation);

    /// <summary>Takes a checked file over. Keeping the same consultation again replaces it.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public async Task<LocalCopy> KeepAsync(Guid consultation, string file, PdfFacts facts)
    {
        var path = PdfPath(consultation);
        AtomicFile.OnDisk.Adopt(file, path);
        await AtomicFile.OnDisk.WriteAsync(FactsPath(consultation), target => JsonSerializer.SerializeAsync(target, facts));
        return new(path, facts);
    }

    /// <returns>The copy when it is whole, by its SHA-256; null otherwise.</returns>
    public async Task<LocalCopy?> FindAsync(Guid consultation, CancellationToken cancellation)
    {
        try
        {
            await using var text = File.OpenRead(FactsPath(consultation));
            var facts = await JsonSerializer.DeserializeAsync<PdfFacts>(text, cancellationToken: cancellation);
            return facts is not null && await PdfHash.OfAsync(PdfPath(consultation), cancellation) == facts.ContentSha256
                ? new(PdfPath(consultation), facts)
                : null;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    public void Remove(Guid consultation)
    {
        File.Delete(FactsPath(consultation));
        File.Delete(PdfPath(consultation));
    }

    private string PdfPath(Guid consultation) => Path.Combine(folder, $"{consultation:D}.pdf");

    private string FactsPath(Guid consultation) => Path.Combine(folder, $"{consultation:D}.json");
}
