using Workers.Database;
using Workers.Hosting.Environments;

namespace Workers.Jobs.Uploads;

/// <summary>The files that are brought into one environment. Every call may be repeated, and throws <see cref="DatabaseException"/>.</summary>
internal sealed class UploadStore(IDatabaseFunctions functions)
{
    /// <summary>How long a file may rest before it is given up.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>How long a process that says nothing holds one: longer than the two programs that look at a file may take.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private const int PiecesAtOnce = 500;

    public TargetEnvironment Environment => functions.Environment;

    public Task<OpenedUpload> OpenAsync(NewUpload wanted, CancellationToken cancellation) => functions.CallAsync<OpenedUpload>("workers_upload_open", wanted, cancellation);

    /// <param name="keyId">Whose it must be; null of a command's.</param>
    public async Task<Upload?> FindAsync(Guid id, string? keyId, CancellationToken cancellation) =>
        (await functions.CallAsync<Found>("workers_upload_look", new { Id = id, KeyId = keyId }, cancellation)).Upload;

    /// <summary>Those that are no document's yet, of all keys, the latest first.</summary>
    public Task<UploadsPage> ListAsync(UploadsQuery query, CancellationToken cancellation) => functions.CallAsync<UploadsPage>("workers_uploads", query, cancellation);

    /// <summary>Takes or renews the lease.</summary>
    public Task<HeldUpload> HoldAsync(Guid id, string? keyId, Guid holder, CancellationToken cancellation) =>
        functions.CallAsync<HeldUpload>("workers_upload_hold", new { Id = id, KeyId = keyId, Holder = holder, Seconds = Lease.TotalSeconds }, cancellation);

    public Task ReleaseAsync(Guid id, string? keyId, Guid holder, CancellationToken cancellation) =>
        functions.CallAsync<HeldUpload>("workers_upload_hold", new { Id = id, KeyId = keyId, Holder = holder, Release = true }, cancellation);

    /// <param name="isStored">False before the object is put into the store, true after; its bytes count then.</param>
    public Task<CountedPiece> CountAsync(Guid id, Guid holder, UploadPiece piece, bool isStored, CancellationToken cancellation) => functions.CallAsync<CountedPiece>(
        "workers_upload_piece",
        new { Id = id, Holder = holder, Seconds = Lease.TotalSeconds, KeepSeconds = Kept.TotalSeconds, piece.Start, piece.Bytes, piece.Path, IsStored = isStored },
        cancellation);

    /// <param name="after">Where the last one began that was told; null at first.</param>
    /// <param name="storedOnly">Else those too that may lie in the store or not.</param>
    public async Task<IReadOnlyList<UploadPiece>> ListPiecesAsync(Guid id, long? after, bool storedOnly, CancellationToken cancellation) =>
        (await functions.CallAsync<Pieces>("workers_upload_pieces", new { Id = id, After = after, StoredOnly = storedOnly, Limit = PiecesAtOnce }, cancellation)).Items;

    /// <param name="state">Refused or dropped.</param>
    /// <param name="holder">Who has the lease; null where nobody may have it.</param>
    /// <returns>It became no document's, and will not; false where a document has it, another has the lease, or there is none of that key.</returns>
    public async Task<bool> EndAsync(Guid id, string? keyId, Guid? holder, UploadState state, string fault, CancellationToken cancellation) =>
        (await functions.CallAsync<EndedUpload>("workers_upload_end", new { Id = id, KeyId = keyId, Holder = holder, State = state, Fault = fault }, cancellation)).IsEnded;

    /// <summary>Drops one of any key on which nobody works.</summary>
    public Task<EndedUpload> DropAsync(Guid id, string why, CancellationToken cancellation) =>
        functions.CallAsync<EndedUpload>("workers_upload_end", new { Id = id, AnyKey = true, State = UploadState.Dropped, Fault = why }, cancellation);

    /// <summary>Asked before the file is put into the store, and after.</summary>
    public Task<BringAnswer> BringAsync(Guid id, BroughtFile file, bool isStored, CancellationToken cancellation) => functions.CallAsync<BringAnswer>(
        "workers_bring", new { Id = id, file.ContentSha256, file.SupabasePath, file.Pages, file.Details, IsStored = isStored, KeepSeconds = Kept.TotalSeconds }, cancellation);

    /// <summary>Those whose time is over, or of one of these; none of them becomes a document's any more.</summary>
    /// <param name="after">The last one that was told; null at first.</param>
    public async Task<IReadOnlyList<LeftUpload>> ListLeftAsync(CancellationToken cancellation, string? dossier = null, Guid? document = null, Guid? after = null) =>
        (await functions.CallAsync<Left>("workers_uploads_left", new { Dossier = dossier, JobId = document, After = after }, cancellation)).Uploads;

    /// <summary>One that becomes no document's any more; while its object is told nobody else brings the same file, until it is forgotten.</summary>
    /// <returns>Null where there is none.</returns>
    public async Task<LeftUpload?> FindLeftAsync(Guid id, CancellationToken cancellation) =>
        (await functions.CallAsync<Left>("workers_uploads_left", new { Id = id }, cancellation)).Uploads.SingleOrDefault();

    /// <param name="paths">Of pieces that are out of the store.</param>
    public Task ForgetPiecesAsync(Guid id, IReadOnlyList<string> paths, CancellationToken cancellation) =>
        functions.CallAsync<Forgotten>("workers_upload_forget", new { Id = id, Paths = paths }, cancellation);

    /// <summary>Its object is out of the store, or another's.</summary>
    /// <param name="whole">The row too, when no piece is left.</param>
    public Task ForgetAsync(Guid id, bool whole, CancellationToken cancellation) =>
        functions.CallAsync<Forgotten>("workers_upload_forget", new { Id = id, IsObjectGone = true, Whole = whole }, cancellation);

    private sealed record Found(Upload? Upload = null);

    private sealed record Pieces([property: System.Text.Json.Serialization.JsonPropertyName("pieces")] IReadOnlyList<UploadPiece> Items);

    private sealed record Left(IReadOnlyList<LeftUpload> Uploads);

    private sealed record Forgotten(int Count = 0);
}
