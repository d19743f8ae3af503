using Workers.Documents;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Uploads;
using Workers.Office;
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
    /// <summary>Why the file was refused, for whatever language it is read in; null where it does not lie with the file.</summary>
    public Remark? What { get; private init; }

    public static BroughtDocument BadFile(Remark what) => new(BringResult.Refused, Reason: what.Text, IsBadFile: true) { What = what };

    public static BroughtDocument Of(BringAnswer answer) => new(answer.Result, answer.Id, answer.StatusId, answer.Reason);
}

/// <summary>By which one process at a time works on an upload.</summary>
/// <param name="RenewAsync">False where it is lost.</param>
internal sealed record UploadLease(Guid Holder, Func<Task<bool>> RenewAsync);

/// <summary>Brings a PDF in that the office has already: checked like one that was bought, stored under the same names, entered at 3, and never billed.</summary>
internal static class BringFile
{
    /// <exception cref="OperationException">A store or the disk did not serve. Under the same id the order goes on.</exception>
    public static async Task<BroughtDocument> RunAsync(Queues queues, FileStores files, BringRequest request, CancellationToken cancellation)
    {
        var bytes = new FileInfo(request.File).Length;
        if (bytes == 0 || bytes > files.MostBytes)
        {
            return BroughtDocument.BadFile(bytes == 0 ? Remark.Of("pdf.bad_shape", new() { ["what"] = Remark.Of("pdf.empty") }) : Remark.Of("pdf.large", new() { ["bytes"] = bytes, ["most"] = files.MostBytes }));
        }

        var uploads = queues.UploadsOf(request.Environment);
        var opened = await Queues.AskAsync(request.Environment, uploads.OpenAsync(
            new(request.Id, request.By, bytes, UploadStore.Kept.TotalSeconds, Uploads.MostOpen, request.Document, request.Given, request.KeyId, Arrived: bytes, AcceptsOther: request.AcceptsOther), cancellation));
        if (opened.Upload is not { } upload)
        {
            return new(BringResult.Refused, Reason: opened.Fault ?? "it is refused");
        }

        return await EnterAsync(queues, files, request.Environment, upload, request.KeyId, request.File, null, cancellation)
            ?? throw new OperationException(OperationFailure.Unavailable, "Another try of this order is being carried out. Send it again soon.");
    }

    /// <param name="file">Whole. It is stored under its content, so that each try of one upload stores the same object.</param>
    /// <param name="lease">Of an upload that only its holder works on; null of one that came whole.</param>
    /// <returns>Null where the lease is lost: another works on it.</returns>
    /// <inheritdoc cref="RunAsync"/>
    internal static async Task<BroughtDocument?> EnterAsync(
        Queues queues, FileStores files, TargetEnvironment environment, Upload upload, string? keyId, string file, UploadLease? lease, CancellationToken cancellation)
    {
        var uploads = queues.UploadsOf(environment);
        var store = await files.FindAsync(environment, cancellation);
        var pieces = new UploadPieces(uploads, store);
        try
        {
            var document = upload.Document;
            CheckedFile checkedFile;
            using (await files.TakeSeatAsync(cancellation))
            {
                if (!await IsKeptAsync())
                {
                    return null;
                }

                checkedFile = await FileCheck.RunAsync(file, DocumentRequest.Of(document), upload.AcceptsOther, cancellation);
            }

            if (!await IsKeptAsync())
            {
                return null;
            }

            if (checkedFile.Fault is { } bad)
            {
                return await RefuseAsync(bad.Text) ? BroughtDocument.BadFile(bad) : null;
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

            switch (answer.Result)
            {
                case BringResult.Busy:
                    throw new OperationException(OperationFailure.Unavailable, $"Not brought in yet: {answer.Reason}.");
                case BringResult.Refused:
                    await RefuseAsync(answer.Reason ?? "");
                    break;
                default:
                    await Queues.AskAsync(environment, pieces.RemoveAsync(upload.Id, document.DocumentSource, cancellation));
                    break;
            }

            return BroughtDocument.Of(answer);
        }
        catch (Exception failure) when (failure is DocumentStoreException or IOException or UnauthorizedAccessException)
        {
            throw DiskFaults.Of(failure);
        }

        async Task<bool> IsKeptAsync() => lease is null || await lease.RenewAsync();

        async Task<bool> RefuseAsync(string fault) => await Queues.AskAsync(environment, uploads.EndAsync(upload.Id, keyId, lease?.Holder, UploadState.Refused, fault, cancellation))
            && await Queues.AskAsync(environment, pieces.EmptyAsync(upload.Id, cancellation));
    }
}
