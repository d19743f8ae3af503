using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Workers.Access;
using Workers.Operations.Files;
using Workers.Web.Access;
using Workers.Web.Pages.Accounts;
using Workers.Web.Pages.Add;
using Workers.Web.Pages.Audit;
using Workers.Web.Pages.Document;
using Workers.Web.Pages.Documents;
using Workers.Web.Pages.Failures;
using Workers.Web.Pages.Keys;
using Workers.Web.Pages.Limits;
using Workers.Web.Pages.Money;
using Workers.Web.Pages.Overview;
using Workers.Web.Pages.Review;
using Workers.Web.Pages.SignIn;
using Workers.Web.Pages.Title;
using Workers.Web.Pages.Webhooks;

namespace Workers.Web.Pages;

/// <summary>A page that the navigation names.</summary>
/// <param name="Word">The code of its name.</param>
/// <param name="Role">Who may see it.</param>
internal sealed record NavigationEntry(string Path, string Word, AccessRole Role = AccessRole.Reader);

/// <summary>All pages.</summary>
internal static class PageRoutes
{
    public static IReadOnlyList<NavigationEntry> Navigation { get; } =
    [
        new("/", "nav.overview"),
        new("/documents", "nav.documents"),
        new(AddPage.Place, "nav.add", AccessRole.Office),
        new(ReviewPages.Place, "nav.review"),
        new(FailuresPage.Place, "nav.failures"),
        new(TitlePage.Place, "nav.title"),
        new(MoneyPage.Place, "nav.money"),
        new(LimitsPage.Place, "nav.limits", AccessRole.Operator),
        new(AccountsPage.Place, "nav.accounts", AccessRole.Operator),
        new(WebhooksPage.Place, "nav.webhooks", AccessRole.Operator),
        new("/keys", "nav.keys", AccessRole.Operator),
        new("/audit", "nav.audit", AccessRole.Operator),
    ];

    public static void Map(IEndpointRouteBuilder server)
    {
        server.MapGet("/assets/{hash}/{name}", PageAssets.Serve).AllowAnonymous().ExcludeFromDescription();
        SignInPage.Map(server.MapGroup("").ExcludeFromDescription());

        var pages = server.MapGroup("").ExcludeFromDescription().RequireAuthorization(PolicyOf(AccessRole.Reader));
        OverviewPage.Map(pages);
        DocumentsPage.Map(pages);
        DocumentPage.Map(pages);
        AddPage.Map(pages);
        AddListPage.Map(pages);
        AddFilePage.Map(pages, server.ServiceProvider.GetRequiredService<FileStores>().MostBytes);
        ReviewPages.Map(pages);
        FailuresPage.Map(pages);
        TitlePage.Map(pages);
        MoneyPage.Map(pages);
        LimitsPage.Map(pages);
        AccountsPage.Map(pages);
        WebhooksPage.Map(pages);
        KeysPage.Map(pages);
        AuditPage.Map(pages);
    }

    /// <summary>The policy that a role opens, of people who are signed in.</summary>
    public static string PolicyOf(AccessRole role) => $"page {Caller.PolicyOf(role)}";

    public static void Allow(AuthorizationOptions authorization)
    {
        foreach (var role in Enum.GetValues<AccessRole>())
        {
            authorization.AddPolicy(PolicyOf(role), policy => policy.AddAuthenticationSchemes(SessionAuthentication.SchemeName).RequireAuthenticatedUser().RequireRole(Caller.PolicyOf(role)));
        }
    }
}
