using Simulators.Paper;

namespace Simulators.Registre.Pages;

/// <summary>The last page before the charge.</summary>
internal static class ConfirmationPage
{
    public static async Task ShowAsync(Visit visit)
    {
        if (visit.Session.Pending is not { } document)
        {
            await visit.RedirectAsync(SitePaths.Welcome);
            return;
        }

        var price = FormattableString.Invariant($"{visit.World.Options.Price:0.00}").Replace('.', ',');
        await visit.HtmlAsync(Html.Page("Confirmation de la demande", $"""
            <form name="frmConfr" method="post" action="{SitePaths.Confirmation}">
            <input type="hidden" name="txtEtat" value="valdr">
            <table>
            <tr><td>Document</td><td>{Html.Text(ClientPages.TypeName(document.ToPaper()))}</td></tr>
            <tr><td>Numéro</td><td>{FrenchText.Grouped(document.PlainNumber)}</td></tr>
            <tr><td>Circonscription foncière</td><td>{Html.Text(document.Circonscription)}</td></tr>
            <tr><td>Nombre de pages</td><td>{document.Pages}</td></tr>
            <tr><td>Montant</td><td>{price} $</td></tr>
            </table>
            <input class="BoutnStand" type="submit" id="btnConfr" name="btnConfr" accesskey="C" tabindex="11" value="Confirmer">
            <input class="BoutnStand" type="submit" id="btnAnnul" name="btnAnnul" accesskey="A" tabindex="12" value="Annuler">
            </form>
            """));
    }

    public static async Task SubmitAsync(Visit visit)
    {
        var document = visit.Session.Pending;
        if (document is null || visit.Field("btnAnnul").Length > 0)
        {
            visit.Session.Pending = null;
            await visit.RedirectAsync(SitePaths.Welcome);
        }
        else if (!await visit.FaultedAsync(Step.Confirm, document))
        {
            visit.Session.Pending = null;
            await Purchase.PayAsync(visit, document);
        }
    }
}
