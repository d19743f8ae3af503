using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Workers.Access;
using Workers.Hosting.Environments;
using Workers.Operations;
using Workers.Operations.Accounts;
using Workers.Registre.Accounts;
using Workers.Web.Access;
using Workers.Web.Endpoints;

namespace Workers.Web.Pages.Accounts;

/// <summary>The registry's accounts, as all environments share them.</summary>
/// <param name="MayRelease">With this key.</param>
/// <param name="Fault">Why they cannot be told.</param>
/// <param name="Done">Whether one was given out again a moment ago.</param>
internal sealed record AccountsModel(IReadOnlyList<AccountEntry> Accounts, bool MayRelease, string? Fault, bool Done);

/// <summary>Who uses which account of the registry, which are set aside and why; an end to a setting aside.</summary>
internal static partial class AccountsPage
{
    public const string Place = "/accounts";

    public static void Map(IEndpointRouteBuilder pages)
    {
        var operators = pages.MapGroup(Place).RequireAuthorization(PageRoutes.PolicyOf(AccessRole.Operator));
        operators.MapGet("", ShowAsync);
        operators.MapPost("/release", ReleaseAsync);
    }

    private static async Task ShowAsync(HttpContext context, PageRenderer pages, Queues queues, Verdicts verdicts)
    {
        var mayRelease = OrderReach.ReachesAll(Caller.Of(context.User)!.Environment, await ServedAsync(context, queues, verdicts));
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

    private static async Task ReleaseAsync(HttpContext context, Queues queues, Verdicts verdicts, Orders orders, ILoggerFactory loggers)
    {
        var form = await PageForms.ReadAsync(context);
        var served = await ServedAsync(context, queues, verdicts);
        if (!OrderReach.ReachesAll(Caller.Of(context.User)!.Environment, served))
        {
            throw new RequestFaultException(new(StatusCodes.Status403Forbidden, ProblemCode.Forbidden, $"{OrderReach.WhoMay(served)} No account was released."));
        }

        var code = form["account"].ToString();
        var carried = await PageOrders.CarryOutAsync(context, orders, form, "account_release", mayRepeat: true, null, async (caller, _, stop) =>
        {
            var released = new ReleasedView(code, await RegistryAccounts.ReleaseAsync(queues.Settings, code, stop));
            if (released.WasSetAside)
            {
                LogReleased(loggers.CreateLogger(typeof(AccountsPage)), code, caller.Name);
            }

            return OrderAnswer.Good(released);
        });
        PageRenderer.GoTo(context, JsonSerializer.Deserialize<ReleasedView>(carried.Body, WebJson.Options)!.WasSetAside ? $"{Place}?done=released" : Place);
    }

    private static async Task<IReadOnlyList<TargetEnvironment>?> ServedAsync(HttpContext context, Queues queues, Verdicts verdicts) =>
        OrderReach.Served(queues.Configured, (await verdicts.AnsweredAsync(Caller.Of(context.User)!.Environment, context.RequestAborted)).Status);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Account} is not set aside any more: released on a page by {By}")]
    private static partial void LogReleased(ILogger logger, string account, string by);

    private sealed record ReleasedView(string Account, bool WasSetAside);
}
