using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workers.Web.Access;

namespace Workers.Web.Pages.Overview;

/// <summary>How things stand: the verdict, the queue, who works, what is left of capacity, quota and money, and what waits for what.</summary>
internal static class OverviewPage
{
    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet("/", ShowAsync);

    private static async Task ShowAsync(HttpContext context, PageRenderer pages, Verdicts verdicts)
    {
        var caller = Caller.Of(context.User)!;
        var answered = await verdicts.AnsweredAsync(caller.Environment, context.RequestAborted);
        await pages.WriteAsync<OverviewView>(context, OverviewModel.Of(answered, caller));
    }
}
