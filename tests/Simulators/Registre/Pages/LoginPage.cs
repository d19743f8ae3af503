using Microsoft.AspNetCore.Http;

namespace Simulators.Registre.Pages;

internal static class LoginPage
{
    public const string Cookie = "ASPSESSIONIDSIRF";

    public static Task ShowAsync(Visit visit) => ShowAsync(visit, visit.Query("msg") switch
    {
        nameof(Bounce.Expired) => visit.Texts.SessionExpired,
        nameof(Bounce.LoggedInElsewhere) => visit.Texts.LoggedInElsewhere,
        _ => null,
    });

    public static async Task SubmitAsync(Visit visit)
    {
        var code = visit.Field("txtVaCodeUtils");
        visit.World.Accounts.Tried(code);
        if (await visit.FaultedAsync(Step.Login))
        {
            return;
        }

        switch (visit.World.Accounts.Check(code, visit.Field("txtMotPasse")))
        {
            case LoginAnswer.Accepted:
                var session = visit.World.Sessions.Open(code.ToUpperInvariant());
                visit.Context.Response.Cookies.Append(Cookie, session.Id, new CookieOptions { HttpOnly = true, Path = "/" });
                await visit.RedirectAsync(SitePaths.Welcome);
                break;
            case LoginAnswer.Locked:
                await ShowAsync(visit, visit.Texts.AccountLocked);
                break;
            default:
                await ShowAsync(visit, visit.Texts.LoginRefused);
                break;
        }
    }

    private static Task ShowAsync(Visit visit, string? message) => visit.HtmlAsync(Html.Plain("Identification", $"""
        {Html.Message(message)}
        <form name="frmIdent" method="post" action="{SitePaths.Login}">
        <input type="hidden" name="txtEtat" value="valdr">
        <input type="hidden" name="txtBoutn" value="btnSoumt">
        <input type="hidden" name="txtInAfichQuestIdentPersn" value="N">
        <table>
        <tr><td>Code d'utilisateur</td><td><input type="text" name="txtVaCodeUtils" size="10" maxlength="7"></td></tr>
        <tr><td>Mot de passe</td><td><input type="password" name="txtMotPasse" size="20"></td></tr>
        <tr><td></td><td><input class="BoutnStand" type="submit" name="btnSoumt" value="Soumettre"></td></tr>
        </table>
        </form>
        """));
}
