using System.Globalization;
using Simulators.Paper;

namespace Simulators.Registre.Pages;

internal static class IndexSearchPage
{
    private static readonly LotForm Form = new("Index des immeubles", SitePaths.IndexSearch, CadastreFromStart: true, ExtraControls: """
        <tr><td>Modalité de consultation</td><td>
        <input type="radio" name="rdModltConsl" value="NULL" checked> Tout l'index
        <input type="radio" name="rdModltConsl" value="P"> Période <input type="text" name="txtPerd" size="10"></td></tr>
        <tr><td>Ordre d'affichage</td><td>
        <input type="radio" name="rdOrdreAffch" value="C" checked> Chronologique
        <input type="radio" name="rdOrdreAffch" value="I"> Chronologique inverse</td></tr>
        """);

    public static async Task ShowAsync(Visit visit)
    {
        if (!await visit.FaultedAsync(Step.Search))
        {
            await visit.HtmlAsync(await Form.RenderAsync(visit));
        }
    }

    public static async Task SubmitAsync(Visit visit)
    {
        var (inquiry, missing) = LotForm.Read(visit, PaperKind.Index);
        if (inquiry is null)
        {
            await visit.HtmlAsync(await Form.RenderAsync(visit, string.Format(CultureInfo.InvariantCulture, visit.Texts.FieldMissing, missing)));
        }
        else if (visit.World.Catalogue.Find(inquiry) is { } found)
        {
            await Purchase.OfferAsync(visit, found);
        }
        else if (!await visit.FaultedAsync(Step.Submit))
        {
            var elsewhere = visit.World.Catalogue.ExistsElsewhere(inquiry);
            await visit.HtmlAsync(await Form.RenderAsync(visit, elsewhere ? visit.Texts.LotElsewhere : visit.Texts.IndexMissing));
        }
    }
}
