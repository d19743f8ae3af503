using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workers.Access;
using Workers.Operations;
using Workers.Operations.Accounts;
using Workers.Registre.Accounts;
using Workers.Web.Access;
using Workers.Web.Endpoints;
using Workers.Web.Pages.Limits;

namespace Workers.Web.Pages.Accounts;

/// <summary>The registry's accounts, as all environments share them.</summary>
/// <param name="MayRelease">With this key.</param>
/// <param name="Fault">Why they cannot be told.</param>
/// <param name="Done">Whether one was given out again a moment ago.</param>
internal sealed record AccountsModel(IReadOnlyList<AccountEntry> Accounts, bool MayRelease, string? Fault, bool Done);

/// <summary>Who uses which account of the registry, which are set aside and why; an end to a setting aside.</summary>
internal static class AccountsPage
{
    public const string Place = "/accounts";

    public static void Map(IEndpointRouteBuilder pages)
    {
        var operators = pages.MapGroup(Place).RequireAuthorization(PageRoutes.PolicyOf(AccessRole.Operator));
        operators.MapGet("", ShowAsync);
        operators.MapPost("/release", ReleaseAsync);
    }

    private static async Task ShowAsync(HttpContext context, PageRenderer pages, Queues queues)
    {
        var mayRelease = OrderReach.ReachesAll(Caller.Of(context.User)!.Environment, queues.Configured);
        try
        {
            var accounts = await RegistryAccounts.ListAsync(queues.Settings, context.RequestAborted);
            await pages.WriteAsync<AccountsView>(context, new AccountsModel(accounts, mayRelease, null, context.Request.Query.ContainsKey("done")));
        }
        catch (OperationException none) when (none.Failure is OperationFailure.Misconfigured)
        {
            await pages.WriteAsync<AccountsView>(context, new AccountsModel([], mayRelease, none.Message, Done: false));
        }
    }

    private static async Task ReleaseAsync(HttpContext context, Queues queues, Orders orders)
    {
        var form = await PageForms.ReadAsync(context);
        if (!OrderReach.ReachesAll(Caller.Of(context.User)!.Environment, queues.Configured))
        {
            throw new RequestFaultException(new(StatusCodes.Status403Forbidden, ProblemCode.Forbidden, "An account is every environment's that is served here: a key of the first of them releases it."));
        }

        var code = form["account"].ToString();
        await PageOrders.CarryOutAsync(context, orders, form, "account_release", mayRepeat: true, null, async (_, _, stop) =>
            OrderAnswer.Good(new { Account = code, WasSetAside = await RegistryAccounts.ReleaseAsync(queues.Settings, code, stop) }));
        PageRenderer.GoTo(context, $"{Place}?done=released");
    }
}
