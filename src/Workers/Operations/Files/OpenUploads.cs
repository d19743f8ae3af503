using Workers.Documents;
using Workers.Hosting.Environments;
using Workers.Jobs.Uploads;
using Workers.Operations.Keys;

namespace Workers.Operations.Files;

/// <param name="Next">Null at the end.</param>
internal sealed record OpenUploadsPage(IReadOnlyList<Upload> Uploads, AccessLogCursor? Next);

/// <summary>Files that come in pieces and are no document's yet, of all who bring some: what an operator looks at, and ends.</summary>
internal static class OpenUploads
{
    private const int AtOnce = 500;

    /// <summary>The latest first.</summary>
    /// <param name="behind">Where the page before ended.</param>
    /// <exception cref="OperationException">The environment is not configured, or its database did not answer.</exception>
    public static async Task<OpenUploadsPage> ListAsync(Queues queues, TargetEnvironment environment, int limit, AccessLogCursor? behind, CancellationToken cancellation)
    {
        var page = await Queues.AskAsync(environment, queues.UploadsOf(environment).ListAsync(new(limit, behind?.At, behind?.Id), cancellation));
        return new(page.Uploads, page is { More: true, Uploads: [.., { MadeAt: { } at } last] } ? new(at, last.Id) : null);
    }

    /// <summary>All of them.</summary>
    /// <exception cref="OperationException">The environment is not configured, or its database did not answer.</exception>
    public static async Task<IReadOnlyList<Upload>> ListAllAsync(Queues queues, TargetEnvironment environment, CancellationToken cancellation)
    {
        List<Upload> all = [];
        AccessLogCursor? next = null;
        do
        {
            var page = await ListAsync(queues, environment, AtOnce, next, cancellation);
            all.AddRange(page.Uploads);
            next = page.Next;
        }
        while (next is not null);

        return all;
    }

    /// <summary>Gives one up: what arrived of it is removed, and its sender is told so.</summary>
    /// <exception cref="OperationException">There is none, a server works on it, or a store did not answer; what is left there is removed when its time is over.</exception>
    public static async Task EndAsync(Queues queues, FileStores files, TargetEnvironment environment, Guid id, string by, CancellationToken cancellation)
    {
        var uploads = queues.UploadsOf(environment);
        var ended = await Queues.AskAsync(environment, uploads.DropAsync(id, $"an operator gave it up ({by})", cancellation));
        if (!ended.IsEnded)
        {
            throw new OperationException(OperationFailure.Refused, ended.Upload is { State: UploadState.Entered, JobId: var document }
                ? $"{id} is document {document}'s meanwhile: cancel or purge that."
                : FormattableString.Invariant($"{id}: a server works on it. Order it again in a moment; of a server that died it is free after {UploadStore.Lease.TotalSeconds:0} s."));
        }

        try
        {
            await Queues.AskAsync(environment, new UploadPieces(uploads, await files.FindAsync(environment, cancellation)).EmptyAsync(id, cancellation));
        }
        catch (Exception failure) when (failure is DocumentStoreException or IOException or UnauthorizedAccessException)
        {
            throw DiskFaults.Of(failure);
        }
    }
}
