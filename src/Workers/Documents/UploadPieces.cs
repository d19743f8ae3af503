using Workers.Jobs;
using Workers.Jobs.Uploads;
using Workers.Pdf;

namespace Workers.Documents;

/// <summary>
/// The bytes of files that are brought, as objects of an environment's store: any process finds them there. Each is written down before it is stored, so that whatever a dead
/// process left is found and removed.
/// </summary>
internal sealed class UploadPieces(UploadStore uploads, IDocumentStore store)
{
    /// <summary>After so many in a row that cannot be removed the store is taken for away.</summary>
    private const int MostInVain = 5;

    private static readonly TimeSpan Renewal = UploadStore.Lease / 4;

    /// <param name="file">With the bytes that follow those that arrived.</param>
    /// <returns>How many arrived; null where the lease is lost, and nothing was counted.</returns>
    /// <exception cref="DocumentStoreException">Not stored.</exception>
    public async Task<long?> AddAsync(Upload upload, Guid holder, long start, string file, CancellationToken cancellation)
    {
        var name = new DocumentName(upload.Document.DocumentSource, $"upload-{upload.Id:N}-{start}", null, null, await PdfHash.OfAsync(file, cancellation));
        var piece = new UploadPiece(DocumentPath.Of(name).ToString(), start, new FileInfo(file).Length);
        if (!(await uploads.CountAsync(upload.Id, holder, piece, isStored: false, cancellation)).IsHeld)
        {
            return null;
        }

        await store.PutAsync(name, file, cancellation);
        var counted = await uploads.CountAsync(upload.Id, holder, piece, isStored: true, cancellation);
        if (counted.IsLeft)
        {
            await store.RemoveAsync(piece.Path, upload.Document.DocumentSource, cancellation);
        }

        return counted.IsHeld ? counted.Arrived : null;
    }

    /// <summary>Puts all of them together, in their order.</summary>
    /// <param name="renewAsync">Called now and then while it lasts; false ends it.</param>
    /// <returns>False where the lease was lost.</returns>
    /// <exception cref="DocumentStoreException">A piece cannot be had.</exception>
    /// <exception cref="IOException">The disk refused.</exception>
    public async Task<bool> AssembleAsync(Upload upload, string file, TimeProvider time, Func<Task<bool>> renewAsync, CancellationToken cancellation)
    {
        var beside = $"{file}.piece";
        var renewed = time.GetTimestamp();
        await using var whole = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None);
        while (whole.Length < upload.Bytes)
        {
            var pieces = await uploads.ListPiecesAsync(upload.Id, whole.Length == 0 ? null : whole.Length - 1, storedOnly: true, cancellation);
            foreach (var piece in pieces)
            {
                if (piece.Start != whole.Length)
                {
                    throw new DocumentStoreException($"The upload {upload.Id} lacks its bytes from {whole.Length}: its pieces are not those that were counted.", missing: true);
                }

                if (time.GetElapsedTime(renewed) >= Renewal)
                {
                    renewed = time.GetTimestamp();
                    if (!await renewAsync())
                    {
                        return false;
                    }
                }

                await store.FetchAsync(piece.Path, upload.Document.DocumentSource, beside, cancellation);
                await using var bytes = DocumentFile.OpenRead(beside);
                await bytes.CopyToAsync(whole, cancellation);
            }

            if (pieces.Count == 0)
            {
                throw new DocumentStoreException($"The upload {upload.Id} has {whole.Length} of its {upload.Bytes} bytes in its pieces.", missing: true);
            }
        }

        return whole.Length == upload.Bytes;
    }

    /// <summary>Takes the pieces out of the store.</summary>
    /// <returns>How many went.</returns>
    /// <exception cref="DocumentStoreException">The store did not answer; the rest stays written down.</exception>
    public async Task<int> RemoveAsync(Guid id, DocumentSource source, CancellationToken cancellation)
    {
        var gone = 0;
        while (await uploads.ListPiecesAsync(id, null, storedOnly: false, cancellation) is { Count: > 0 } pieces)
        {
            foreach (var piece in pieces)
            {
                await store.RemoveAsync(piece.Path, source, cancellation);
            }

            await uploads.ForgetPiecesAsync(id, [.. pieces.Select(piece => piece.Path)], cancellation);
            gone += pieces.Count;
        }

        return gone;
    }

    /// <summary>Takes all that lies in the store of files that become no document's, and forgets them. One that cannot be removed does not keep the others.</summary>
    /// <returns>How many went.</returns>
    /// <exception cref="DocumentStoreException">The store did not answer for all; the rest stays written down.</exception>
    public async Task<int> RemoveLeftAsync(CancellationToken cancellation, string? dossier = null, Guid? document = null)
    {
        var (gone, inVain) = (0, 0);
        Guid? after = null;
        DocumentStoreException? away = null;
        while (await uploads.ListLeftAsync(cancellation, dossier, document, after) is [.., var last] left)
        {
            after = last.Id;
            foreach (var upload in left)
            {
                try
                {
                    await EmptyAsync(upload, whole: true, cancellation);
                    (gone, inVain) = (gone + 1, 0);
                }
                catch (DocumentStoreException fault) when (++inVain < MostInVain)
                {
                    away = fault;
                }
            }
        }

        return away is null ? gone : throw away;
    }

    /// <summary>Takes all that lies in the store of one file; its row goes on telling why until its time is over.</summary>
    /// <returns>True where there was something.</returns>
    /// <exception cref="DocumentStoreException">The store did not answer; the rest stays written down.</exception>
    public async Task<bool> EmptyAsync(Guid id, CancellationToken cancellation)
    {
        if (await uploads.FindLeftAsync(id, cancellation) is not { } left)
        {
            return false;
        }

        await EmptyAsync(left, whole: false, cancellation);
        return true;
    }

    private async Task EmptyAsync(LeftUpload upload, bool whole, CancellationToken cancellation)
    {
        var source = DocumentSources.Parse(upload.DocumentSource) ?? DocumentSource.Index;
        await RemoveAsync(upload.Id, source, cancellation);
        // Asked just before: the same file, which is the same object, may have been brought by another.
        if ((await uploads.FindLeftAsync(upload.Id, cancellation))?.Object is { } path)
        {
            await store.RemoveAsync(path, source, cancellation);
        }

        await uploads.ForgetAsync(upload.Id, whole, cancellation);
    }
}
