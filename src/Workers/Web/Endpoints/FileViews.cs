using Microsoft.AspNetCore.Http;
using Workers.Jobs.Uploads;
using Workers.Office;
using Workers.Operations.Files;

namespace Workers.Web.Endpoints;

/// <summary>What became of a file that was brought.</summary>
/// <param name="Result">created; given (to a document that waited to be bought); existing (a document has this very file).</param>
/// <param name="Status">Of the document, 1 to 5; null where its row is gone.</param>
internal sealed record BroughtView(Guid Id, BringResult Result, int? Status)
{
    /// <summary>As the database says that there is none.</summary>
    public const string NoSuch = "there is no such document";

    /// <param name="number">Of the document, for the audit.</param>
    /// <summary>A file that is refused lies in the file (422) or in the document that it was brought for (409).</summary>
    public static OrderAnswer AnswerOf(BroughtDocument brought, string? number = null) => brought is { Result: not BringResult.Refused, Id: { } id }
        ? OrderAnswer.Good(new BroughtView(id, brought.Result, (int?)brought.StatusId)) with { About = $"{number} ({id})".TrimStart() }
        : OrderAnswer.Of(brought.Reason is NoSuch ? NoDocument
            : brought.IsBadFile ? BadFile(brought.Reason, brought.What) : new(StatusCodes.Status409Conflict, ProblemCode.Refused, $"Not brought in: {brought.Reason}"));

    public static Problem NoDocument { get; } = new(StatusCodes.Status404NotFound, ProblemCode.NotFound, "No document of the key's environment has that id.");

    public static Problem BadFile(string? reason, Remark? what = null) => new(StatusCodes.Status422UnprocessableEntity, ProblemCode.FileRefused, $"Not brought in: {reason}") { What = what };
}

/// <summary>How far a file is that comes in pieces.</summary>
/// <param name="Offset">Bytes that arrived and are kept.</param>
/// <param name="Length">Bytes of the whole file.</param>
/// <param name="Document">That has it; null before.</param>
/// <param name="Fault">Why it was refused or given up.</param>
internal sealed record UploadView(Guid Id, UploadState State, long Offset, long Length, DateTimeOffset ExpiresAt, Guid? Document, string? Fault)
{
    public static UploadView Of(Upload upload) =>
        new(upload.Id, upload.State, upload.Arrived, upload.Bytes, upload.EndsAt, upload.State is UploadState.Entered ? upload.JobId : null, upload.Fault);
}

/// <summary>A file that comes in pieces and is no document's yet.</summary>
/// <param name="FileName">As its sender named it; null where it did not.</param>
/// <param name="Offset">Bytes that arrived and are kept.</param>
/// <param name="Length">Bytes of the whole file.</param>
/// <param name="By">Who brings it.</param>
internal sealed record OpenUploadView(Guid Id, string? FileName, long Length, long Offset, DateTimeOffset? BeganAt, DateTimeOffset ExpiresAt, string By)
{
    private const int LongestName = 255;

    public static OpenUploadView Of(Upload upload) =>
        new(upload.Id, TusRequest.FileNameOf(upload.Metadata) is { } name ? name[..Math.Min(name.Length, LongestName)] : null, upload.Bytes, upload.Arrived, upload.MadeAt, upload.EndsAt, upload.By);
}

/// <param name="Next">Given as <c>after</c>, it tells what comes behind these; null at the end.</param>
internal sealed record OpenUploadList(IReadOnlyList<OpenUploadView> Uploads, string? Next);
