namespace Workers.Jobs.Uploads;

/// <summary>How far a file is that somebody brings.</summary>
internal enum UploadState
{
    /// <summary>Its bytes arrive.</summary>
    Open,

    /// <summary>It is whole and checked, and being put into the store.</summary>
    Storing,

    /// <summary>A document has it.</summary>
    Entered,

    /// <summary>What came is no file that is taken.</summary>
    Refused,

    /// <summary>Nobody wants it any more, or its time was over.</summary>
    Dropped,
}

/// <summary>A file that somebody brings.</summary>
/// <param name="By">Who brings it, as the document's history will say.</param>
/// <param name="Document">As it was asked for.</param>
/// <param name="AcceptsOther">A person looked: it is kept though it names itself otherwise.</param>
/// <param name="Bytes">Of the whole file.</param>
/// <param name="Arrived">Of them, those that are stored.</param>
/// <param name="EndsAt">When it is given up; each piece moves it.</param>
/// <param name="IsHeld">Some process works on it.</param>
/// <param name="IsOver">Its time is over.</param>
/// <param name="MadeAt">When it was begun; null from functions of an older version.</param>
/// <param name="Metadata">As whoever began it sent it.</param>
/// <param name="JobId">The document that is given it, or has it.</param>
/// <param name="Fault">Why it was refused or dropped.</param>
internal sealed record Upload(
    Guid Id, string By, NewDocument Document, bool AcceptsOther, long Bytes, long Arrived, UploadState State, DateTimeOffset EndsAt, bool IsHeld, bool IsOver,
    string? Metadata = null, Guid? JobId = null, string? Fault = null, DateTimeOffset? MadeAt = null)
{
    public bool IsWhole => Arrived == Bytes;
}

/// <param name="BeforeAt">With <paramref name="BeforeId"/>: the last that was told.</param>
internal sealed record UploadsQuery(int Limit, DateTimeOffset? BeforeAt = null, Guid? BeforeId = null);

/// <param name="More">Older ones are there.</param>
internal sealed record UploadsPage(IReadOnlyList<Upload> Uploads, bool More);

/// <param name="Upload">As it is now; null where there is none.</param>
/// <param name="IsEnded">It became no document's, and will not.</param>
internal sealed record EndedUpload(Upload? Upload, bool IsEnded);

/// <param name="KeyId">Of the network; null of a command.</param>
/// <param name="Document">Null with <paramref name="JobId"/>, whose row says it.</param>
/// <param name="JobId">A document that waits to be bought and is given the file.</param>
/// <param name="Arrived">As <paramref name="Bytes"/> where it lies whole with whoever brings it.</param>
/// <param name="KeepSeconds">How long it may rest.</param>
/// <param name="MostOpen">Of one key.</param>
internal sealed record NewUpload(
    Guid Id, string By, long Bytes, double KeepSeconds, int MostOpen, NewDocument? Document = null, Guid? JobId = null, string? KeyId = null, string? Metadata = null, long Arrived = 0, bool AcceptsOther = false);

/// <param name="Upload">Null where it is refused.</param>
internal sealed record OpenedUpload(Upload? Upload, string? Fault);

/// <param name="IsHeld">By who asked.</param>
/// <param name="Upload">Null where there is none of that key.</param>
internal sealed record HeldUpload(bool IsHeld, Upload? Upload);

/// <summary>Some bytes of a file, as an object of their own.</summary>
/// <param name="Path">As <c>supabase_path</c> has it.</param>
internal sealed record UploadPiece(string Path, long Start, long Bytes);

/// <param name="IsHeld">False: the lease is another's, or these are not the next bytes.</param>
/// <param name="IsLeft">They were stored, nothing tells of their object any more, and whoever stored it takes it away.</param>
internal sealed record CountedPiece(bool IsHeld, long Arrived, bool IsLeft = false);

/// <summary>A file that becomes no document's any more.</summary>
/// <param name="DocumentSource">As the row has it.</param>
/// <param name="Object">Of the whole file, asked for one by its id; null where none of it is left, or a document or another upload has it.</param>
internal sealed record LeftUpload(Guid Id, string? DocumentSource, string? Object);

/// <param name="ContentSha256">Lower-case hex.</param>
/// <param name="SupabasePath">Where it lies, or will.</param>
internal sealed record BroughtFile(string ContentSha256, string SupabasePath, int Pages, System.Text.Json.Nodes.JsonObject Details);

internal enum BringResult
{
    /// <summary>It may be stored.</summary>
    Ready,

    /// <summary>A new document has it.</summary>
    Created,

    /// <summary>A document that waited to be bought has it.</summary>
    Given,

    /// <summary>A document has this very file already.</summary>
    Existing,

    /// <summary>The same object is just being taken away: again soon, from the start.</summary>
    Busy,
    Refused,
}

/// <param name="Reason">Why it is refused, or what it waits for.</param>
internal sealed record BringAnswer(BringResult Result, Guid? Id = null, JobStatus? StatusId = null, string? Reason = null);
