using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workers.Access;
using Workers.Jobs.Changes;
using Workers.Jobs;
using Workers.Office;
using Workers.Operations.Changes;
using Workers.Operations.Documents;
using Workers.Operations;
using Workers.Web.Access;
using Workers.Web.Endpoints;

namespace Workers.Web.Pages.Document;

/// <summary>What the page of one document shows.</summary>
/// <param name="Reading">Null of one that is not read.</param>
/// <param name="Done">What was ordered a moment ago, as its result has it; null where nothing was.</param>
internal sealed record DocumentModel(DocumentExplanation Told, ReadDocument? Reading, string? Done) : ITitled
{
    public DocumentFacts Facts => Told.Document;

    public string TitleIn(PageContext page) => Facts.Number.Length > 0 ? Facts.Number : Facts.Id;
}

/// <summary>One document: where it is, what happened to it, what it cost, what is in doubt, and what can be ordered about it.</summary>
internal static class DocumentPage
{
    private static readonly string[] Results = [.. Enum.GetNames<OperatorResult>().Select(System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName), "added", "brought", "given", "existing"];

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/documents/{id:guid}", ShowAsync);
        pages.MapGet("/documents/{id:guid}/pdf", (HttpContext context, Guid id) => ContentEndpoints.ServeOwnAsync(context, id, LinkedContent.Pdf)).RequireRateLimiting(ContentEndpoints.Contents);
        var orders = pages.MapGroup("/documents/{id:guid}").RequireAuthorization(PageRoutes.PolicyOf(AccessRole.Office));
        orders.MapPost("/cancel", CancelAsync);
        orders.MapPost("/retry", RetryAsync);
        orders.MapPost("/priority", PrioritiseAsync);
        orders.MapPost("/requeue", RequeueAsync).RequireAuthorization(PageRoutes.PolicyOf(AccessRole.Operator));
    }

    private static async Task ShowAsync(HttpContext context, PageRenderer pages, Guid id, Queues queues, TimeProvider time, string? done)
    {
        var caller = Caller.Of(context.User)!;
        if ((await ExplainDocument.RunAsync(queues, new(id.ToString(), caller.Environment), time, context.RequestAborted)).Explanation is not { } told)
        {
            throw new RequestFaultException(new(StatusCodes.Status404NotFound, ProblemCode.NotFound, $"No document {id} in this environment.") { What = Remark.Of("told.no_document") });
        }

        var reading = told.Document.Status is (int)JobStatus.OcrComplete ? await ReadingText.RunAsync(queues, caller.Environment, id, context.RequestAborted) : null;
        await pages.WriteAsync<DocumentView>(context, new DocumentModel(told, reading, Results.Contains(done, StringComparer.Ordinal) ? done : null));
    }

    private static async Task CancelAsync(HttpContext context, Guid id, Queues queues, Orders orders)
    {
        var form = await PageForms.ReadAsync(context);
        await OrderAsync(context, orders, form, "cancel", id, async (caller, reason, stop) => (await CancelDocuments.RunAsync(queues, new(caller.Environment, [id], reason), stop))[0]);
    }

    private static async Task RetryAsync(HttpContext context, Guid id, Queues queues, Orders orders)
    {
        var form = await PageForms.ReadAsync(context);
        // What may be billed twice is an operator's matter.
        var again = form["allow_repurchase"] == "yes" && Caller.Of(context.User)!.Key.Role is AccessRole.Operator;
        await OrderAsync(context, orders, form, "retry", id, async (caller, reason, stop) => (await RetryDocuments.RunAsync(queues, new(caller.Environment, [id], again, reason), stop))[0]);
    }

    private static async Task PrioritiseAsync(HttpContext context, Guid id, Queues queues, Orders orders)
    {
        var form = await PageForms.ReadAsync(context);
        if (!int.TryParse(form["priority"], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var priority) || priority is < -1000 or > 1000)
        {
            throw new RequestFaultException(Problems.BadNumber("priority", -1000, 1000, "something else"));
        }

        await OrderAsync(context, orders, form, "priority", id, (caller, reason, stop) => ChangeDocument.RunAsync(queues, caller.Environment, BulkVerb.Priority, id, new(Priority: priority), reason, stop));
    }

    private static async Task RequeueAsync(HttpContext context, Guid id, Queues queues, Orders orders)
    {
        var form = await PageForms.ReadAsync(context);
        await OrderAsync(context, orders, form, "requeue_ocr", id, (caller, reason, stop) => ChangeDocument.RunAsync(queues, caller.Environment, BulkVerb.RequeueOcr, id, new(), reason, stop));
    }

    private static async Task OrderAsync(HttpContext context, Orders orders, IFormCollection form, string verb, Guid id, Func<Caller, string, CancellationToken, Task<OperatorAnswer>> actAsync)
    {
        var reason = TypedReason.Of(form["reason"]);
        var carried = await PageOrders.CarryOutAsync(context, orders, form, verb, mayRepeat: false, id, async (caller, _, stop) => DocumentEndpoints.AnswerOf(await actAsync(caller, DocumentEndpoints.Told(caller, reason), stop)));
        var changed = System.Text.Json.JsonSerializer.Deserialize<ChangedView>(carried.Body, WebJson.Options)!;
        PageRenderer.GoTo(context, $"/documents/{id}?done={System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(changed.Result.ToString())}");
    }
}
