using System.Globalization;
using Simulators.Paper;

namespace Simulators.Registre.Pages;

/// <summary>The search for an acte, and the list of similar numbers below it.</summary>
internal static class ActeSearchPage
{
    public static async Task ShowAsync(Visit visit)
    {
        if (!await visit.FaultedAsync(Step.Search))
        {
            await RenderAsync(visit);
        }
    }

    public static Task SubmitAsync(Visit visit) => visit.Field("btnSoumt").Length > 0 ? ChooseAsync(visit) : SearchAsync(visit);

    private static async Task SearchAsync(Visit visit)
    {
        var circonscription = Selects.Name(visit.World.Selects.Circonscriptions(), visit.Field("selCircnFoncr"));
        var type = Selects.Name(Selects.ActeTypes, visit.Field("selTypeDocmn"));
        var number = RegisteredDocument.Plain(visit.Field("txtNoReqst"));
        var missing = circonscription is null ? "Circonscription foncière"
            : type is null ? "Type de document"
            : number.Length == 0 ? "Numéro d'inscription"
            : null;
        if (circonscription is null || missing is not null)
        {
            await RenderAsync(visit, string.Format(CultureInfo.InvariantCulture, visit.Texts.FieldMissing, missing));
            return;
        }

        var inquiry = new Inquiry(PaperKind.Acte, number, circonscription, null, null, type);
        var found = visit.World.Catalogue.Find(inquiry);
        var similar = visit.World.Catalogue.Similar(inquiry);
        if (found is { PaperOnly: false } && similar.Count == 0)
        {
            await Purchase.OfferAsync(visit, found);
        }
        else if (await visit.FaultedAsync(Step.Submit, found))
        {
            return;
        }
        else if (found is null && similar.Count == 0)
        {
            await RenderAsync(visit, visit.Texts.ActeMissing);
        }
        else
        {
            visit.Session.Offered = found is null ? similar : [.. similar, found];
            await RenderAsync(visit, visit.Texts.SimilarOffered, visit.Session.Offered);
        }
    }

    private static async Task ChooseAsync(Visit visit)
    {
        var offered = visit.Session.Offered;
        var chosen = visit.FieldNumber("rdDocmn");
        if (chosen < 0 || chosen >= offered.Count)
        {
            await RenderAsync(visit, visit.Texts.ChoiceMissing, offered);
        }
        else if (offered[chosen].PaperOnly)
        {
            await RenderAsync(visit, visit.Texts.PaperOnly, offered);
        }
        else
        {
            await Purchase.OfferAsync(visit, offered[chosen]);
        }
    }

    private static async Task RenderAsync(Visit visit, string? message = null, IReadOnlyList<RegisteredDocument>? offered = null)
    {
        await visit.SlowedAsync(FaultName.SlowSelect, Step.Search);
        var html = Html.Page("Acte, radiation ou avis d'adresse", $"""
            {Html.Message(message)}
            <form name="frmReqst" method="post" action="{SitePaths.ActeSearch}">
            <input type="hidden" name="txtEtat" value="valdr">
            <h2>Critères de recherche</h2>
            <table>
            <tr><td>Circonscription foncière</td><td>{Html.Select("selCircnFoncr", visit.World.Selects.Circonscriptions(), visit.Field("selCircnFoncr"))}</td></tr>
            <tr><td>Type de document</td><td>{Html.Select("selTypeDocmn", Selects.ActeTypes, visit.Field("selTypeDocmn"))}</td></tr>
            <tr><td>Numéro d'inscription</td><td><input type="text" id="txtNoReqst" name="txtNoReqst" size="15" value="{Html.Text(visit.Field("txtNoReqst"))}"></td></tr>
            </table>
            <input class="BoutnStand" type="submit" name="btnRechr" value="Rechercher">
            <input class="BoutnStand" type="submit" name="btnAnnul" value="Annuler">
            {(offered is null ? "" : Results(offered))}
            </form>
            """);
        await visit.HtmlAsync(visit.World.Faults.Strike(FaultName.RenamedForm, Step.Search, null) is null ? html : LotForm.Renamed(html));
    }

    private static string Results(IReadOnlyList<RegisteredDocument> offered)
    {
        var rows = offered.Select((document, i) => $"""
            <tr><td><input type="radio" name="rdDocmn" value="{i}"></td><td>{FrenchText.Grouped(document.PlainNumber)}</td>
            <td>{Html.Text(document.ActeType ?? "Acte")}</td><td>{Html.Text(document.Circonscription)}</td>
            <td>{(document.PaperOnly ? $"<img src=\"{SitePaths.Images}/BPD.GIF\" alt=\"Disponible au BPD\">" : "")}</td></tr>
            """);
        return $"""
            <h2>Résultat de la recherche</h2>
            <table class="Cadre" border="1"><tr><th></th><th>Numéro</th><th>Type</th><th>Circonscription foncière</th><th></th></tr>
            {string.Join('\n', rows)}
            </table>
            <input class="BoutnStand" type="submit" name="btnSoumt" value="Soumettre">
            """;
    }
}
