using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workers.Access;
using Workers.Hosting.Environments;
using Workers.Operations;
using Workers.Operations.Webhooks;
using Workers.Web.Access;
using Workers.Webhooks;
using Workers.Webhooks.Senders;

namespace Workers.Web.Endpoints;

/// <param name="Name">Which system it is, for people.</param>
internal sealed record SenderBody(string? Name = null)
{
    public SenderBody()
        : this((string?)null)
    {
    }
}

/// <summary>A system that adds documents by calls that it signs.</summary>
/// <param name="Place">Where it sends them.</param>
/// <param name="FormerSecretUntil">Until when a secret before the present one counts too.</param>
/// <param name="Secret">In the answer that made it alone.</param>
internal sealed record SenderView(Guid Id, string Name, string Place, bool IsOn, DateTimeOffset MadeAt, string MadeBy, DateTimeOffset? FormerSecretUntil, DateTimeOffset? LastUsedAt, string? Secret = null)
{
    public static SenderView Of(CallSender sender) => new(
        sender.Id, sender.Name, $"{SignatureAuthentication.Place}/{sender.Id}", sender.DisabledAt is null, sender.MadeAt, sender.MadeBy, sender.FormerUntil, sender.LastUsedAt);
}

/// <param name="Refusal">Why this server takes no call of them: unused, key or home; null where it does.</param>
internal sealed record SendersView(IReadOnlyList<SenderView> Senders, WebhookRefusal? Refusal);

/// <summary><c>/v1/senders</c>: who adds documents by signed calls; an operator's matter.</summary>
internal static class SenderEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var senders = api.MapGroup("/senders").RequireAuthorization(Caller.PolicyOf(AccessRole.Operator));
        senders.MapGet("", ListAsync).WithName("ListSenders").WithSummary("Lists the systems that may add documents by signed calls, with their last use.").Produces<SendersView>();
        senders.MapPost("", AddAsync).WithName("AddSender").WithSummary("Registers a system. Its secret is in this answer and in no other.").Accepts<SenderBody>("application/json").Produces<SenderView>().ProducesProblem(StatusCodes.Status409Conflict);
        senders.MapPost("/{id:guid}/rotate", RotateAsync).WithName("RotateSender").WithSummary("Gives it another secret, told in this answer alone; the one before counts for a day more.").Produces<SenderView>().ProducesProblem(StatusCodes.Status409Conflict);
        Order("on", ManageSenders.EnableAsync).WithName("SwitchSenderOn").WithSummary("Takes its calls again.");
        Order("off", ManageSenders.DisableAsync).WithName("SwitchSenderOff").WithSummary("Takes no call of it until it is switched on.");
        Order("remove", ManageSenders.RemoveAsync).WithName("RemoveSender").WithSummary("Takes it away; what it added stays.");

        RouteHandlerBuilder Order(string verb, Func<Queues, TargetEnvironment, Guid, CancellationToken, Task<CallSender>> actAsync) => senders.MapPost(
            $"/{{id:guid}}/{verb}",
            (HttpContext context, Guid id, Queues queues, Orders orders) => RunAsync(context, orders, $"sender_{verb}", mayRepeat: true, id, async (caller, _, stop) =>
            {
                var sender = await actAsync(queues, caller.Environment, id, stop);
                return OrderAnswer.Good(SenderView.Of(sender)) with { About = sender.Label() };
            })).Produces<SenderView>().ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> ListAsync(HttpContext context, Queues queues)
    {
        var list = await ManageSenders.ListAsync(queues, Caller.Of(context.User)!.Environment, context.RequestAborted);
        return TypedResults.Ok(new SendersView([.. list.Senders.Select(SenderView.Of)], list.Refusal));
    }

    private static async Task AddAsync(HttpContext context, Queues queues, Orders orders, TimeProvider time)
    {
        var body = await RequestBody.ReadAsync(context, time);
        var wanted = RequestBody.Parse<SenderBody>(body);
        await orders.RunAsync(context, "sender_add", mayRepeat: true, null, body, async (caller, request, stop) =>
            Once(await ManageSenders.AddAsync(queues, caller.Environment, request, wanted.Name, caller.Name, stop)));
    }

    private static Task RotateAsync(HttpContext context, Guid id, Queues queues, Orders orders) => RunAsync(context, orders, "sender_rotate", mayRepeat: false, id, async (caller, _, stop) =>
        Once(await ManageSenders.RotateAsync(queues, caller.Environment, id, stop)));

    private static Task RunAsync(HttpContext context, Orders orders, string verb, bool mayRepeat, Guid sender, Func<Caller, Guid, CancellationToken, Task<OrderAnswer>> actAsync) =>
        orders.RunAsync(context, verb, mayRepeat, null, Orders.HashOf([verb, sender.ToString()]), actAsync, about: sender.ToString());

    private static OrderAnswer Once(ToldSender told)
    {
        var view = SenderView.Of(told.Sender);
        return OrderAnswer.Good(view, told: view with { Secret = told.Secret }) with { About = told.Sender.Label() };
    }
}
