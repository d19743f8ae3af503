using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;
using Workers.Access;
using Workers.Jobs.Changes;
using Workers.Operations;
using Workers.Operations.Changes;
using Workers.Web.Access;

namespace Workers.Web.Endpoints;

/// <summary>An order about all documents that a filter finds.</summary>
/// <param name="Verb">retry, cancel, priority; requeue_ocr with an operator's key.</param>
/// <param name="Filter">The words of a list, such as <c>{"outcome": "not_found"}</c>; it must say something.</param>
/// <param name="Priority">Of a priority.</param>
/// <param name="Expected">As the preview told it; another amount by then refuses.</param>
internal sealed record ChangeBody(string? Verb = null, IReadOnlyDictionary<string, string>? Filter = null, int? Priority = null, string? Reason = null, string? Expected = null)
{
    public ChangeBody()
        : this(null, null, null, null, null)
    {
    }
}

/// <summary>What an order would do and have paid; nothing was changed.</summary>
/// <param name="Cad">At the registry; <paramref name="Usd"/>: for reading, about.</param>
/// <param name="Expected">Given with the order, it confirms just this.</param>
internal sealed record ChangePreviewView(string Verb, long Changed, long LeftOut, long Purchases, decimal Cad, long Readings, decimal Usd, string Expected);

/// <param name="State">running, finished, cancelled.</param>
/// <param name="Reasons">Why documents were left out, with how many.</param>
internal sealed record ChangeView(
    Guid Id, string Verb, string State, long Changed, long LeftOut, long? Expected, IReadOnlyDictionary<string, long> Reasons, string AskedBy, DateTimeOffset AskedAt, DateTimeOffset? EndedAt)
{
    public static ChangeView Of(BulkChange bulk) => new(
        bulk.Id, ChangeEndpoints.WordOf(bulk.Verb), bulk.State.ToString().ToLowerInvariant(), bulk.Changed, bulk.LeftOut, bulk.Expected, bulk.Reasons, bulk.AskedBy, bulk.AskedAt, bulk.EndedAt);
}

/// <summary><c>/v1/changes</c>: orders about many documents, such as another chance for all that failed alike: previewed with what they cost, given, followed and ended.</summary>
internal static class ChangeEndpoints
{
    /// <summary>So long a request carries an order out; what is left a daemon goes on with.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static void Map(IEndpointRouteBuilder api)
    {
        var changes = api.MapGroup("/changes").RequireAuthorization(Caller.PolicyOf(AccessRole.Office));
        changes.MapPost("/preview", PreviewAsync).WithName("PreviewChange").WithSummary("Tells what an order about many documents would do and cost; changes nothing.").Accepts<ChangeBody>("application/json").Produces<ChangePreviewView>().ProducesProblem(StatusCodes.Status400BadRequest);
        changes.MapPost("", StartAsync).WithName("StartChange").WithSummary("Gives an order about many documents, as it was previewed.").Accepts<ChangeBody>("application/json").Produces<ChangeView>().ProducesProblem(StatusCodes.Status409Conflict);
        changes.MapGet("/{id:guid}", ShowAsync).WithName("GetChange").WithSummary("Tells how far an order about many documents is.").Produces<ChangeView>().ProducesProblem(StatusCodes.Status409Conflict);
        changes.MapPost("/{id:guid}/end", EndAsync).WithName("EndChange").WithSummary("Ends an order about many documents; what it changed stays changed.").Produces<ChangeView>().ProducesProblem(StatusCodes.Status409Conflict);
    }

    /// <summary>The verbs that a role may order: what is paid anew is an operator's matter.</summary>
    public static IReadOnlyList<BulkVerb> VerbsOf(AccessRole role) =>
        role is AccessRole.Operator ? [BulkVerb.Retry, BulkVerb.Cancel, BulkVerb.Priority, BulkVerb.RequeueOcr] : [BulkVerb.Retry, BulkVerb.Cancel, BulkVerb.Priority];

    public static string WordOf(BulkVerb verb) => JsonNamingPolicy.SnakeCaseLower.ConvertName(verb.ToString());

    /// <summary>What is confirmed: how many, and for how much.</summary>
    public static string ExpectedOf(ChangePreview preview) => string.Create(CultureInfo.InvariantCulture, $"{preview.Changed} {preview.Cost.Cad:0.00} {preview.Cost.Usd:0.00}");

    /// <summary>Gives an order as it was previewed, and carries some of it out. What was given under the same id is gone on with, whatever is left to change by now.</summary>
    /// <param name="id">Of the request; the order has it.</param>
    /// <param name="preview">As it is now.</param>
    /// <param name="expected">As it was confirmed.</param>
    /// <returns>Null where nothing was ordered: it would do something else than was confirmed.</returns>
    /// <exception cref="OperationException">The database did not answer.</exception>
    public static async Task<BulkChange?> GiveAsync(
        Queues queues, Caller caller, Guid id, ChangePreview preview, BulkOptions options, string? reason, string? expected, TimeProvider time, CancellationToken cancellation)
    {
        var changes = queues.ChangesOf(caller.Environment);
        if (await Queues.AskAsync(caller.Environment, changes.ListAsync(id.ToString(), 1, cancellation)) is not [var given])
        {
            if (preview.Changed == 0 || expected != ExpectedOf(preview))
            {
                return null;
            }

            given = (await CarryOutChange.StartAsync(queues, id, preview, options, caller.Name, reason, cancellation)).Bulk;
        }

        await CarryOnAsync(queues, caller, given.Id, time);
        return (await BulkOrders.FindAsync(queues, caller.Environment, given.Id.ToString(), cancellation)).Order;
    }

    /// <summary>Carries some steps of an order out that is a row of the database: whoever is next goes on behind the last.</summary>
    /// <exception cref="OperationException">The database did not answer.</exception>
    public static async Task CarryOnAsync(Queues queues, Caller caller, Guid id, TimeProvider time)
    {
        using var bound = new CancellationTokenSource(Patience, time);
        try
        {
            await foreach (var _ in CarryOutChange.RunAsync(queues, caller.Environment, id, $"request of {caller.Key.Id} {Guid.NewGuid():N}", time, bound.Token))
            {
                // Each step is told where the order is looked at.
            }
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested)
        {
            // The rest is not lost.
        }
    }

    private static async Task<IResult> PreviewAsync(HttpContext context, Queues queues, TimeProvider time)
    {
        var (preview, _) = await LookAsync(context, queues, time, RequestBody.Parse<ChangeBody>(await RequestBody.ReadAsync(context, time)));
        return TypedResults.Ok(new ChangePreviewView(
            WordOf(preview.Verb), preview.Changed, preview.LeftOut, preview.Cost.Purchases, preview.Cost.Cad, preview.Cost.Readings, Math.Round(preview.Cost.Usd, 2), ExpectedOf(preview)));
    }

    private static async Task StartAsync(HttpContext context, Queues queues, Orders orders, TimeProvider time)
    {
        var body = await RequestBody.ReadAsync(context, time);
        var told = RequestBody.Parse<ChangeBody>(body);
        var (preview, options) = await LookAsync(context, queues, time, told);
        await orders.RunAsync(context, $"bulk_{WordOf(preview.Verb)}", mayRepeat: true, null, body, async (caller, request, stop) =>
            await GiveAsync(queues, caller, request, preview, options, told.Reason, told.Expected, time, stop) is { } given ? OrderAnswer.Good(ChangeView.Of(given)) : OrderAnswer.Of(new(
                StatusCodes.Status409Conflict, ProblemCode.Refused, $"Nothing was ordered: it would change {preview.Changed} now. Preview it, and give its 'expected' ({ExpectedOf(preview)}) with the order.")));
    }

    private static async Task<IResult> ShowAsync(HttpContext context, Guid id, Queues queues) =>
        TypedResults.Ok(ChangeView.Of((await BulkOrders.FindAsync(queues, Caller.Of(context.User)!.Environment, id.ToString(), context.RequestAborted)).Order));

    private static async Task EndAsync(HttpContext context, Guid id, Queues queues, Orders orders) =>
        await orders.RunAsync(context, "bulk_end", mayRepeat: true, null, Orders.HashOf(["bulk_end", id.ToString()]), async (caller, _, stop) =>
        {
            await BulkOrders.CancelAsync(queues, caller.Environment, id, caller.Name, stop);
            return OrderAnswer.Good(ChangeView.Of((await BulkOrders.FindAsync(queues, caller.Environment, id.ToString(), stop)).Order));
        });

    /// <exception cref="RequestFaultException">A word is not understood, or the key may not.</exception>
    private static async Task<(ChangePreview Preview, BulkOptions Options)> LookAsync(HttpContext context, Queues queues, TimeProvider time, ChangeBody told)
    {
        var caller = Caller.Of(context.User)!;
        var verbs = VerbsOf(caller.Key.Role);
        var verb = verbs.Select(known => (BulkVerb?)known).FirstOrDefault(known => WordOf(known!.Value) == told.Verb)
            ?? throw Bad($"verb: found '{told.Verb}'; allowed with this key: {string.Join(", ", verbs.Select(WordOf))}.");
        if (verb is BulkVerb.Priority && told.Priority is not (>= -1000 and <= 1000))
        {
            throw new RequestFaultException(Problems.BadNumber("priority", -1000, 1000, told.Priority?.ToString(CultureInfo.InvariantCulture) ?? "nothing"));
        }

        _ = TypedReason.Of(told.Reason);
        var words = (told.Filter ?? new Dictionary<string, string>(StringComparer.Ordinal)).ToDictionary(word => word.Key, word => new StringValues(word.Value), StringComparer.Ordinal);
        var filter = DocumentEndpoints.RequestOf(new QueryCollection(words), caller, time.GetUtcNow()).Filter;
        var options = new BulkOptions(Priority: verb is BulkVerb.Priority ? told.Priority : null);
        return filter.IsEmpty ? throw Bad("filter: says nothing; allowed: the words of a list, at least one that tells which documents are meant.")
            : (await PreviewChange.RunAsync(queues, new(caller.Environment, verb, filter, options), context.RequestAborted), options);
    }

    private static RequestFaultException Bad(string detail) => new(Problems.BadRequest(detail));
}
