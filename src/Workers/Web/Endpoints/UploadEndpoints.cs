using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workers.Access;
using Workers.Jobs.Uploads;
using Workers.Operations;
using Workers.Operations.Files;
using Workers.Web.Access;

namespace Workers.Web.Endpoints;

/// <summary><c>/v1/uploads</c>: files in pieces by the TUS protocol. Nothing of an upload is this server's alone: any other goes on with it.</summary>
internal static partial class UploadEndpoints
{
    public const string Place = "/v1/uploads";

    /// <summary>Metadata that names the document which is given the file.</summary>
    private const string GivenWord = "document_id";
    private const string AcceptWord = "accept_other";
    private const string DocumentHeader = "Document-Id";

    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>What clients send of their own accord.</summary>
    private static readonly string[] PassedOver = ["filename", "filetype", "name", "type"];

    /// <param name="mostBytes">Of a file.</param>
    public static void Map(IEndpointRouteBuilder api, long mostBytes)
    {
        var uploads = api.MapGroup("/uploads").RequireAuthorization(Caller.PolicyOf(AccessRole.Office));
        uploads.MapMethods("", [HttpMethods.Options], (HttpContext context) => Offer(context, mostBytes)).WithName("UploadOptions").WithSummary("Tells what of the TUS protocol is spoken here.").Produces(StatusCodes.Status204NoContent);
        uploads.MapGet("", ListAsync).WithName("ListUploads").WithSummary("Lists the environment's uploads that are no document's yet, the latest first.")
            .WithDescription("A list goes on with after=next.").WithQuery(ListQuery.Limit, ListQuery.After).Produces<OpenUploadList>().ProducesProblem(StatusCodes.Status400BadRequest);
        uploads.MapGet("/{id:guid}", ShowAsync).WithName("GetUpload").WithSummary("Tells how far an upload is, and which document has it.").Produces<UploadView>().ProducesProblem(StatusCodes.Status404NotFound);
        uploads.MapDelete("/{id:guid}", EndAsync).WithName("EndUpload").WithSummary("Gives an upload up; what arrived is removed (TUS 1.0.0).").Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status423Locked);
        var bodies = uploads.MapGroup("").RequireRateLimiting(FileEndpoints.Files).WithMetadata(new RequestSizeLimitAttribute(mostBytes));
        bodies.MapMethods("/{id:guid}", [HttpMethods.Head], LookAsync).WithName("FindUpload").WithSummary("Tells how many bytes arrived (TUS 1.0.0).").Produces(StatusCodes.Status200OK);
        bodies.MapPost("", (HttpContext context, Queues queues, FileStores stores, Orders orders, TimeProvider time) => BeginAsync(context, queues, stores, orders, time, mostBytes))
            .WithName("BeginUpload").WithSummary("Begins an upload (TUS 1.0.0).")
            .WithDescription("Upload-Metadata has the columns of the command 'enqueue', or document_id of a document that waits to be bought. With an Idempotency-Key the same request begins one upload.")
            .Produces<UploadView>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status413PayloadTooLarge);
        bodies.MapMethods("/{id:guid}", [HttpMethods.Patch], AppendAsync)
            .WithName("AppendToUpload").WithSummary("Brings the next bytes (TUS 1.0.0); the last ones bring the document in, whose id is told as Document-Id.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status410Gone)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status423Locked).ProducesProblem(StatusCodes.Status507InsufficientStorage);
    }

    private static NoContent Offer(HttpContext context, long mostBytes)
    {
        var headers = context.Response.Headers;
        headers[TusRequest.VersionHeader] = headers["Tus-Version"] = TusRequest.Version;
        headers["Tus-Extension"] = TusRequest.Extensions;
        headers["Tus-Checksum-Algorithm"] = TusRequest.ChecksumAlgorithms;
        headers["Tus-Max-Size"] = mostBytes.ToString(CultureInfo.InvariantCulture);
        return TypedResults.NoContent();
    }

    private static async Task BeginAsync(HttpContext context, Queues queues, FileStores stores, Orders orders, TimeProvider time, long mostBytes)
    {
        TusRequest.RequireVersion(context);
        var bytes = TusRequest.NumberOf(context.Request, TusRequest.LengthHeader);
        if (bytes == 0 || bytes > mostBytes)
        {
            throw new RequestFaultException(Problems.OfStatus(
                bytes == 0 ? StatusCodes.Status400BadRequest : StatusCodes.Status413PayloadTooLarge, $"{TusRequest.LengthHeader}: found {bytes}; allowed: 1 to {mostBytes} (OCR_PDF_MAX_MB)."));
        }

        var checksum = TusRequest.ChecksumOf(context.Request);
        var metadata = context.Request.Headers.TryGetValue(TusRequest.MetadataHeader, out var told) ? told.ToString() : null;
        var wanted = WantedOf(TusRequest.MetadataOf(metadata), Caller.Of(context.User)!) with { Bytes = bytes, Metadata = metadata };
        var carried = await orders.CarryOutAsync(
            context, "upload", mayRepeat: true, wanted.JobId, Orders.KeyOf(context.Request), Orders.HashOf(["upload", metadata, bytes.ToString(CultureInfo.InvariantCulture)]),
            async (caller, request, stop) =>
            {
                var opened = await Uploads.OpenAsync(queues, caller.Environment, wanted with { Id = request }, stop);
                return opened.Upload is { } upload ? new(StatusCodes.Status201Created, UploadView.Of(upload))
                    : OrderAnswer.Of(opened.Fault is BroughtView.NoSuch ? BroughtView.NoDocument : new(StatusCodes.Status409Conflict, ProblemCode.Refused, $"Not begun: {opened.Fault}"));
            });
        if (carried.Status is not StatusCodes.Status201Created)
        {
            await Orders.WriteAsync(context, carried.Status, carried.Body);
            return;
        }

        var view = JsonSerializer.Deserialize<UploadView>(carried.Body, WebJson.Options)!;
        if (carried.IsReplayed)
        {
            context.Response.Headers[Orders.ReplayedHeader] = "true";
        }

        context.Response.Headers.Location = $"{Place}/{view.Id}";
        if (context.Request.ContentType == TusRequest.BytesType)
        {
            // Of what comes again it is told how much arrived the first time.
            Tell(context, carried.IsReplayed
                ? await FindAsync(context, queues, stores, orders, time, view.Id)
                : await ReceiveAsync(context, queues, stores, orders, time, view.Id, offset: 0, checksum));
            context.Response.StatusCode = StatusCodes.Status201Created;
            return;
        }

        context.Response.Headers[TusRequest.ExpiresHeader] = view.ExpiresAt.ToString("R", CultureInfo.InvariantCulture);
        await Orders.WriteAsync(context, carried.Status, carried.Body);
    }

    private static async Task LookAsync(HttpContext context, Guid id, Queues queues, FileStores stores, Orders orders, TimeProvider time)
    {
        TusRequest.RequireVersion(context);
        var answer = await FindAsync(context, queues, stores, orders, time, id);
        Tell(context, answer);
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.Headers[TusRequest.LengthHeader] = answer.Upload!.Bytes.ToString(CultureInfo.InvariantCulture);
        if (answer.Upload.Metadata is { } metadata)
        {
            context.Response.Headers[TusRequest.MetadataHeader] = metadata;
        }
    }

    private static async Task<IResult> ListAsync(HttpContext context, Queues queues)
    {
        var (limit, after) = ListQuery.Of(context.Request.Query);
        var page = await OpenUploads.ListAsync(queues, Caller.Of(context.User)!.Environment, limit, after, context.RequestAborted);
        return TypedResults.Ok(new OpenUploadList([.. page.Uploads.Select(OpenUploadView.Of)], page.Next?.ToString()));
    }

    private static async Task<IResult> ShowAsync(HttpContext context, Guid id, Queues queues)
    {
        var caller = Caller.Of(context.User)!;
        return await Queues.AskAsync(caller.Environment, queues.UploadsOf(caller.Environment).FindAsync(id, caller.Key.Id, context.RequestAborted)) is { } upload
            ? TypedResults.Ok(UploadView.Of(upload)) : throw new RequestFaultException(NotFound);
    }

    private static async Task AppendAsync(HttpContext context, Guid id, Queues queues, FileStores stores, Orders orders, TimeProvider time)
    {
        TusRequest.RequireVersion(context);
        if (context.Request.ContentType != TusRequest.BytesType)
        {
            throw new RequestFaultException(Problems.OfStatus(StatusCodes.Status415UnsupportedMediaType, $"Content-Type: allowed: {TusRequest.BytesType}."));
        }

        var offset = TusRequest.NumberOf(context.Request, TusRequest.OffsetHeader);
        Tell(context, await ReceiveAsync(context, queues, stores, orders, time, id, offset, TusRequest.ChecksumOf(context.Request)));
    }

    private static async Task<AppendAnswer> FindAsync(HttpContext context, Queues queues, FileStores stores, Orders orders, TimeProvider time, Guid id)
    {
        var caller = Caller.Of(context.User)!;
        return await NotedAsync(context, orders, id, await Uploads.FindAsync(queues, stores, caller.Environment, id, caller.Key.Id, time, context.RequestAborted));
    }

    private static async Task<AppendAnswer> ReceiveAsync(
        HttpContext context, Queues queues, FileStores stores, Orders orders, TimeProvider time, Guid id, long offset, BytesChecksum? checksum)
    {
        var caller = Caller.Of(context.User)!;
        // Not the request's own end: a body that is cut off says so itself, behind what was read of it.
        using var bound = new CancellationTokenSource(Longest, time);
        return await NotedAsync(context, orders, id, await Uploads.AppendAsync(
            queues, stores, new(caller.Environment, id, caller.Key.Id, offset, context.Request.ContentLength, checksum), context.Request.Body, time, bound.Token));
    }

    /// <summary>Writes down who brought a document in whose last bytes came: pieces are no orders, and that is one.</summary>
    private static async Task<AppendAnswer> NotedAsync(HttpContext context, Orders orders, Guid id, AppendAnswer answer)
    {
        if (answer is { Result: AppendResult.Appended, Brought.Id: { } document })
        {
            // Also where the sender has hung up; what cannot be written down does not undo it.
            context.RequestAborted = CancellationToken.None;
            try
            {
                await orders.CarryOutAsync(context, "bring", mayRepeat: true, document, null, Orders.HashOf(["upload", id.ToString()]), (_, _, _) => Task.FromResult(OrderAnswer.Good(new { })));
            }
            catch (OperationException failed)
            {
                // The document is there, and that is what is told.
                LogNotNoted(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(UploadEndpoints)), document, failed.Message);
            }
        }

        return answer;
    }

    private static async Task EndAsync(HttpContext context, Guid id, Queues queues, FileStores stores, Orders orders)
    {
        TusRequest.RequireVersion(context);
        var carried = await orders.CarryOutAsync(context, "upload_end", mayRepeat: true, null, null, Orders.HashOf(["upload_end", id.ToString()]), async (caller, _, stop) =>
            await Uploads.EndAsync(queues, stores, caller.Environment, id, caller.Key.Id, stop) switch
            {
                { Result: AppendResult.Over or AppendResult.Refused } => OrderAnswer.Good(new { }),
                { Upload.State: UploadState.Entered } => OrderAnswer.Of(new(StatusCodes.Status409Conflict, ProblemCode.Refused, "A document has the file: cancel or purge that.")),
                var other => OrderAnswer.Of(ProblemOf(other)),
            });
        if (carried.Status >= StatusCodes.Status400BadRequest)
        {
            await Orders.WriteAsync(context, carried.Status, carried.Body);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>How far it is, in the protocol's headers.</summary>
    /// <exception cref="RequestFaultException">It is not as it was asked for.</exception>
    private static void Tell(HttpContext context, AppendAnswer answer)
    {
        var headers = context.Response.Headers;
        if (answer.Upload is { } upload)
        {
            headers[TusRequest.OffsetHeader] = upload.Arrived.ToString(CultureInfo.InvariantCulture);
            headers[TusRequest.ExpiresHeader] = upload.EndsAt.ToString("R", CultureInfo.InvariantCulture);
        }

        if (answer.Result is not AppendResult.Appended)
        {
            throw new RequestFaultException(ProblemOf(answer));
        }

        if (answer.Brought?.Id is { } brought)
        {
            headers[DocumentHeader] = brought.ToString();
        }
        else if (answer.Upload is { State: UploadState.Entered, JobId: { } id })
        {
            headers[DocumentHeader] = id.ToString();
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static Problem ProblemOf(AppendAnswer answer) => answer.Result switch
    {
        AppendResult.Over => new(StatusCodes.Status410Gone, ProblemCode.Gone, $"The upload was given up, or its time is over{(answer.Upload?.Fault is { } fault ? $" ({fault})" : "")}. Begin another."),
        AppendResult.Refused => BroughtView.BadFile(answer.Upload?.Fault),
        AppendResult.Busy => new(StatusCodes.Status423Locked, ProblemCode.InProgress, "Another request works on this upload. Ask for its offset, and go on from there.", RetryAfter: 2),
        AppendResult.WrongOffset => new(StatusCodes.Status409Conflict, ProblemCode.OffsetMismatch, $"The file that arrived ends at {answer.Upload?.Arrived}. Go on from there."),
        AppendResult.TooLong => new(StatusCodes.Status413PayloadTooLarge, ProblemCode.TooLarge, $"The bytes go past the file's {answer.Upload?.Bytes}. What goes past is not kept."),
        AppendResult.BadChecksum => new(TusRequest.ChecksumMismatch, ProblemCode.ChecksumMismatch, "The bytes are not those of the checksum. None of them is kept: send them again."),
        _ => NotFound,
    };

    private static Problem NotFound => new(StatusCodes.Status404NotFound, ProblemCode.NotFound, "There is no such upload of this key.");

    /// <exception cref="RequestFaultException">It is no document that could be asked for.</exception>
    private static NewUpload WantedOf(Dictionary<string, string> told, Caller caller)
    {
        var isAccepted = FileEndpoints.IsAccepted(told.Remove(AcceptWord, out var word) ? word : null);
        foreach (var name in PassedOver)
        {
            told.Remove(name);
        }

        var wanted = new NewUpload(Guid.Empty, caller.Name, 0, UploadStore.Kept.TotalSeconds, Uploads.MostOpen, KeyId: caller.Key.Id, AcceptsOther: isAccepted);
        if (!told.Remove(GivenWord, out var given))
        {
            return wanted with { Document = FileEndpoints.DocumentOf(told, caller.Environment) };
        }

        return told.Count == 0 && Guid.TryParse(given, out var id) ? wanted with { JobId = id }
            : throw new RequestFaultException(Problems.BadRequest($"{GivenWord}: allowed: a document's id, and no column beside it."));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Document {Document} has the file that was uploaded, and who brought it could not be written down among the orders: {Reason}")]
    private static partial void LogNotNoted(ILogger logger, Guid document, string reason);
}
