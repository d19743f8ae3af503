using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workers.Access;
using Workers.Jobs;
using Workers.Jobs.Changes;
using Workers.Jobs.Search;
using Workers.Operations;
using Workers.Operations.Changes;
using Workers.Operations.Documents;
using Workers.Web.Access;

namespace Workers.Web.Endpoints;

/// <summary><c>/v1/documents</c>: lists, one document, and what can be ordered about it.</summary>
internal static class DocumentEndpoints
{
    private const int MostListed = 500;

    /// <summary>As the database says that there is none.</summary>
    private const string NoSuch = "no such document";

    private const int UsuallyListed = 50;

    private static readonly QueryWords Words = new(["id", "status", "outcome", "kind", "number", "lot", "dossier", "older", "since", "review", "text", "sort", "limit", "after"]);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/documents", ListAsync)
            .WithName("ListDocuments").WithSummary("Lists documents, the latest first.")
            .WithDescription("The words are those of the command 'documents'. A list goes on with after=next.").WithMetadata(Words)
            .Produces<DocumentList>().ProducesProblem(StatusCodes.Status400BadRequest);
        api.MapGet("/documents/{id:guid}", ShowAsync)
            .WithName("GetDocument").WithSummary("Tells where a document is, what it waits for and what happened to it.")
            .WithDescription("Its ETag changes when the document does: with If-None-Match the answer is 304 as long as it has not.")
            .Produces<DocumentView>().ProducesProblem(StatusCodes.Status404NotFound);
        var orders = api.MapGroup("/documents/{id:guid}").RequireAuthorization(Caller.PolicyOf(AccessRole.Office));
        orders.MapPost("/cancel", CancelAsync).WithName("CancelDocument").WithSummary("Ends a document; one that runs, as soon as it safely can.").Accepts<ReasonBody>("application/json").Produces<ChangedView>().ProducesProblem(StatusCodes.Status409Conflict);
        orders.MapPost("/retry", RetryAsync).WithName("RetryDocument").WithSummary("Gives a document that failed another chance; what is stored is never bought again.").Accepts<RetryBody>("application/json").Produces<ChangedView>().ProducesProblem(StatusCodes.Status409Conflict);
        orders.MapPost("/priority", PrioritiseAsync).WithName("PrioritiseDocument").WithSummary("Gives a waiting document another place in the line: each step counts as ten minutes of waiting.").Accepts<PriorityBody>("application/json").Produces<ChangedView>().ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> ListAsync(HttpContext context, Queues queues, TimeProvider time)
    {
        var caller = Caller.Of(context.User)!;
        var found = await FindDocuments.RunAsync(queues, RequestOf(context.Request.Query, caller, time.GetUtcNow()), context.RequestAborted);
        return found.Faults is [var away, ..] ? throw away
            : TypedResults.Ok(new DocumentList([.. found.Documents.Select(one => DocumentSummary.Of(one.Document))], found.Next?.ToString()));
    }

    /// <exception cref="RequestFaultException">A word is not understood.</exception>
    public static FindRequest RequestOf(IQueryCollection query, Caller caller, DateTimeOffset now)
    {
        var faults = Words.FaultsOf(query);
        var ids = new List<Guid>();
        foreach (var word in All("id").SelectMany(word => word.Split(',')))
        {
            if (Guid.TryParse(word, out var id))
            {
                ids.Add(id);
            }
            else
            {
                faults.Add($"id: found '{word}'; allowed: a document's id.");
            }
        }

        var words = new FilterWords(ids, All("status"), All("outcome"), All("kind"), One("number"), One("lot"), One("dossier"), One("older"), One("since"), One("review"), One("text"));
        var (filter, notUnderstood) = words.Parse(now, mark: "");
        faults.AddRange(notUnderstood);

        var sorted = One("sort") ?? "created";
        if (!Enum.TryParse<DocumentSort>(sorted.TrimStart('-'), ignoreCase: true, out var sort) || !sorted.TrimStart('-').All(char.IsAsciiLetter))
        {
            faults.Add($"sort: found '{sorted}'; allowed: created, updated, number, priority; from the other end with a - before it.");
        }

        var limit = UsuallyListed;
        if (One("limit") is { } count && (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MostListed))
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"limit: found '{count}'; allowed: 1 to {MostListed}."));
        }

        ListCursor? behind = null;
        if (One("after") is { } place && (!ListCursor.TryParse(place, out behind) || behind.Environment != caller.Environment || behind.Place is null))
        {
            faults.Add("after: is none that a list of this environment told as next.");
        }

        var descending = sort is not DocumentSort.Number ^ sorted[0] is '-';
        if (behind is not null && (behind.Sort != sort || behind.Descending != descending))
        {
            faults.Add("after: is of a list in another order. Take the one that this list told as next.");
        }

        return faults.Count > 0
            ? throw new RequestFaultException(Problems.BadRequest(string.Join(" ", faults)))
            : new(filter, caller.Environment, sort, descending, behind, limit);

        IReadOnlyList<string> All(string name) => [.. query[name].OfType<string>().Where(word => word.Length > 0)];

        string? One(string name) => All(name) is [.., var last] ? last : null;
    }

    private static async Task<IResult> ShowAsync(HttpContext context, Guid id, Queues queues, TimeProvider time)
    {
        var caller = Caller.Of(context.User)!;
        if ((await ExplainDocument.RunAsync(queues, new(id.ToString(), caller.Environment), time, context.RequestAborted)).Explanation is not { } told)
        {
            throw new RequestFaultException(NotFound(id));
        }

        var view = DocumentView.Of(told);
        var tag = $"\"{Base64Url.EncodeToString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(view.WithoutTimes(), WebJson.Options)).AsSpan(0, 18))}\"";
        context.Response.Headers.ETag = tag;
        return EntityTags.IsHad(context.Request.Headers.IfNoneMatch, tag) ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : TypedResults.Ok(view);
    }

    private static async Task CancelAsync(HttpContext context, Guid id, Queues queues, Orders orders, TimeProvider time)
    {
        var body = await RequestBody.ReadAsync(context, time);
        var wanted = RequestBody.Parse<ReasonBody>(body);
        var reason = TypedReason.Of(wanted.Reason);
        await orders.RunAsync(context, "cancel", mayRepeat: false, id, body, async (caller, _, stop) =>
            AnswerOf((await CancelDocuments.RunAsync(queues, new(caller.Environment, [id], Told(caller, reason)), stop))[0]));
    }

    private static async Task RetryAsync(HttpContext context, Guid id, Queues queues, Orders orders, TimeProvider time)
    {
        var body = await RequestBody.ReadAsync(context, time);
        var wanted = RequestBody.Parse<RetryBody>(body);
        var reason = TypedReason.Of(wanted.Reason);
        if (wanted.AllowRepurchase && Caller.Of(context.User)!.Key.Role < AccessRole.Operator)
        {
            throw new RequestFaultException(new(StatusCodes.Status403Forbidden, ProblemCode.Forbidden, "allow_repurchase may be billed twice: an operator's key is needed."));
        }

        await orders.RunAsync(context, "retry", mayRepeat: false, id, body, async (caller, _, stop) =>
            AnswerOf((await RetryDocuments.RunAsync(queues, new(caller.Environment, [id], wanted.AllowRepurchase, Told(caller, reason)), stop))[0]));
    }

    private static async Task PrioritiseAsync(HttpContext context, Guid id, Queues queues, Orders orders, TimeProvider time)
    {
        var body = await RequestBody.ReadAsync(context, time);
        var wanted = RequestBody.Parse<PriorityBody>(body);
        var reason = TypedReason.Of(wanted.Reason);
        if (wanted.Priority is not (>= -1000 and <= 1000))
        {
            throw new RequestFaultException(Problems.BadNumber("priority", -1000, 1000, wanted.Priority?.ToString(CultureInfo.InvariantCulture) ?? "nothing"));
        }

        await orders.RunAsync(context, "priority", mayRepeat: false, id, body, async (caller, _, stop) =>
            AnswerOf(await ChangeDocument.RunAsync(queues, caller.Environment, BulkVerb.Priority, id, new(Priority: wanted.Priority), Told(caller, reason), stop)));
    }

    /// <summary>Who ordered it stands in the document's history.</summary>
    public static string Told(Caller caller, string? reason) => string.IsNullOrWhiteSpace(reason) ? $"by {caller.Name}" : $"{reason} (by {caller.Name})";

    public static OrderAnswer AnswerOf(OperatorAnswer answer) => answer.Result is OperatorResult.Refused
        ? OrderAnswer.Of(answer.Reason is NoSuch ? NotFound(answer.Id) : new(StatusCodes.Status409Conflict, ProblemCode.Refused, answer.Reason ?? "Its status does not allow it."))
        : OrderAnswer.Good(new ChangedView(answer.Id, answer.Result, (int?)answer.StatusId));

    private static Problem NotFound(Guid id) => new(StatusCodes.Status404NotFound, ProblemCode.NotFound, $"No document {id} in the key's environment.");
}
