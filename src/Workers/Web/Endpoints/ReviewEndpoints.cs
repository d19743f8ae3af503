using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workers.Access;
using Workers.Jobs.Reviews;
using Workers.Operations;
using Workers.Operations.Reviews;
using Workers.Web.Access;

namespace Workers.Web.Endpoints;

/// <summary>One thing about a reading that is in doubt.</summary>
/// <param name="Page">From 1; 0 for the document as a whole.</param>
/// <param name="Standing">disputed, missing, invented, unwitnessed.</param>
/// <param name="Read">What the reading says; <paramref name="Seen"/>: what a witness says, or the doubt in words.</param>
/// <param name="Value">What a person says; only of a corrected one.</param>
/// <param name="Strip">Where a picture of the place is; null of a doubt about the document as a whole.</param>
internal sealed record DoubtView(
    Guid Id, Guid Document, string? Number, int Page, int? Line, string Field, string Standing, string Read, string Seen, string? Witness, ReviewState State, string? Value, string? DecidedBy, DateTimeOffset? DecidedAt,
    DateTimeOffset OpenedAt, string? Strip)
{
    public static DoubtView Of(ReviewItem item, string? number = null) => new(
        item.Id, item.JobId, item.DocumentNumber ?? number, item.Page, item.Line, item.Field, item.Standing, item.Read, item.Seen, item.Witness, item.State, item.Value, item.DecidedBy, item.DecidedAt, item.OpenedAt,
        item.Page > 0 ? $"{ReviewEndpoints.Place}/{item.Id}/strip" : null);
}

/// <param name="Open">Of all documents.</param>
/// <param name="Next">Given as <c>after</c>, it tells what comes behind these; null at the end.</param>
internal sealed record DoubtList(IReadOnlyList<DoubtView> Doubts, long Open, Guid? Next);

/// <param name="Decision">accept, correct or refuse.</param>
/// <param name="Saw">The state in which it was seen, open at first; another one refuses.</param>
/// <param name="Value">Of a correction.</param>
internal sealed record DecisionBody(string? Decision = null, string? Saw = null, string? Value = null, string? Reason = null)
{
    public DecisionBody()
        : this(null, null, null, null)
    {
    }
}

/// <summary><c>/v1/reviews</c>: what is in doubt about readings, and a person's word about it.</summary>
internal static class ReviewEndpoints
{
    public const string Place = "/v1/reviews";

    private const int Listed = 50;

    public static void Map(IEndpointRouteBuilder api)
    {
        var reviews = api.MapGroup("/reviews");
        reviews.MapGet("", ListAsync).WithName("ListReviews").WithSummary("Lists open doubts, the oldest first; a list goes on with after=next.").WithQuery(ListQuery.After).Produces<DoubtList>();
        reviews.MapGet("/{id:guid}", ShowAsync).WithName("GetReview").WithSummary("Tells one doubt, open or decided.").Produces<DoubtView>().ProducesProblem(StatusCodes.Status404NotFound);
        reviews.MapGet("/{id:guid}/strip", StripAsync).WithName("GetReviewStrip").WithSummary("A picture of the place on the page.").Produces(StatusCodes.Status200OK, contentType: "image/png").ProducesProblem(StatusCodes.Status404NotFound);
        reviews.MapPost("/{id:guid}", DecideAsync).RequireAuthorization(Caller.PolicyOf(AccessRole.Office))
            .WithName("DecideReview").WithSummary("Decides a doubt: accept, correct or refuse.").Accepts<DecisionBody>("application/json").Produces<DecidedView>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> ListAsync(HttpContext context, Queues queues, Guid? after)
    {
        var page = (await ListReviews.RunAsync(queues, Caller.Of(context.User)!.Environment, after, Listed, context.RequestAborted))[0].Page;
        return TypedResults.Ok(new DoubtList([.. page.Items.Select(item => DoubtView.Of(item))], page.Open, page is { More: true, Items: [.., var last] } ? last.Id : null));
    }

    private static async Task<IResult> ShowAsync(HttpContext context, Guid id, Queues queues)
    {
        var shown = await ShowReview.RunAsync(queues, new(id, Caller.Of(context.User)!.Environment, Pictures: false), context.RequestAborted);
        return shown is { Items: [{ Item: var item }] } && item.Id == id ? TypedResults.Ok(DoubtView.Of(item, shown.Document.DocumentNumber)) : throw new RequestFaultException(Decision.NotFound(id));
    }

    /// <summary>What keeps a picture away may name places of this machine, and is told to an operator alone.</summary>
    public static async Task<IResult> StripAsync(HttpContext context, Guid id, StripCache strips)
    {
        var caller = Caller.Of(context.User)!;
        var strip = await strips.FindAsync(caller.Environment, id, context.RequestAborted) ?? throw new RequestFaultException(Decision.NotFound(id));
        if (strip.Why is { } why)
        {
            throw new RequestFaultException(new(
                StatusCodes.Status404NotFound, ProblemCode.NotFound, caller.Key.Role is AccessRole.Operator ? $"There is no picture: {why}." : "There is no picture of it. Look at the document."));
        }

        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return TypedResults.Bytes(strip.Content, strip.Type);
    }

    private static async Task DecideAsync(HttpContext context, Guid id, Queues queues, Orders orders, TimeProvider time)
    {
        var body = await RequestBody.ReadAsync(context, time);
        var told = RequestBody.Parse<DecisionBody>(body);
        var said = Decision.Of(told.Decision, told.Saw ?? Decision.WordOf(ReviewState.Open), told.Value, told.Reason);
        // The audit names the document that the doubt is about.
        var document = (await ReviewLookup.FindAsync(queues, id, Caller.Of(context.User)!.Environment, context.RequestAborted))?.Document.Id;
        await orders.RunAsync(context, said.Verb, mayRepeat: true, document, Orders.HashOf([said.Verb, id.ToString(), JsonSerializer.Serialize(said)]), (caller, _, stop) => said.SayAsync(queues, caller, id, queues.Words, stop));
    }
}
