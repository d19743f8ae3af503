using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Workers.Access;
using Workers.Jobs;
using Workers.Operations;
using Workers.Operations.Intake;
using Workers.Web.Access;

namespace Workers.Web.Endpoints;

/// <summary>Bringing documents in: the same rows as the files of the command line, read by the same rules.</summary>
internal static class IntakeEndpoints
{
    /// <summary>The limiter of those that read large bodies.</summary>
    public const string LargeBodies = "large bodies";

    public static void Map(IEndpointRouteBuilder api)
    {
        var intake = api.MapGroup("").WithMetadata(new RequestSizeLimitAttribute(OrderFile.MostBytes)).RequireRateLimiting(LargeBodies);
        intake.MapPost("/documents", AddAsync).RequireAuthorization(Caller.PolicyOf(AccessRole.Office))
            .WithName("AddDocuments").WithSummary("Adds documents, all or none.")
            .WithDescription("A JSON array of documents, or CSV with a header line; the columns are those of the command 'enqueue'. With an Idempotency-Key the same request adds its documents once, and is answered as the first time for a day.")
            .Accepts<IReadOnlyList<Dictionary<string, string>>>("application/json", "text/csv").Produces<AddedList>()
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        intake.MapPost("/quote", QuoteAsync)
            .WithName("QuoteDocuments").WithSummary("Tells what documents would cost, were they added now; adds none.")
            .Accepts<IReadOnlyList<Dictionary<string, string>>>("application/json", "text/csv").Produces<QuoteView>();
    }

    private static async Task AddAsync(HttpContext context, Queues queues, Orders orders, TimeProvider time)
    {
        var body = await RequestBody.ReadAsync(context, time);
        var plan = Admitted(PlanOf(context, body, RequestBody.IsJson(context.Request)));
        await orders.RunAsync(context, "add", mayRepeat: true, null, body, (_, request, stop) => AddRowsAsync(queues, plan, request, stop));
    }

    /// <summary>Adds all documents of a plan or none.</summary>
    /// <param name="request">The same again adds nothing.</param>
    public static async Task<OrderAnswer> AddRowsAsync(Queues queues, IntakePlan plan, Guid request, CancellationToken cancellation)
    {
        await foreach (var added in AddDocuments.RunAsync(queues, plan, cancellation, request))
        {
            return added.Count(EnqueueResult.Refused) > 0
                ? OrderAnswer.Of(RowsRefused(added.Documents.Where(one => one.Result is EnqueueResult.Refused).Select(one => new RowFault(one.Order.Where, one.Reason ?? "refused"))))
                : OrderAnswer.Good(AddedList.Of(added)) with { About = AboutOf(added) };
        }

        return OrderAnswer.Good(new AddedList(0, 0, []));
    }

    /// <summary>Which documents were added, for the audit: the one, or the first and how many.</summary>
    private static string? AboutOf(AddedDocuments added) => added.Documents is not [var first, ..] ? null
        : $"{first.Order.Document.DocumentNumber} ({first.Id}){(added.Documents.Count > 1 ? FormattableString.Invariant($" +{added.Documents.Count - 1}") : "")}";

    private static async Task<IResult> QuoteAsync(HttpContext context, Queues queues, TimeProvider time)
    {
        var plan = PlanOf(context, await RequestBody.ReadAsync(context, time), RequestBody.IsJson(context.Request));
        var quotes = await QuoteDocuments.RunAsync(queues, plan, context.RequestAborted);
        return TypedResults.Ok(QuoteView.Of(quotes is [var quote] ? quote : await QuoteDocuments.OfNothingAsync(queues, Caller.Of(context.User)!.Environment, context.RequestAborted), plan.Faults));
    }

    /// <summary>Rows are of the caller's environment; one that names another is refused by its place.</summary>
    /// <exception cref="RequestFaultException">The body is no list of rows.</exception>
    public static IntakePlan PlanOf(HttpContext context, ReadOnlyMemory<byte> body, bool isJson)
    {
        try
        {
            var file = OrderFile.Read(body.Span, isJson);
            return IntakePlan.Of(new(file.Rows, null, SkipBad: false), [Caller.Of(context.User)!.Environment]);
        }
        catch (FileFaultException fault)
        {
            throw new RequestFaultException(Problems.BadRequest($"The body: {fault.Message}") with { What = fault.What });
        }
    }

    /// <exception cref="RequestFaultException">A row is wrong.</exception>
    public static IntakePlan Admitted(IntakePlan plan) => plan.IsAdmitted ? plan : throw new RequestFaultException(RowsRefused(plan.Faults));

    private static Problem RowsRefused(IEnumerable<RowFault> faults)
    {
        List<RowProblem> rows = [.. faults.Select(RowProblem.Of)];
        return new(StatusCodes.Status422UnprocessableEntity, ProblemCode.RowsRefused, "Nothing was added: correct the rows, or leave them out.", rows);
    }
}
