using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workers.Operations;
using Workers.Operations.Webhooks;
using Workers.Web.Access;
using Workers.Web.Endpoints;

namespace Workers.Web.Pages.Webhooks;

/// <summary>The part "Incoming" of the page of webhooks: systems that add documents by signed calls, ordered by operators.</summary>
internal static class SendersPage
{
    /// <param name="webhooks">The page's own group.</param>
    public static void Map(IEndpointRouteBuilder webhooks)
    {
        var senders = webhooks.MapGroup("/senders");
        senders.MapPost("", AddAsync);
        senders.MapPost("/{id:guid}/{verb}", ChangeAsync);
    }

    /// <summary>What is told once is told in the answer to the form itself, and kept nowhere: no repeat shows it.</summary>
    private static async Task AddAsync(HttpContext context, PageRenderer pages, Queues queues, Orders orders)
    {
        var form = await PageForms.ReadAsync(context);
        ToldSender? told = null;
        await PageOrders.CarryOutAsync(context, orders, form, "sender_add", mayRepeat: true, null, async (caller, request, stop) =>
        {
            told = await ManageSenders.AddAsync(queues, caller.Environment, request, form["name"].ToString(), caller.Name, stop);
            return OrderAnswer.Good(new { told.Sender.Id }) with { About = told.Sender.Label() };
        });
        await TellAsync(context, pages, queues, told);
    }

    private static async Task ChangeAsync(HttpContext context, Guid id, string verb, PageRenderer pages, Queues queues, Orders orders)
    {
        var form = await PageForms.ReadAsync(context);
        ToldSender? told = null;
        Func<Caller, CancellationToken, Task<ToldSender>> act = verb switch
        {
            "rotate" => async (caller, stop) => told = await ManageSenders.RotateAsync(queues, caller.Environment, id, stop),
            "on" => async (caller, stop) => new(await ManageSenders.EnableAsync(queues, caller.Environment, id, stop), null),
            "off" => async (caller, stop) => new(await ManageSenders.DisableAsync(queues, caller.Environment, id, stop), null),
            "remove" => async (caller, stop) => new(await ManageSenders.RemoveAsync(queues, caller.Environment, id, stop), null),
            _ => throw new RequestFaultException(Problems.OfStatus(StatusCodes.Status404NotFound)),
        };
        await PageOrders.CarryOutAsync(
            context, orders, form, $"sender_{verb}", mayRepeat: verb is not "rotate", null,
            async (caller, _, stop) => OrderAnswer.Good(new { Id = id }) with { About = (await act(caller, stop)).Sender.Label() }, id.ToString());
        await TellAsync(context, pages, queues, told);
    }

    private static async Task TellAsync(HttpContext context, PageRenderer pages, Queues queues, ToldSender? told)
    {
        if (told?.Secret is null)
        {
            PageRenderer.GoTo(context, WebhooksPage.Place);
            return;
        }

        await pages.WriteAsync<WebhooksView>(context, await WebhooksPage.ReadAsync(context, queues) with { ToldSender = told });
    }
}
