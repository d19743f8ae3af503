using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Workers.Access;
using Workers.Hosting.Environments;
using Workers.Jobs;
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

    public const string AcceptPart = "accept_other";

    /// <summary>Of a form, beside its file.</summary>
    public const int RestOfForm = 256 * 1024;

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
            .WithDescription("The body is the PDF. Refused (409) where somebody works on the document or it was perhaps bought; accept_other=true keeps a file that names itself otherwise.").WithQuery(AcceptPart)
            .Accepts<byte[]>("application/pdf").Produces<BroughtView>()
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status507InsufficientStorage);
    }

    private static async Task BringAsync(HttpContext context, Queues queues, FileStores stores, Orders orders, TimeProvider time)
    {
        using var folder = stores.OpenFolder();
        var file = folder.File("file.pdf");
        var (fields, sha256) = await FileForm.ReadAsync(context, file, time);
        var isAccepted = IsAccepted(fields.Remove(AcceptPart, out var word) ? word : null);
        var document = DocumentOf(fields, Caller.Of(context.User)!.Environment);
        var hash = Orders.HashOf(["bring", isAccepted.ToString(), sha256, .. fields.OrderBy(field => field.Key, StringComparer.Ordinal).SelectMany(field => new[] { field.Key, field.Value })]);
        await orders.RunAsync(context, "bring", mayRepeat: true, null, hash, async (caller, request, stop) => BroughtView.AnswerOf(
            await BringFile.RunAsync(queues, stores, new(caller.Environment, request, file, caller.Name, document, AcceptsOther: isAccepted, KeyId: caller.Key.Id), stop), document.DocumentNumber));
    }

    private static async Task GiveAsync(HttpContext context, Guid id, Queues queues, FileStores stores, Orders orders, TimeProvider time)
    {
        if (FileForm.MediaTypeOf(context.Request)?.MediaType.Value is not ("application/pdf" or "application/octet-stream"))
        {
            throw new RequestFaultException(Problems.OfStatus(StatusCodes.Status415UnsupportedMediaType, "Content-Type: allowed: application/pdf. The body is the file itself."));
        }

        var isAccepted = IsAccepted(context.Request.Query[AcceptPart]);
        using var folder = stores.OpenFolder();
        var file = folder.File("file.pdf");
        var sha256 = await FileForm.SaveAsync(context, context.Request.Body, file, time);
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
        catch (FileFaultException unknown)
        {
            throw new RequestFaultException(Problems.BadRequest(unknown.Message) with { What = unknown.What });
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
}
