using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Workers.Access;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Ocr.Pages;
using Workers.Operations;
using Workers.Operations.Files;
using Workers.Operations.Intake;
using Workers.Web.Access;

namespace Workers.Web.Endpoints;

/// <summary><c>/v1/documents/file</c>: a PDF that the office has already, in one request. It goes to the disk as it comes and is never whole in memory.</summary>
internal static class FileEndpoints
{
    /// <summary>The limiter of those that bring files.</summary>
    public const string Files = "files";

    private const string FilePart = "file";
    private const string AcceptPart = "accept_other";
    private const int Chunk = 80 * 1024;
    private const int LongestField = 4096;
    private const int MostFields = 20;

    /// <summary>Of a form, beside its file.</summary>
    private const int RestOfForm = 256 * 1024;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <param name="mostBytes">Of a file.</param>
    public static void Map(IEndpointRouteBuilder api, long mostBytes)
    {
        var files = api.MapGroup("/documents").RequireAuthorization(Caller.PolicyOf(AccessRole.Office)).RequireRateLimiting(Files).WithMetadata(new RequestSizeLimitAttribute(mostBytes + RestOfForm));
        files.MapPost("/file", BringAsync)
            .WithName("BringFile").WithSummary("Brings in a PDF that the office has already: checked like a bought one, never billed.")
            .WithDescription("A form (multipart/form-data) with the columns of the command 'enqueue' and a part 'file'; accept_other=true keeps a file that names itself otherwise. With an Idempotency-Key the same request brings its file once.")
            .Accepts<Dictionary<string, string>>("multipart/form-data").Produces<BroughtView>()
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status507InsufficientStorage);
        files.MapPost("/{id:guid}/file", GiveAsync)
            .WithName("GiveFile").WithSummary("Gives a document that waits to be bought its file, so that it is not bought.")
            .WithDescription("The body is the PDF. Refused (409) where somebody works on the document or it was perhaps bought; accept_other=true in the query keeps a file that names itself otherwise.")
            .Accepts<byte[]>("application/pdf").Produces<BroughtView>()
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status507InsufficientStorage);
    }

    private static async Task BringAsync(HttpContext context, Queues queues, FileStores stores, Orders orders, TimeProvider time)
    {
        using var folder = stores.OpenFolder();
        var file = folder.File("file.pdf");
        var (fields, sha256) = await ReadFormAsync(context, folder, file, time);
        var isAccepted = IsAccepted(fields.Remove(AcceptPart, out var word) ? word : null);
        var document = DocumentOf(fields, Caller.Of(context.User)!.Environment);
        var hash = Orders.HashOf(["bring", isAccepted.ToString(), sha256, .. fields.OrderBy(field => field.Key, StringComparer.Ordinal).SelectMany(field => new[] { field.Key, field.Value })]);
        await orders.RunAsync(context, "bring", mayRepeat: true, null, hash, async (caller, request, stop) => BroughtView.AnswerOf(
            await BringFile.RunAsync(queues, stores, new(caller.Environment, request, file, caller.Name, document, AcceptsOther: isAccepted, KeyId: caller.Key.Id), stop), document.DocumentNumber));
    }

    private static async Task GiveAsync(HttpContext context, Guid id, Queues queues, FileStores stores, Orders orders, TimeProvider time)
    {
        if (MediaTypeOf(context.Request)?.MediaType.Value is not ("application/pdf" or "application/octet-stream"))
        {
            throw new RequestFaultException(Problems.OfStatus(StatusCodes.Status415UnsupportedMediaType, "Content-Type: allowed: application/pdf. The body is the file itself."));
        }

        var isAccepted = IsAccepted(context.Request.Query[AcceptPart]);
        using var folder = stores.OpenFolder();
        var file = folder.File("file.pdf");
        var sha256 = await SaveAsync(context, context.Request.Body, file, time);
        await orders.RunAsync(context, "bring", mayRepeat: true, id, Orders.HashOf(["give", id.ToString(), isAccepted.ToString(), sha256]), async (caller, request, stop) => BroughtView.AnswerOf(
            await BringFile.RunAsync(queues, stores, new(caller.Environment, request, file, caller.Name, Given: id, AcceptsOther: isAccepted, KeyId: caller.Key.Id), stop)));
    }

    /// <summary>One document of the key's environment.</summary>
    /// <exception cref="RequestFaultException">The columns are not those of a document.</exception>
    public static NewDocument DocumentOf(IReadOnlyDictionary<string, string> columns, TargetEnvironment environment)
    {
        const string Place = "the columns";
        try
        {
            OrderFile.RefuseUnknown(Place, columns.Keys);
        }
        catch (FormatException unknown)
        {
            throw new RequestFaultException(Problems.BadRequest(unknown.Message));
        }

        var plan = IntakePlan.Of(new([FileRow.Of(Place, columns)], null, SkipBad: false), [environment]);
        return plan is { IsAdmitted: true, Orders: [var only] } ? only.Document : throw new RequestFaultException(new(
            StatusCodes.Status422UnprocessableEntity, ProblemCode.RowsRefused, "Nothing was brought in: correct the columns.", [.. plan.Faults.Select(RowProblem.Of)]));
    }

    public static bool IsAccepted(string? word) => word switch
    {
        null or "" or "false" => false,
        "true" => true,
        _ => throw new RequestFaultException(Problems.BadRequest($"{AcceptPart}: allowed: true, false.")),
    };

    private static async Task<(Dictionary<string, string> Fields, string Sha256)> ReadFormAsync(HttpContext context, WorkFolder folder, string file, TimeProvider time)
    {
        if (MediaTypeOf(context.Request) is not { } type || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= 200 } boundary)
        {
            throw new RequestFaultException(Problems.OfStatus(StatusCodes.Status415UnsupportedMediaType, "Content-Type: allowed: multipart/form-data, a form with the columns of the document and the part 'file'."));
        }

        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        string? sha256 = null;
        var reader = new MultipartReader(boundary, context.Request.Body) { HeadersLengthLimit = LongestField, HeadersCountLimit = MostFields };
        try
        {
            while (await reader.ReadNextSectionAsync(context.RequestAborted) is { } part)
            {
                var name = part.GetContentDispositionHeader() is { } told ? HeaderUtilities.RemoveQuotes(told.Name).Value ?? "" : "";
                if (name == FilePart && sha256 is null)
                {
                    sha256 = await SaveAsync(context, part.Body, file, time);
                }
                else if (name is "" or FilePart || fields.Count >= MostFields || !fields.TryAdd(name.ToLowerInvariant(), await ReadFieldAsync(part, name, context.RequestAborted)))
                {
                    throw new RequestFaultException(Problems.BadRequest($"The form has a part that is none of a document's, or twice: '{name}'."));
                }
            }
        }
        catch (InvalidDataException odd)
        {
            throw new RequestFaultException(Problems.BadRequest($"The form cannot be read: {odd.Message}"));
        }
        catch (IOException cut) when (cut is not BadHttpRequestException && !context.RequestAborted.IsCancellationRequested)
        {
            throw new RequestFaultException(Problems.BadRequest("The form ends before its last boundary."));
        }

        return (fields, sha256 ?? throw new RequestFaultException(Problems.BadRequest($"The form has no part '{FilePart}': send the PDF as it.")));
    }

    private static async Task<string> ReadFieldAsync(MultipartSection part, string name, CancellationToken cancellation)
    {
        var buffer = new byte[LongestField + 1];
        var read = await part.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        return read > LongestField ? throw new RequestFaultException(Problems.BadRequest($"{name}: is longer than {LongestField} bytes.")) : Encoding.UTF8.GetString(buffer, 0, read);
    }

    /// <returns>The SHA-256 of what came.</returns>
    private static async Task<string> SaveAsync(HttpContext context, Stream body, string file, TimeProvider time)
    {
        using var bound = new CancellationTokenSource(Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, bound.Token);
        try
        {
            await using var target = OpenTarget(file);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[Chunk];
            int read;
            while ((read = await body.ReadAsync(buffer, either.Token)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                await WriteAsync(target, buffer.AsMemory(0, read), either.Token);
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested)
        {
            throw new RequestFaultException(new(StatusCodes.Status408RequestTimeout, ProblemCode.BadRequest, "The file did not end within ten minutes. Bring it in pieces: /v1/uploads."));
        }
    }

    /// <exception cref="OperationException">The disk refused: nothing is wrong with what was sent.</exception>
    private static FileStream OpenTarget(string file)
    {
        try
        {
            return new(file, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        }
        catch (Exception disk) when (disk is IOException or UnauthorizedAccessException)
        {
            throw DiskFaults.Of(disk);
        }
    }

    /// <inheritdoc cref="OpenTarget"/>
    private static async Task WriteAsync(FileStream target, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        try
        {
            await target.WriteAsync(bytes, cancellation);
        }
        catch (IOException disk)
        {
            throw DiskFaults.Of(disk);
        }
    }

    private static MediaTypeHeaderValue? MediaTypeOf(HttpRequest request) => MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? type : null;
}
