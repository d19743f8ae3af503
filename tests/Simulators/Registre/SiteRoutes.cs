using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Simulators.Registre.Pages;

namespace Simulators.Registre;

/// <summary>Which page answers which address, and what stands before every page: maintenance and the login.</summary>
internal static class SiteRoutes
{
    private static readonly byte[] Gif = Convert.FromBase64String("R0lGODlhAQABAIAAAP///wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==");

    public static void Map(IEndpointRouteBuilder site, RegistreWorld world)
    {
        void Open(string path, Func<Visit, Task> show, Func<Visit, Task>? submit = null) => Add(path, needsLogin: false, show, submit);
        void Closed(string path, Func<Visit, Task> show, Func<Visit, Task>? submit = null) => Add(path, needsLogin: true, show, submit);
        void Add(string path, bool needsLogin, Func<Visit, Task> show, Func<Visit, Task>? submit)
        {
            site.MapGet(path, context => AnswerAsync(context, world, needsLogin, show));
            if (submit is not null)
            {
                site.MapPost(path, context => AnswerAsync(context, world, needsLogin, submit));
            }
        }

        Open(SitePaths.Entry, EntryPage.ShowAsync);
        Open(SitePaths.Login, LoginPage.ShowAsync, LoginPage.SubmitAsync);
        Closed(SitePaths.Logout, ClientPages.LogoutAsync);
        Closed(SitePaths.Welcome, ClientPages.WelcomeAsync);
        Closed(SitePaths.IndexSearch, IndexSearchPage.ShowAsync, visit => FormAsync(visit, IndexSearchPage.ShowAsync, IndexSearchPage.SubmitAsync));
        Closed(SitePaths.ActeSearch, ActeSearchPage.ShowAsync, visit => FormAsync(visit, ActeSearchPage.ShowAsync, ActeSearchPage.SubmitAsync));
        Closed(SitePaths.PlanSearch, PlanSearchPage.ShowAsync, visit => FormAsync(visit, PlanSearchPage.ShowAsync, PlanSearchPage.SubmitAsync));
        Closed(SitePaths.PlanChoice, PlanChoicePage.ShowAsync, PlanChoicePage.SubmitAsync);
        Closed(SitePaths.Confirmation, ConfirmationPage.ShowAsync, ConfirmationPage.SubmitAsync);
        Closed(SitePaths.Preparation, Purchase.PrepareAsync);
        Closed(SitePaths.Viewer, ViewerPages.FramesetAsync);
        Closed(SitePaths.ViewerMenu, ViewerPages.MenuAsync);
        Closed(SitePaths.ViewerPage, ViewerPages.PageAsync);
        Closed(SitePaths.Save, ViewerPages.SaveAsync);
        Closed(SitePaths.Client, ClientPages.FileAsync);
        Closed(SitePaths.Invoices, ClientPages.InvoicesAsync);
        Closed(SitePaths.Reopen, ClientPages.ReopenAsync);
        site.MapGet(SitePaths.Images + "/{name}", () => Results.Bytes(Gif, "image/gif"));
    }

    /// <summary>A search form posts to itself: to fill its next select, to cancel, or to search.</summary>
    private static Task FormAsync(Visit visit, Func<Visit, Task> show, Func<Visit, Task> submit) =>
        visit.Field("btnAnnul").Length > 0 ? visit.RedirectAsync(SitePaths.Welcome)
        : visit.Field("txtEtat") == "valdr" ? submit(visit)
        : show(visit);

    private static async Task AnswerAsync(HttpContext context, RegistreWorld world, bool needsLogin, Func<Visit, Task> answer)
    {
        context.Response.Headers.CacheControl = "private, no-store";
        var form = await VisitForm.ReadAsync(context.Request);
        if (world.Faults.Strike(FaultName.Maintenance, Step.Entry, null) is not null)
        {
            await new Visit(context, world, null, form).HtmlAsync(Html.Plain("Travaux d'entretien", Html.Text(world.Options.Texts.Maintenance)));
            return;
        }

        var (session, bounce) = world.Sessions.Visit(context.Request.Cookies[LoginPage.Cookie]);
        if (session is null && needsLogin)
        {
            context.Response.Redirect(bounce == Bounce.NotLoggedIn ? SitePaths.Login : $"{SitePaths.Login}?msg={bounce}");
            return;
        }

        try
        {
            await answer(new Visit(context, world, session, form));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested || world.Stopping.IsCancellationRequested)
        {
            context.Abort();
        }
    }
}
