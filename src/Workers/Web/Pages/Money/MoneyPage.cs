using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workers.Web.Access;

namespace Workers.Web.Pages.Money;

/// <summary>What is spent, against budgets, day by day, and beside the registry's invoices.</summary>
internal static class MoneyPage
{
    public const string Place = "/money";

    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet(Place, ShowAsync);

    private static async Task ShowAsync(HttpContext context, PageRenderer pages, MoneyReports reports) =>
        await pages.WriteAsync<MoneyView>(context, await reports.OfAsync(Caller.Of(context.User)!.Environment, context.RequestAborted));
}
