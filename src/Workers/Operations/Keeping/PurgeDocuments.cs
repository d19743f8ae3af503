using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Jobs.Keeping;
using Workers.Jobs.Uploads;
using Workers.Supervisor.Retention;

namespace Workers.Operations.Keeping;

/// <param name="Ids">Null with a dossier; without either, what was begun and is not over.</param>
/// <param name="Apply">False only shows what would go.</param>
/// <param name="By">Who says so; kept with the receipt.</param>
internal sealed record PurgeRequest(TargetEnvironment Environment, IReadOnlyList<Guid>? Ids, string? Dossier, bool Apply, string By);

internal enum PurgeResult
{
    /// <summary>It would go.</summary>
    Ready,

    /// <summary>It went.</summary>
    Purged,

    /// <summary>It had gone before.</summary>
    Already,
    Refused,
}

/// <param name="Files">On this machine's disk.</param>
internal sealed record PurgeOutcome(PurgeCandidate Document, PurgeResult Result, string? Reason, int Files, PurgeReceipt? Receipt);

/// <summary>
/// Takes documents away with all that tells of them: first what lies outside the database, last the rows, so that a purge that was cut off is found and goes on when
/// it is ordered again. Other machines' files go with their daemons' next sweep.
/// </summary>
internal static class PurgeDocuments
{
    private const int Page = 200;

    /// <returns>One outcome a document, in the order of their ids.</returns>
    /// <exception cref="OperationException">A store did not answer: what is begun goes on when it is ordered again.</exception>
    public static async Task<IReadOnlyList<PurgeOutcome>> RunAsync(Queues queues, PurgeRequest request, CancellationToken cancellation)
    {
        var store = queues.KeepingOf(queues.Require(request.Environment));
        var candidates = await FindAsync(store, request, cancellation);
        var root = new DataFolder(queues.Settings.Get<HostingOptions>()).Root;
        var files = OnDisk(root, () => DiskTraces.Find(root).ToLookup(trace => trace.Id));
        if (!request.Apply)
        {
            return [.. candidates.Select(one => Preview(one, files[one.Id].Count()))];
        }

        // What a document left on the disk after this look goes with the daemon's next sweep, as other machines' files do.
        await using var outside = await OutsideTraces.OpenAsync(queues, request.Environment, root, cancellation);
        // Orders to daemons are kept in every database.
        var others = new OtherStores([.. queues.Configured.Where(one => one != request.Environment).Select(queues.KeepingOf)]);
        // Nothing is begun that is known not to end.
        if (candidates.Any(one => one.FinishedAt is null) && await others.ForgetAsync(null, [], apply: false, cancellation) is null)
        {
            throw new OperationException(others.Fault!.Failure, $"{others.Fault.Message} Nothing was begun.", others.Fault);
        }

        // What is on its way for the dossier goes first; from when its purge has begun nothing of it is brought in.
        var uploads = queues.UploadsOf(request.Environment);
        if (request.Dossier is { } dossier)
        {
            await outside.RemoveUploadsAsync(uploads, dossier, null, cancellation);
        }

        List<PurgeOutcome> outcomes = [];
        foreach (var document in candidates)
        {
            outcomes.Add(
                document.FinishedAt is not null ? Preview(document, 0)
                : others.Fault is { } fault ? new(document, PurgeResult.Refused, $"{fault.Message} It was not begun.", 0, null)
                : await PurgeAsync(store, uploads, others, outside, document, files, request.By, cancellation));
        }

        return outcomes;
    }

    /// <summary>The disk as an operation sees it.</summary>
    /// <exception cref="OperationException">It refused.</exception>
    internal static T OnDisk<T>(string root, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception disk) when (disk is IOException or UnauthorizedAccessException)
        {
            throw new OperationException(
                OperationFailure.Unavailable, $"{disk.Message} Run it as the user that the daemon runs as, or correct {DataFolder.Variable} ({root}). What was begun goes on when it is ordered again.", disk);
        }
    }

    private static PurgeOutcome Preview(PurgeCandidate one, int files) => one switch
    {
        { FinishedAt: not null } => new(one, PurgeResult.Already, null, 0, one.Receipt),
        { Fault: { } fault } => new(one, PurgeResult.Refused, fault, files, null),
        _ => new(one, PurgeResult.Ready, null, files, null),
    };

    private static async Task<IReadOnlyList<PurgeCandidate>> FindAsync(KeepingStore store, PurgeRequest request, CancellationToken cancellation)
    {
        List<PurgeCandidate> found = [];
        PurgePage page;
        do
        {
            page = await Queues.AskAsync(store.Environment, store.LookAsync(request.Ids, request.Dossier, found is [.., var last] ? last.Id : null, Page, cancellation));
            found.AddRange(page.Documents);
        }
        while (page is { More: true, Documents.Count: > 0 });

        return found;
    }

    private static async Task<PurgeOutcome> PurgeAsync(
        KeepingStore store, UploadStore uploads, OtherStores others, OutsideTraces outside, PurgeCandidate document, ILookup<Guid, DiskTrace> known, string by, CancellationToken cancellation)
    {
        var begun = (await Queues.AskAsync(store.Environment, store.BeginAsync([document.Id], by, cancellation)))[0];
        if (begun.Result is PurgeStart.Refused)
        {
            return new(document, PurgeResult.Refused, begun.Reason, 0, null);
        }

        var traces = await Queues.AskAsync(store.Environment, store.FindTracesAsync(document.Id, cancellation));
        // Found first and taken out last: what was cut off between finds them again.
        var orders = traces.Fault is null ? await others.ForgetAsync(document.Dossier, traces.Numbers, apply: false, cancellation) : [];
        if (orders is null)
        {
            return new(document, PurgeResult.Refused, others.WhyBegun, 0, null);
        }

        if ((traces.Fault ?? await outside.RemoveObjectAsync(traces, cancellation)) is { } fault)
        {
            return new(document, PurgeResult.Refused, fault, 0, null);
        }

        await outside.RemoveUploadsAsync(uploads, null, document.Id, cancellation);
        var files = outside.RemoveFiles(traces, known);
        await outside.RemoveKeysAsync(document.Id, traces with { Orders = [.. traces.Orders.Union(orders)] }, cancellation);
        if (await others.ForgetAsync(document.Dossier, traces.Numbers, apply: true, cancellation) is null)
        {
            return new(document, PurgeResult.Refused, others.WhyBegun, files, null);
        }

        var end = await Queues.AskAsync(store.Environment, store.FinishAsync(document.Id, cancellation));
        return end.Fault is null ? new(document, PurgeResult.Purged, null, files, end.Receipt) : new(document, PurgeResult.Refused, end.Fault, files, null);
    }

    /// <summary>The other environments' databases.</summary>
    private sealed class OtherStores(IReadOnlyList<KeepingStore> stores)
    {
        /// <summary>One of them did not answer, or is not migrated.</summary>
        public OperationException? Fault { get; private set; }

        public string WhyBegun => $"{Fault?.Message} It is begun, and goes on when it is ordered again.";

        /// <returns>Orders whose reason names it; null where one of them failed.</returns>
        public async Task<IReadOnlyList<Guid>?> ForgetAsync(string? dossier, IReadOnlyList<string> numbers, bool apply, CancellationToken cancellation)
        {
            try
            {
                List<Guid> found = [];
                foreach (var store in stores)
                {
                    found.AddRange(await Queues.AskAsync(store.Environment, store.ForgetOrdersAsync(dossier, numbers, apply, cancellation)));
                }

                return found;
            }
            catch (OperationException fault)
            {
                Fault = fault;
                return null;
            }
        }
    }
}
