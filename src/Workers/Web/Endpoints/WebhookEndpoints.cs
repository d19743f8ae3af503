using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workers.Access;
using Workers.Hosting.Environments;
using Workers.Operations;
using Workers.Operations.Keys;
using Workers.Operations.Webhooks;
using Workers.Web.Access;
using Workers.Webhooks;

namespace Workers.Web.Endpoints;

/// <summary><c>/v1/webhooks</c>: the addresses that are told what happens to documents, and what was told to them; an operator's matter.</summary>
internal static class WebhookEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var webhooks = api.MapGroup("/webhooks").RequireAuthorization(Caller.PolicyOf(AccessRole.Operator));
        webhooks.MapGet("", ListAsync).WithSummary("Lists the addresses that are told, and whether this server may tell them anything.").Produces<WebhooksView>();
        webhooks.MapPost("", MakeAsync).WithSummary("Has an address told what happens to documents from here on. Its secret is in this answer and in no other.")
            .Accepts<WebhookBody>("application/json").Produces<WebhookView>().ProducesProblem(StatusCodes.Status409Conflict);
        webhooks.MapPost("/confirm", ConfirmAsync).WithSummary("Says that this database, which was restored or copied, may call from where it lies now.").Produces<WebhooksView>();
        webhooks.MapPost("/{id:guid}/rotate", RotateAsync).WithSummary("Gives it another secret, told in this answer alone; the one before signs beside it for a day.").Produces<WebhookView>();
        Order("/{id:guid}/enable", "webhook_enable", ManageWebhooks.EnableAsync).WithSummary("Tells it again what happens from here on, and what waits.");
        Order("/{id:guid}/disable", "webhook_disable", (queues, environment, id, stop) => ManageWebhooks.DisableAsync(queues, environment, id, "By an operator.", stop)).WithSummary("Tells it nothing until it is enabled; what waits goes on waiting.");
        Order("/{id:guid}/remove", "webhook_remove", ManageWebhooks.RemoveAsync).WithSummary("Takes it away with all that was to be told to it.");
        webhooks.MapPost("/{id:guid}/ping", PingAsync).WithSummary("Sends it a trial, once.").Produces<TrialView>();
        webhooks.MapGet("/deliveries", DeliveriesAsync).WithSummary("Lists what was told to which address, or is to be, the latest first.")
            .WithDescription("webhook is its id; state is pending, delivering, delivered or dead. A list goes on with after=next.").WithQuery("webhook", "state", ListQuery.Limit, ListQuery.After).Produces<DeliveryList>();
        webhooks.MapPost("/deliveries/{id:guid}/replay", ReplayAsync).WithSummary("Sends again what is delivered or dead, under its own webhook-id.").Produces<TrialView>();

        RouteHandlerBuilder Order(string path, string verb, Func<Queues, TargetEnvironment, Guid, CancellationToken, Task<WebhookEndpoint>> actAsync) => webhooks.MapPost(
            path,
            (HttpContext context, Guid id, Queues queues, Orders orders, TimeProvider time) => RunAsync(context, orders, time, verb, id, async (caller, _, stop) =>
            {
                var endpoint = await actAsync(queues, caller.Environment, id, stop);
                return OrderAnswer.Good(WebhookView.Of(endpoint)) with { About = endpoint.Name() };
            })).Produces<WebhookView>().ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> ListAsync(HttpContext context, Queues queues) =>
        TypedResults.Ok(WebhooksView.Of(await ManageWebhooks.ListAsync(queues, Caller.Of(context.User)!.Environment, context.RequestAborted)));

    private static async Task MakeAsync(HttpContext context, Queues queues, Orders orders, TimeProvider time)
    {
        var body = await RequestBody.ReadAsync(context, time);
        var wanted = RequestBody.Parse<WebhookBody>(body);
        await orders.RunAsync(context, "webhook_make", mayRepeat: true, null, body, async (caller, request, stop) =>
            Once(await ManageWebhooks.MakeAsync(queues, caller.Environment, request, new(wanted.Url, wanted.Description, wanted.Kinds, caller.Name), stop)));
    }

    private static Task RotateAsync(HttpContext context, Guid id, Queues queues, Orders orders, TimeProvider time) => RunAsync(context, orders, time, "webhook_rotate", id, async (caller, _, stop) =>
        Once(await ManageWebhooks.RotateAsync(queues, caller.Environment, id, stop)), mayRepeat: false);

    private static Task PingAsync(HttpContext context, Guid id, Queues queues, Orders orders, TimeProvider time) => RunAsync(context, orders, time, "webhook_ping", id, async (caller, _, stop) =>
    {
        var tried = await ManageWebhooks.PingAsync(queues, caller.Environment, id, stop);
        return OrderAnswer.Good(new TrialView(tried.Delivery)) with { About = tried.Endpoint.Name() };
    });

    private static Task ConfirmAsync(HttpContext context, Queues queues, Orders orders, TimeProvider time) => RunAsync(context, orders, time, "webhook_confirm", null, async (caller, _, stop) =>
        OrderAnswer.Good(WebhooksView.Of(await ManageWebhooks.ConfirmAsync(queues, caller.Environment, stop))));

    private static Task ReplayAsync(HttpContext context, Guid id, Queues queues, Orders orders, TimeProvider time) => RunAsync(context, orders, time, "webhook_replay", null, async (caller, _, stop) =>
    {
        var endpoint = await ManageWebhooks.ReplayAsync(queues, caller.Environment, id, stop);
        return OrderAnswer.Good(new TrialView(id)) with { About = endpoint.Name() };
    });

    private static async Task<IResult> DeliveriesAsync(HttpContext context, Queues queues)
    {
        var caller = Caller.Of(context.User)!;
        var query = QueryOf(context.Request.Query);
        var page = await ManageWebhooks.ListDeliveriesAsync(queues, caller.Environment, query, context.RequestAborted);
        return TypedResults.Ok(new DeliveryList(
            [.. page.Deliveries.Select(DeliveryView.Of)], page is { More: true, Deliveries: [.., var last] } ? new AccessLogCursor(last.MadeAt, last.Id).ToString() : null));
    }

    /// <exception cref="RequestFaultException">A word is not understood.</exception>
    private static DeliveryQuery QueryOf(IQueryCollection query)
    {
        var faults = new List<string>();
        Guid? webhook = null;
        if (query["webhook"].ToString() is { Length: > 0 } id)
        {
            webhook = Guid.TryParse(id, out var parsed) ? parsed : null;
            if (webhook is null)
            {
                faults.Add($"webhook: found '{id}'; allowed: its id.");
            }
        }

        DeliveryState? state = null;
        if (query["state"].ToString() is { Length: > 0 } word)
        {
            state = Enum.TryParse<DeliveryState>(word, ignoreCase: true, out var known) && word.All(char.IsAsciiLetter) ? known : null;
            if (state is null)
            {
                faults.Add($"state: found '{word}'; allowed: pending, delivering, delivered, dead.");
            }
        }

        var (limit, after) = ListQuery.Of(query, faults);
        return faults.Count > 0 ? throw new RequestFaultException(Problems.BadRequest(string.Join(" ", faults))) : new(webhook, state, limit, after?.At, after?.Id);
    }

    /// <summary>Carrying such an order out twice is as once, but for what is said.</summary>
    /// <param name="webhook">Whose order it is; null of all, and where that is found on the way.</param>
    private static async Task RunAsync(
        HttpContext context, Orders orders, TimeProvider time, string verb, Guid? webhook, Func<Caller, Guid, CancellationToken, Task<OrderAnswer>> actAsync, bool mayRepeat = true)
    {
        var body = await RequestBody.ReadAsync(context, time);
        await orders.RunAsync(context, verb, mayRepeat, null, Encoded(context, body), actAsync, webhook?.ToString());
    }

    /// <summary>Which of them is ordered about stands in the address alone.</summary>
    private static ReadOnlyMemory<byte> Encoded(HttpContext context, ReadOnlyMemory<byte> body) => (byte[])[.. Encoding.UTF8.GetBytes(context.Request.Path.Value + "\n"), .. body.Span];

    private static OrderAnswer Once(ToldWebhook told)
    {
        var view = WebhookView.Of(told.Endpoint);
        return OrderAnswer.Good(view, told: view with { Secret = told.Secret }) with { About = told.Endpoint.Name() };
    }
}
