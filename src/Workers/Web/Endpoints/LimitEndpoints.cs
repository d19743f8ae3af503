using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workers.Access;
using Workers.Operations;
using Workers.Operations.Orders;
using Workers.Steering;
using Workers.Web.Access;

namespace Workers.Web.Endpoints;

/// <summary>What operators ordered of running daemons and is in force.</summary>
/// <param name="Verb">pause, drain, stop or set.</param>
/// <param name="Server">The daemon it is for; null for all.</param>
/// <param name="Until">When it ends by itself; null: when it is taken back.</param>
internal sealed record LimitView(string Verb, string Subject, string? Value, string? Server, string By, DateTimeOffset At, DateTimeOffset? Until, string? Why)
{
    public static LimitView Of(SteeringOrder order) => new(order.Verb.ToString().ToLowerInvariant(), order.Subject, order.Value, order.Server, order.By, order.At, order.Until, order.Why);
}

/// <param name="ReachesAll">With this key limits and pauses of all environments may be ordered, not of its own alone.</param>
internal sealed record LimitsView(IReadOnlyList<LimitView> InForce, bool ReachesAll);

/// <param name="Subject">What is paused, as the command 'pause' names it, or a setting's name.</param>
/// <param name="Value">Of a setting.</param>
/// <param name="For">How long, such as 2h; without it until it is taken back.</param>
/// <param name="Why">Needed but where something is taken back.</param>
/// <param name="Server">The daemon of what is taken back.</param>
internal sealed record LimitBody(string? Subject = null, string? Value = null, string? For = null, string? Why = null, string? Server = null)
{
    public LimitBody()
        : this(null, null, null, null, null)
    {
    }
}

/// <summary><c>/v1/limits</c>: pauses and limits of running daemons, by operators; a key of one environment reaches no further than the pages let it.</summary>
internal static class LimitEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var limits = api.MapGroup("/limits").RequireAuthorization(Caller.PolicyOf(AccessRole.Operator));
        limits.MapGet("", ListAsync).WithName("ListLimits").WithSummary("Lists pauses, drains and changed settings that are in force.").Produces<LimitsView>();
        limits.MapPost("/{kind}", OrderAsync).WithName("OrderLimit").WithSummary("Orders or takes back: kind is pause, resume, set or reset.").Accepts<LimitBody>("application/json")
            .Produces(StatusCodes.Status200OK).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> ListAsync(HttpContext context, Queues queues, Verdicts verdicts)
    {
        var own = Caller.Of(context.User)!.Environment;
        var list = await ListOrders.RunAsync(queues, 0, context.RequestAborted);
        var served = OrderReach.Served(queues.Configured, (await verdicts.AnsweredAsync(own, context.RequestAborted)).Status);
        return TypedResults.Ok(new LimitsView([.. list.InForce.Where(order => OrderReach.Concerns(own, order)).Select(LimitView.Of)], OrderReach.ReachesAll(own, served)));
    }

    private static async Task OrderAsync(HttpContext context, string kind, Queues queues, Verdicts verdicts, Orders orders, TimeProvider time)
    {
        if (!TypedOrder.Kinds.Contains(kind, StringComparer.Ordinal))
        {
            throw new RequestFaultException(Problems.OfStatus(StatusCodes.Status404NotFound, $"No kind '{kind}'; allowed: {string.Join(", ", TypedOrder.Kinds)}."));
        }

        var body = await RequestBody.ReadAsync(context, time);
        var told = RequestBody.Parse<LimitBody>(body);
        var typed = new TypedOrder(kind, TypedOrder.WordOf(told.Subject), TypedOrder.WordOf(told.Value), TypedOrder.WordOf(told.For), TypedOrder.WordOf(told.Why), Server: TypedOrder.WordOf(told.Server));
        var own = Caller.Of(context.User)!.Environment;
        var served = OrderReach.Served(queues.Configured, (await verdicts.AnsweredAsync(own, context.RequestAborted)).Status);
        var (thing, lasts) = typed.Understand(own, served);
        await orders.RunAsync(context, TypedOrder.VerbOf(thing), mayRepeat: true, null, body, (caller, _, stop) => typed.GiveAsync(queues, caller, thing, lasts, stop));
    }
}
