using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Workers.Access;
using Workers.Documents;
using Workers.Hosting;
using Workers.Office;
using Workers.Operations;
using Workers.Operations.Intake;
using Workers.Web.Access;

namespace Workers.Web;

/// <summary>Why a request was not carried out; programs tell them apart by these words, which stay.</summary>
internal enum ProblemCode
{
    /// <summary>Of 400: the request is not understood.</summary>
    BadRequest,

    /// <summary>Of 401: no key, or one that does not serve.</summary>
    Unauthenticated,

    /// <summary>Of 401: a signed call that no sender signed.</summary>
    SignatureRefused,

    /// <summary>Of 401: a signed call of another time.</summary>
    TimestampRefused,

    /// <summary>Of 403: the key's role may not.</summary>
    Forbidden,

    /// <summary>Of 404.</summary>
    NotFound,

    /// <summary>Of 405.</summary>
    MethodNotAllowed,

    /// <summary>Of 409: the same order is being carried out.</summary>
    InProgress,

    /// <summary>Of 409: what was found does not allow it.</summary>
    Refused,

    /// <summary>Of 409: the file that arrived ends elsewhere than these bytes begin.</summary>
    OffsetMismatch,

    /// <summary>Of 410: its time is over, or it is another by now.</summary>
    Gone,

    /// <summary>Of 413.</summary>
    TooLarge,

    /// <summary>Of 415.</summary>
    UnsupportedMedia,

    /// <summary>Of 422: rows of the request are wrong; nothing was added.</summary>
    RowsRefused,

    /// <summary>Of 422: the file is none that is taken; nothing was brought in.</summary>
    FileRefused,

    /// <summary>Of 460: the bytes are not what the sender says.</summary>
    ChecksumMismatch,

    /// <summary>Of 422: the idempotency key was another request's.</summary>
    IdempotencyMismatch,

    /// <summary>Of 429.</summary>
    RateLimited,

    /// <summary>Of 500: a fault of this program.</summary>
    Internal,

    /// <summary>Of 507: there is no room just now; nothing is wrong with what was sent.</summary>
    StorageFull,

    /// <summary>Of 503: a store does not answer.</summary>
    Unavailable,

    /// <summary>Of 503: a store is not set up as it must be.</summary>
    Misconfigured,
}

/// <summary>One row that is wrong.</summary>
/// <param name="Place">As people count: item 3 of a JSON array, line 3 of CSV.</param>
/// <param name="Cell">Null where no single cell is wrong.</param>
internal sealed record RowProblem(string Place, string? Cell, string Message)
{
    /// <summary>Place, cell and message for whatever language they are read in.</summary>
    [JsonIgnore]
    public RowFault Fault { get; private init; } = new(Place, Message, Cell is null ? null : (Remark)Cell);

    public static RowProblem Of(RowFault fault) => new(fault.Place, fault.Cell, fault.Message) { Fault = fault };
}

/// <summary>An answer that is a problem (RFC 9457): what it is, and for whoever reads it what to do.</summary>
/// <param name="Rows">Of <see cref="ProblemCode.RowsRefused"/>.</param>
/// <param name="RetryAfter">After how many seconds the same may go better.</param>
internal sealed record Problem(int Status, ProblemCode Code, string Detail, IReadOnlyList<RowProblem>? Rows = null, [property: JsonIgnore] int? RetryAfter = null)
{
    /// <summary>There is no page about it; the code is what tells.</summary>
    [JsonPropertyOrder(-2)]
    public string Type => "about:blank";

    /// <summary>The same for whatever language it is read in, of the sentences of the office or of the pages; null where <see cref="Detail"/> alone says it.</summary>
    [JsonIgnore]
    public Remark? What { get; init; }

    [JsonPropertyOrder(-1)]
    public string Title => Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(Status);
}

/// <summary>How problems are told.</summary>
internal static class Problems
{
    public const string MediaType = "application/problem+json";

    private const int Soon = 5;

    /// <summary>Whether it has words of a disk or a store, which name places of this machine: they are for the log.</summary>
    public static bool IsOfDisk(OperationException fault) =>
        fault is { Failure: OperationFailure.Full or OperationFailure.Unavailable, InnerException: IOException or UnauthorizedAccessException or DocumentStoreException };

    public static Problem Of(OperationException fault) => fault.Failure switch
    {
        OperationFailure.Refused => new(StatusCodes.Status409Conflict, ProblemCode.Refused, fault.Message) { What = fault.What },
        OperationFailure.NotFound => new(StatusCodes.Status404NotFound, ProblemCode.NotFound, fault.Message) { What = fault.What },
        OperationFailure.Invalid => BadRequest(fault.Message),
        OperationFailure.Full => new(
            StatusCodes.Status507InsufficientStorage, ProblemCode.StorageFull, IsOfDisk(fault) ? "There is no room for it just now. What arrived before is kept; send the rest when there is room." : fault.Message, RetryAfter: Soon * 12),
        OperationFailure.Unavailable => new(
            StatusCodes.Status503ServiceUnavailable, ProblemCode.Unavailable, IsOfDisk(fault) ? "A disk or a store does not serve; the server's log tells more. Send it again soon." : fault.Message, RetryAfter: Soon),
        _ => new(StatusCodes.Status503ServiceUnavailable, ProblemCode.Misconfigured, fault.Message, RetryAfter: Soon * 12),
    };

    /// <param name="what">The same for whatever language it is read in, where a page says it.</param>
    public static Problem BadRequest(string detail, Remark? what = null) => new(StatusCodes.Status400BadRequest, ProblemCode.BadRequest, detail) { What = what };

    /// <summary>A whole number is none, or out of its bounds.</summary>
    public static Problem BadNumber(string name, int least, int most, string found) => BadRequest(
        FormattableString.Invariant($"{name}: found {found}; allowed: a whole number from {least} to {most}."), Remark.Of("told.number", new() { ["name"] = name, ["least"] = least, ["most"] = most }));

    /// <param name="needed">The least role that serves; null where it is not known.</param>
    public static Problem Forbidden(AccessRole own, AccessRole? needed) => new(
        StatusCodes.Status403Forbidden,
        ProblemCode.Forbidden,
        needed is { } least
            ? $"The key's role is {Caller.PolicyOf(own)}; this needs a key whose role is {string.Join(" or ", Enum.GetValues<AccessRole>().Where(role => role >= least).Select(Caller.PolicyOf))}."
            : $"The key's role is {Caller.PolicyOf(own)}, which may not do this.")
    {
        What = needed is { } role ? Remark.Of("told.role", new() { ["own"] = Role(own), ["needed"] = Role(role) }) : OfStatusAlone(StatusCodes.Status403Forbidden),
    };

    /// <param name="most">Bytes that are taken at this address; null where that is not known.</param>
    /// <param name="isList">What is taken there can be sent in parts.</param>
    public static Problem TooLarge(long? most, bool isList) => new(
        StatusCodes.Status413PayloadTooLarge,
        ProblemCode.TooLarge,
        $"The body is too large{(most is { } bytes ? FormattableString.Invariant($"; allowed here: {bytes} bytes") : "")}.{(isList ? " Split the list." : "")}") { What = OfStatusAlone(StatusCodes.Status413PayloadTooLarge) };

    /// <summary>What ASP.NET refused by itself, by its status.</summary>
    public static Problem OfStatus(int status, string? detail = null) =>
        detail is null && status is (401 or 403 or 404 or 405 or 413 or 415 or 429 or 500) ? Usual(status, null) with { What = OfStatusAlone(status) } : Usual(status, detail);

    private static Remark OfStatusAlone(int status) => Remark.Of(FormattableString.Invariant($"told.status_{status}"));

    private static Remark Role(AccessRole role) => Remark.Of($"role.{Caller.PolicyOf(role)}");

    private static Problem Usual(int status, string? detail) => status switch
    {
        StatusCodes.Status401Unauthorized => new(
            status, ProblemCode.Unauthenticated, detail ?? "Nobody is signed in here, and nothing was done; a browser's Back shows what was typed. Sign in with a key at /sign-in, or ask the API under /v1."),
        StatusCodes.Status403Forbidden => new(status, ProblemCode.Forbidden, detail ?? "The key's role may not do this."),
        StatusCodes.Status404NotFound => new(status, ProblemCode.NotFound, detail ?? "There is nothing at this address. /v1/openapi.json lists what there is."),
        StatusCodes.Status405MethodNotAllowed => new(status, ProblemCode.MethodNotAllowed, detail ?? "This address takes another method; the header Allow names it."),
        StatusCodes.Status413PayloadTooLarge => new(status, ProblemCode.TooLarge, detail ?? "The body is too large."),
        StatusCodes.Status415UnsupportedMediaType => new(status, ProblemCode.UnsupportedMedia, detail ?? "The body's type is none that is taken here."),
        StatusCodes.Status429TooManyRequests => new(status, ProblemCode.RateLimited, detail ?? "The requests of this minute are used up.", RetryAfter: Soon),
        >= 500 => new(status, ProblemCode.Internal, detail ?? "A fault of this program. Its log tells more."),
        _ => new(status, ProblemCode.BadRequest, detail ?? "The request is not understood."),
    };

    /// <summary>One that was written; null of what is none.</summary>
    public static Problem? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<Written>(json, WebJson.Options) is { Detail: { } detail } told ? new(told.Status, told.Code, detail, told.Rows) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static async Task WriteAsync(HttpContext context, Problem problem)
    {
        var response = context.Response;
        if (response.HasStarted)
        {
            context.Abort();
            return;
        }

        response.StatusCode = problem.Status;
        response.ContentType = MediaType;
        if (problem.RetryAfter is { } seconds && response.Headers.RetryAfter.Count == 0)
        {
            response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        var told = problem with { Detail = Printable.Of(problem.Detail) };
        await JsonSerializer.SerializeAsync(response.Body, told, WebJson.Options, context.RequestAborted);
    }

    private sealed record Written(string? Type, string? Title, int Status, ProblemCode Code, string? Detail, IReadOnlyList<RowProblem>? Rows);
}
