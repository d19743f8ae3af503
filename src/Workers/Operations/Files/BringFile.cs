using Workers.Documents;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Uploads;
using Workers.Pdf;
using Workers.Registre;

namespace Workers.Operations.Files;

/// <summary>A PDF that the office has already.</summary>
/// <param name="Id">Of this order: under the same one it becomes one document's.</param>
/// <param name="File">On this machine's disk, whole.</param>
/// <param name="Document">What it is; null with <paramref name="Given"/>.</param>
/// <param name="Given">A document that waits to be bought, which is given the file.</param>
/// <param name="AcceptsOther">A person looked: it is kept though it names itself otherwise.</param>
internal sealed record BringRequest(TargetEnvironment Environment, Guid Id, string File, string By, NewDocument? Document = null, Guid? Given = null, bool AcceptsOther = false, string? KeyId = null);

/// <summary>What became of a file.</summary>
/// <param name="Id">Of its document; null of one that was refused.</param>
/// <param name="Reason">Why it was refused.</param>
/// <param name="IsBadFile">It lies with the file itself, and not with the document that it was brought for.</param>
internal sealed record BroughtDocument(BringResult Result, Guid? Id = null, JobStatus? StatusId = null, string? Reason = null, bool IsBadFile = false)
{
    public static BroughtDocument BadFile(string reason) => new(BringResult.Refused, Reason: reason, IsBadFile: true);

    public static BroughtDocument Of(BringAnswer answer) => new(answer.Result, answer.Id, answer.StatusId, answer.Reason);
}

/// <summary>Brings a PDF in that the office has already: checked like one that was bought, stored under the same names, entered at 3, and never billed.</summary>
internal static class BringFile
{
    /// <exception cref="OperationException">A store or the disk did not serve. Under the same id the order goes on.</exception>
    public static async Task<BroughtDocument> RunAsync(Queues queues, FileStores files, BringRequest request, CancellationToken cancellation)
    {
        var bytes = new FileInfo(request.File).Length;
        if (bytes == 0 || bytes > files.MostBytes)
        {
            return BroughtDocument.BadFile(bytes == 0 ? "the file is empty. Bring a whole PDF." : $"the file has {bytes} bytes; allowed: {files.MostBytes} (OCR_PDF_MAX_MB).");
        }

        var uploads = queues.UploadsOf(request.Environment);
        var opened = await Queues.AskAsync(request.Environment, uploads.OpenAsync(
            new(request.Id, request.By, bytes, UploadStore.Kept.TotalSeconds, Uploads.MostOpen, request.Document, request.Given, request.KeyId, Arrived: bytes, AcceptsOther: request.AcceptsOther), cancellation));
        return opened.Upload is { } upload
            ? await EnterAsync(queues, files, request.Environment, upload, request.KeyId, request.File, cancellation)
            : new(BringResult.Refused, Reason: opened.Fault ?? "it is refused");
    }

    /// <param name="file">Whole. It is stored under its content, so that each try of one upload stores the same object.</param>
    /// <inheritdoc cref="RunAsync"/>
    internal static async Task<BroughtDocument> EnterAsync(
        Queues queues, FileStores files, TargetEnvironment environment, Upload upload, string? keyId, string file, CancellationToken cancellation)
    {
        var uploads = queues.UploadsOf(environment);
        var store = await files.FindAsync(environment, cancellation);
        var pieces = new UploadPieces(uploads, store);
        try
        {
            var document = upload.Document;
            var checkedFile = await FileCheck.RunAsync(file, DocumentRequest.Of(document), upload.AcceptsOther, cancellation);
            if (checkedFile.Fault is { } bad)
            {
                await Queues.AskAsync(environment, uploads.EndAsync(upload.Id, keyId, UploadState.Refused, bad, cancellation));
                await Queues.AskAsync(environment, pieces.EmptyAsync(upload.Id, cancellation));
                return BroughtDocument.BadFile(bad);
            }

            var name = new DocumentName(document.DocumentSource, document.DocumentNumber, document.CirconscriptionFonciere, document.Cadastre, await PdfHash.OfAsync(file, cancellation));
            var brought = new BroughtFile(name.ContentSha256, DocumentPath.Of(name).ToString(), checkedFile.Pages, checkedFile.Details);
            var answer = await Queues.AskAsync(environment, uploads.BringAsync(upload.Id, brought, isStored: false, cancellation));
            if (answer.Result is BringResult.Ready)
            {
                await store.PutAsync(name, file, cancellation);
                answer = await Queues.AskAsync(environment, uploads.BringAsync(upload.Id, brought, isStored: true, cancellation));
                await queues.WakeAsync(environment, cancellation);
            }

            if (answer.Result is BringResult.Refused)
            {
                if (answer.IsLeft)
                {
                    await store.RemoveAsync(brought.SupabasePath, document.DocumentSource, cancellation);
                }

                await Queues.AskAsync(environment, uploads.EndAsync(upload.Id, keyId, UploadState.Refused, answer.Reason ?? "", cancellation));
                await Queues.AskAsync(environment, pieces.EmptyAsync(upload.Id, cancellation));
            }
            else
            {
                await Queues.AskAsync(environment, pieces.RemoveAsync(upload.Id, document.DocumentSource, cancellation));
            }

            return BroughtDocument.Of(answer);
        }
        catch (Exception failure) when (failure is DocumentStoreException or IOException or UnauthorizedAccessException)
        {
            throw DiskFaults.Of(failure);
        }
    }
}
