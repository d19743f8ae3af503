using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workers.Operations;
using Workers.Operations.Money;
using Workers.Web.Access;

namespace Workers.Web.Pages.Money;

/// <summary>What is spent, against budgets, day by day, and beside the registry's invoices.</summary>
internal static class MoneyPage
{
    public const string Place = "/money";
    private const int Days = 30;

    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet(Place, ShowAsync);

    private static async Task ShowAsync(HttpContext context, PageRenderer pages, Queues queues) =>
        await pages.WriteAsync<MoneyView>(context, await ReadMoney.RunAsync(queues, Caller.Of(context.User)!.Environment, Days, context.RequestAborted));
}
