using System.Text.Json.Nodes;
using Workers.Documents;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Ocr.Pages;
using Workers.Pdf;

namespace Workers.Operations.Files;

/// <summary>What can be had of one document.</summary>
/// <param name="ContentSha256">Of its PDF, lower-case hex; null where it is not known.</param>
/// <param name="StoredAs">Where its PDF lies; null of one that is not stored.</param>
/// <param name="Structure">What was read from it; null of one that is not read.</param>
/// <param name="Text">The same as people read it.</param>
internal sealed record DocumentContent(Guid Id, DocumentSource Source, string Number, string? Circonscription, string? ContentSha256, string? StoredAs, JsonObject? Structure, string? Text);

/// <summary>Gives a document's PDF and what was read from it.</summary>
internal static class StoredFile
{
    /// <param name="withReading">Else structure and text are not asked for.</param>
    /// <returns>Null where the environment has no such document.</returns>
    /// <exception cref="OperationException">The environment is not configured, or its database did not answer.</exception>
    public static async Task<DocumentContent?> FindAsync(Queues queues, TargetEnvironment environment, Guid id, bool withReading, CancellationToken cancellation)
    {
        var review = await Queues.AskAsync(environment, queues.ReviewsOf(environment).ReadAsync(id, withReading, cancellation));
        // An id of a doubt is none of a document.
        return review.Document is { } found && found.Id == id
            ? new(id, found.DocumentSource, found.DocumentNumber, found.CirconscriptionFonciere, found.ContentSha256, found.SupabasePath, found.Structure, found.BoostedFileContent)
            : null;
    }

    /// <summary>Fetches the PDF onto this machine's disk, and checks it against its hash.</summary>
    /// <param name="content">Of a document that is stored.</param>
    /// <param name="folder">Where it is put; it goes with the folder.</param>
    /// <returns>The file.</returns>
    /// <exception cref="OperationException">It cannot be had: refused where its object is gone or another.</exception>
    public static async Task<string> FetchAsync(FileStores stores, TargetEnvironment environment, DocumentContent content, WorkFolder folder, CancellationToken cancellation)
    {
        var file = folder.File("document.pdf");
        var store = await stores.FindAsync(environment, cancellation);
        try
        {
            await store.FetchAsync(content.StoredAs!, content.Source, file, cancellation);
            return content.ContentSha256 is { } sha256 && sha256 != await PdfHash.OfAsync(file, cancellation)
                ? throw new OperationException(OperationFailure.Refused, "What lies in the store is not the PDF that the document had.")
                : file;
        }
        catch (DocumentStoreException gone) when (gone.Missing || gone.IsWrongAddress)
        {
            throw new OperationException(OperationFailure.Refused, "The document's PDF is not in the store any more.", gone);
        }
        catch (Exception failure) when (failure is DocumentStoreException or IOException or UnauthorizedAccessException)
        {
            throw DiskFaults.Of(failure);
        }
    }
}
