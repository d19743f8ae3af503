using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workers.Access;
using Workers.Operations;
using Workers.Operations.Webhooks;
using Workers.Web.Access;
using Workers.Web.Endpoints;
using Workers.Webhooks;
using Workers.Webhooks.Senders;

namespace Workers.Web.Pages.Webhooks;

/// <summary>The webhooks of an environment, what was told to them last, and who adds documents by signed calls.</summary>
/// <param name="Trouble">Why nothing is delivered and no signed call is taken; null where all is well.</param>
/// <param name="HasKey">Of this server: without one nothing can be made.</param>
/// <param name="IsDeadOnly">Only messages that were given up are shown.</param>
/// <param name="Made">One that was made or given another secret by this very request: its secret is told here and never again.</param>
/// <param name="ToldSender">The same of a sender.</param>
internal sealed record WebhooksModel(
    WebhookList List, DeliveryPage Deliveries, bool IsDeadOnly, SenderList Senders, WebhookTrouble? Trouble, bool HasKey, ToldWebhook? Made = null, ToldSender? ToldSender = null);

/// <summary>Webhooks: made, tried, switched and taken away, and messages sent again, by operators.</summary>
internal static class WebhooksPage
{
    public const string Place = "/webhooks";

    private const int Listed = 50;

    public static void Map(IEndpointRouteBuilder pages)
    {
        var webhooks = pages.MapGroup(Place).RequireAuthorization(PageRoutes.PolicyOf(AccessRole.Operator));
        webhooks.MapGet("", ShowAsync);
        webhooks.MapPost("", MakeAsync);
        webhooks.MapPost("/confirm", ConfirmAsync);
        SendersPage.Map(webhooks);
        webhooks.MapPost("/{id:guid}/{verb}", ChangeAsync);
        webhooks.MapPost("/deliveries/{id:guid}/replay", ReplayAsync);
    }

    private static async Task ShowAsync(HttpContext context, PageRenderer pages, Queues queues) => await pages.WriteAsync<WebhooksView>(context, await ReadAsync(context, queues));

    /// <summary>What is told once is told in the answer to the form itself, and kept nowhere: no repeat shows it.</summary>
    private static async Task MakeAsync(HttpContext context, PageRenderer pages, Queues queues, Orders orders)
    {
        var form = await PageForms.ReadAsync(context);
        string[] kinds = form["kinds"].ToString().Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        ToldWebhook? made = null;
        await PageOrders.CarryOutAsync(context, orders, form, "webhook_make", mayRepeat: true, null, async (caller, request, stop) =>
        {
            made = await ManageWebhooks.MakeAsync(queues, caller.Environment, request, new(form["url"].ToString().Trim(), form["description"].ToString(), kinds, caller.Name), stop);
            return OrderAnswer.Good(new { made.Endpoint.Id }) with { About = made.Endpoint.Name() };
        });
        await TellAsync(context, pages, queues, made);
    }

    private static async Task ChangeAsync(HttpContext context, Guid id, string verb, PageRenderer pages, Queues queues, Orders orders)
    {
        var form = await PageForms.ReadAsync(context);
        ToldWebhook? made = null;
        Func<Caller, CancellationToken, Task<WebhookEndpoint>> act = verb switch
        {
            "rotate" => async (caller, stop) => (made = await ManageWebhooks.RotateAsync(queues, caller.Environment, id, stop)).Endpoint,
            "enable" => (caller, stop) => ManageWebhooks.EnableAsync(queues, caller.Environment, id, stop),
            "disable" => (caller, stop) => ManageWebhooks.DisableAsync(queues, caller.Environment, id, $"By {caller.Name}.", stop),
            "remove" => (caller, stop) => ManageWebhooks.RemoveAsync(queues, caller.Environment, id, stop),
            "ping" => async (caller, stop) => (await ManageWebhooks.PingAsync(queues, caller.Environment, id, stop)).Endpoint,
            _ => throw new RequestFaultException(Problems.OfStatus(StatusCodes.Status404NotFound)),
        };
        await PageOrders.CarryOutAsync(
            context, orders, form, $"webhook_{verb}", mayRepeat: verb is not "rotate", null,
            async (caller, _, stop) => OrderAnswer.Good(new { Id = id }) with { About = (await act(caller, stop)).Name() }, id.ToString());
        await TellAsync(context, pages, queues, made);
    }

    private static async Task ConfirmAsync(HttpContext context, Queues queues, Orders orders)
    {
        var form = await PageForms.ReadAsync(context);
        await PageOrders.CarryOutAsync(context, orders, form, "webhook_confirm", mayRepeat: true, null, async (caller, _, stop) =>
        {
            await ManageWebhooks.ConfirmAsync(queues, caller.Environment, stop);
            return OrderAnswer.Good(new { });
        });
        PageRenderer.GoTo(context, Place);
    }

    private static async Task ReplayAsync(HttpContext context, Guid id, Queues queues, Orders orders)
    {
        var form = await PageForms.ReadAsync(context);
        await PageOrders.CarryOutAsync(context, orders, form, "webhook_replay", mayRepeat: true, null, async (caller, _, stop) =>
        {
            var endpoint = await ManageWebhooks.ReplayAsync(queues, caller.Environment, id, stop);
            return OrderAnswer.Good(new { Id = id }) with { About = endpoint.Name() };
        });
        PageRenderer.GoTo(context, Place);
    }

    private static async Task TellAsync(HttpContext context, PageRenderer pages, Queues queues, ToldWebhook? made)
    {
        if (made?.Secret is null)
        {
            PageRenderer.GoTo(context, Place);
            return;
        }

        await pages.WriteAsync<WebhooksView>(context, await ReadAsync(context, queues) with { Made = made });
    }

    /// <summary>What the page shows.</summary>
    public static async Task<WebhooksModel> ReadAsync(HttpContext context, Queues queues)
    {
        var environment = Caller.Of(context.User)!.Environment;
        var isDeadOnly = context.Request.Query["state"].ToString() is "dead";
        var list = await ManageWebhooks.ListAsync(queues, environment, context.RequestAborted);
        var senders = await ManageSenders.ListAsync(queues, environment, context.RequestAborted);
        return new(
            list, await ManageWebhooks.ListDeliveriesAsync(queues, environment, new(null, isDeadOnly ? DeliveryState.Dead : null, Listed), context.RequestAborted), isDeadOnly, senders,
            WebhookStand.TroubleOf(queues.WebhookKey is not null, list.Endpoints.Count + senders.Senders.Count, list.Refusal), queues.WebhookKey is not null);
    }
}
