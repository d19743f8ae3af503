using Workers.Documents;
using Workers.Hosting.Environments;
using Workers.Jobs.Uploads;

namespace Workers.Operations.Files;

/// <summary>The next bytes of a file.</summary>
/// <param name="KeyId">Whose upload it must be.</param>
/// <param name="Offset">Where they begin; it must be where the file ends that arrived.</param>
/// <param name="Length">As the sender says, if it does.</param>
/// <param name="Checksum">Then they count as a whole or not at all.</param>
internal sealed record AppendRequest(TargetEnvironment Environment, Guid Id, string? KeyId, long Offset, long? Length, BytesChecksum? Checksum);

internal enum AppendResult
{
    /// <summary>What came is kept; all of it, or what came before the sender was cut off.</summary>
    Appended,

    /// <summary>There is no such upload of that key.</summary>
    None,

    /// <summary>It was given up, or its time is over.</summary>
    Over,

    /// <summary>The whole file was refused.</summary>
    Refused,

    /// <summary>Another process works on it.</summary>
    Busy,

    /// <summary>The file that arrived ends elsewhere.</summary>
    WrongOffset,

    /// <summary>They go past the file's length; those that do are not kept.</summary>
    TooLong,

    /// <summary>They are not what the sender says; none is kept.</summary>
    BadChecksum,
}

/// <param name="Upload">As it is now; null where there is none.</param>
/// <param name="Brought">What became of the whole file, where these were its last bytes.</param>
internal sealed record AppendAnswer(AppendResult Result, Upload? Upload = null, BroughtDocument? Brought = null);

/// <summary>
/// Files that come in pieces, over any of several servers: each piece lies in the environment's store before its bytes count, one process at a time holds a file by a lease, and
/// whoever finds it whole checks it and enters it, which happens once.
/// </summary>
internal static class Uploads
{
    /// <summary>Of one key at a time.</summary>
    public const int MostOpen = 200;

    /// <summary>What a server that dies loses at the most of bytes that reached it.</summary>
    private const long MostOfAPiece = 8 << 20;

    private static readonly TimeSpan Renewal = UploadStore.Lease / 4;

    /// <exception cref="OperationException">The database did not answer.</exception>
    public static Task<OpenedUpload> OpenAsync(Queues queues, TargetEnvironment environment, NewUpload wanted, CancellationToken cancellation) =>
        Queues.AskAsync(environment, queues.UploadsOf(environment).OpenAsync(wanted, cancellation));

    /// <summary>How far it is. A file that is whole and was left so by a process that died is entered now.</summary>
    /// <exception cref="OperationException">A store or the disk did not serve.</exception>
    public static async Task<AppendAnswer> FindAsync(Queues queues, FileStores files, TargetEnvironment environment, Guid id, string? keyId, TimeProvider time, CancellationToken cancellation)
    {
        var upload = await Queues.AskAsync(environment, queues.UploadsOf(environment).FindAsync(id, keyId, cancellation));
        return upload is { IsWhole: true, State: UploadState.Open or UploadState.Storing, IsOver: false }
            ? await HoldAsync(queues, environment, id, keyId, held => FinishAsync(queues, files, environment, held, keyId, time))
            : Told(upload);
    }

    /// <summary>Keeps what comes.</summary>
    /// <param name="body">Of the sender, who may be slow, cut off, or lie about its length.</param>
    /// <param name="cancellation">Ends the waiting for more: what came by then is kept.</param>
    /// <exception cref="OperationException">A store or the disk did not serve; what was counted before is kept.</exception>
    public static async Task<AppendAnswer> AppendAsync(Queues queues, FileStores files, AppendRequest request, Stream body, TimeProvider time, CancellationToken cancellation)
    {
        var answer = await HoldAsync(queues, request.Environment, request.Id, request.KeyId, async held =>
        {
            if (request.Offset != held.Upload.Arrived)
            {
                return new(AppendResult.WrongOffset, held.Upload);
            }

            if (request.Length > held.Upload.Bytes - held.Upload.Arrived)
            {
                return new(AppendResult.TooLong, held.Upload);
            }

            var received = await ReceiveAsync(files, request, held, body, time, cancellation);
            return received is { Result: AppendResult.Appended, Upload: { IsWhole: true } whole }
                ? await FinishAsync(queues, files, request.Environment, held with { Upload = whole }, request.KeyId, time)
                : received;
        });
        // A document has it, and these bytes are no next ones.
        return answer.Upload is { State: UploadState.Entered, Bytes: var end } && request.Offset != end ? answer with { Result = AppendResult.WrongOffset } : answer;
    }

    /// <summary>Gives a file up: what arrived of it is removed.</summary>
    /// <exception cref="OperationException">A store did not answer; what is left is removed when its time is over.</exception>
    public static async Task<AppendAnswer> EndAsync(Queues queues, FileStores files, TargetEnvironment environment, Guid id, string? keyId, CancellationToken cancellation)
    {
        var uploads = queues.UploadsOf(environment);
        var upload = await Queues.AskAsync(environment, uploads.FindAsync(id, keyId, cancellation));
        if (upload is null or { IsHeld: true })
        {
            return new(upload is null ? AppendResult.None : AppendResult.Busy, upload);
        }

        if (!await Queues.AskAsync(environment, uploads.EndAsync(id, keyId, null, UploadState.Dropped, "it was given up", cancellation)))
        {
            return ToldOfHeld(await Queues.AskAsync(environment, uploads.FindAsync(id, keyId, cancellation)));
        }

        var store = await files.FindAsync(environment, cancellation);
        await OnStoreAsync(() => Queues.AskAsync(environment, new UploadPieces(uploads, store).EmptyAsync(id, cancellation)));
        return new(AppendResult.Over, upload);
    }

    private static AppendAnswer Told(Upload? upload) => new(
        upload switch
        {
            null => AppendResult.None,
            { State: UploadState.Entered } => AppendResult.Appended,
            { State: UploadState.Refused } => AppendResult.Refused,
            { State: UploadState.Dropped } or { IsOver: true } => AppendResult.Over,
            _ => AppendResult.Appended,
        },
        upload);

    /// <summary>Of one whose lease could not be had.</summary>
    private static AppendAnswer ToldOfHeld(Upload? upload) =>
        Told(upload) is { Result: AppendResult.Appended, Upload.State: not UploadState.Entered } held ? held with { Result = AppendResult.Busy } : Told(upload);

    private static async Task<AppendAnswer> HoldAsync(Queues queues, TargetEnvironment environment, Guid id, string? keyId, Func<HeldFile, Task<AppendAnswer>> actAsync)
    {
        var uploads = queues.UploadsOf(environment);
        var holder = Guid.NewGuid();
        var held = await Queues.AskAsync(environment, uploads.HoldAsync(id, keyId, holder, CancellationToken.None));
        if (!held.IsHeld || held.Upload is not { } upload)
        {
            return ToldOfHeld(held.Upload);
        }

        try
        {
            return await actAsync(new(
                upload, uploads, new(holder, async () => (await Queues.AskAsync(environment, uploads.HoldAsync(id, keyId, holder, CancellationToken.None))).IsHeld)));
        }
        finally
        {
            await GiveBackAsync(uploads, id, keyId, holder);
        }
    }

    /// <summary>What cannot be given back now ends by itself.</summary>
    private static async Task GiveBackAsync(UploadStore uploads, Guid id, string? keyId, Guid holder)
    {
        try
        {
            await uploads.ReleaseAsync(id, keyId, holder, CancellationToken.None);
        }
        catch (Database.DatabaseException)
        {
            // The lease is short.
        }
    }

    private static async Task<AppendAnswer> ReceiveAsync(FileStores files, AppendRequest request, HeldFile held, Stream body, TimeProvider time, CancellationToken cancellation)
    {
        var upload = held.Upload;
        var pieces = new UploadPieces(held.Store, await files.FindAsync(request.Environment, CancellationToken.None));
        using var folder = files.OpenFolder();
        using var source = new ReceivedBytes(body, request.Checksum, time, Renewal, held.Lease.RenewAsync, cancellation);
        while (!source.IsOver)
        {
            var file = folder.File("piece");
            // What is checked as a whole is kept as a whole.
            var bytes = await OnStoreAsync(() => source.FillAsync(file, request.Checksum is null ? MostOfAPiece : long.MaxValue, upload.Bytes - upload.Arrived));
            if (source.Fault is { } fault)
            {
                return new(fault, upload);
            }

            if (bytes > 0)
            {
                if (await OnStoreAsync(() => Queues.AskAsync(request.Environment, pieces.AddAsync(upload, held.Lease.Holder, upload.Arrived, file, CancellationToken.None))) is not { } arrived)
                {
                    return new(AppendResult.Busy, upload);
                }

                upload = upload with { Arrived = arrived };
            }
        }

        return new(AppendResult.Appended, upload);
    }

    private static async Task<AppendAnswer> FinishAsync(Queues queues, FileStores files, TargetEnvironment environment, HeldFile held, string? keyId, TimeProvider time)
    {
        using var folder = files.OpenFolder();
        var file = folder.File("whole.pdf");
        var pieces = new UploadPieces(held.Store, await files.FindAsync(environment, CancellationToken.None));
        using (await files.TakeSeatAsync(CancellationToken.None))
        {
            if (!await OnStoreAsync(() => Queues.AskAsync(environment, pieces.AssembleAsync(held.Upload, file, time, held.Lease.RenewAsync, CancellationToken.None))))
            {
                return new(AppendResult.Busy, held.Upload);
            }
        }

        return await BringFile.EnterAsync(queues, files, environment, held.Upload, keyId, file, held.Lease, CancellationToken.None) is { } brought
            ? new(brought.Result is BringResult.Refused ? AppendResult.Refused : AppendResult.Appended, held.Upload with { JobId = brought.Id, Fault = brought.Reason }, brought)
            : new(AppendResult.Busy, held.Upload);
    }

    private static async Task<T> OnStoreAsync<T>(Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (Exception failure) when (failure is DocumentStoreException or IOException or UnauthorizedAccessException)
        {
            throw DiskFaults.Of(failure);
        }
    }

    private sealed record HeldFile(Upload Upload, UploadStore Store, UploadLease Lease);
}
