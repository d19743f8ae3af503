using Simulators.Paper;

namespace Simulators.Registre.Pages;

/// <summary>
/// The form that asks for a lot: three selects of which each reloads the page to fill the next, then
/// the number. Shared by the searches for an index and for a plan.
/// </summary>
internal sealed record LotForm(string Title, string Path, string ExtraControls, bool CadastreFromStart)
{
    private const string Reload = "this.form.txtEtat.value='rechr';this.form.submit();";

    public async Task<string> RenderAsync(Visit visit, string? message = null)
    {
        await visit.SlowedAsync(FaultName.SlowSelect, Step.Search);
        var selects = visit.World.Selects;
        var circonscriptions = selects.Circonscriptions();
        var circonscription = Selects.Name(circonscriptions, visit.Field("selCircnFoncr"));
        var cadastres = selects.Cadastres(circonscription);
        var cadastre = Selects.Name(cadastres, visit.Field("selCadst"));
        var designations = selects.Designations(cadastre);
        var html = Html.Page(Title, $"""
            <p>Saisissez l'information demandée puis cliquez sur le bouton « Soumettre »</p>
            {Html.Message(message)}
            <form name="frmRechr" method="post" action="{Path}">
            <input type="hidden" name="txtEtat" value="valdr">
            <table>
            <tr><td>Circonscription foncière</td><td>{Html.Select("selCircnFoncr", circonscriptions, visit.Field("selCircnFoncr"), Reload)}</td></tr>
            {(circonscription is null && !CadastreFromStart ? "" : $"<tr><td>Cadastre</td><td>{Html.Select("selCadst", cadastres, visit.Field("selCadst"), Reload)}</td></tr>")}
            {(designations.Count == 0 ? "" : $"<tr><td>Désignation secondaire</td><td>{Html.Select("selDesgnSecnd", designations, visit.Field("selDesgnSecnd"))}</td></tr>")}
            <tr><td>Numéro de lot</td><td><input type="text" id="txtNumrtLot" name="txtNumrtLot" size="15" value="{Html.Text(Spaced(visit.Field("txtNumrtLot")))}"></td></tr>
            {ExtraControls}
            </table>
            <input class="BoutnStand" type="submit" id="btnSoumt" name="btnSoumt" value="Soumettre">
            <input class="BoutnStand" type="submit" id="btnAnnul" name="btnAnnul" value="Annuler">
            </form>
            """);
        return visit.World.Faults.Strike(FaultName.RenamedForm, Step.Search, null) is null ? html : Renamed(html);
    }

    /// <summary>What was posted, or what is missing in it.</summary>
    public static (Inquiry? Inquiry, string? Missing) Read(Visit visit, PaperKind source)
    {
        var selects = visit.World.Selects;
        var circonscription = Selects.Name(selects.Circonscriptions(), visit.Field("selCircnFoncr"));
        var cadastre = Selects.Name(selects.Cadastres(circonscription), visit.Field("selCadst"));
        var designation = Selects.Name(selects.Designations(cadastre), visit.Field("selDesgnSecnd"));
        var number = RegisteredDocument.Plain(visit.Field("txtNumrtLot"));
        return (circonscription, cadastre, number) switch
        {
            (null, _, _) => (null, "Circonscription foncière"),
            (_, null, _) => (null, "Cadastre"),
            (_, _, "") => (null, "Numéro de lot"),
            _ => (new Inquiry(source, number, circonscription, cadastre, designation, null), null),
        };
    }

    public static string Renamed(string html) => new[] { "selCircnFoncr", "selCadst", "selDesgnSecnd", "txtNumrtLot", "txtNoReqst", "selTypeDocmn" }
        .Aggregate(html, (text, id) => text.Replace($"\"{id}\"", $"\"{id}2\"", StringComparison.Ordinal));

    /// <summary>The page writes a lot number back in groups, after a space.</summary>
    private static string Spaced(string number) => number.Length == 0 ? "" : " " + FrenchText.Grouped(RegisteredDocument.Plain(number));
}
