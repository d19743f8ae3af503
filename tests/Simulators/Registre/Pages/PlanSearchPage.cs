using System.Globalization;
using Simulators.Paper;

namespace Simulators.Registre.Pages;

internal static class PlanSearchPage
{
    private static readonly LotForm Form = new("Plan cadastral", SitePaths.PlanSearch, CadastreFromStart: false, ExtraControls: "");

    public static async Task ShowAsync(Visit visit)
    {
        if (!await visit.FaultedAsync(Step.Search))
        {
            await visit.HtmlAsync(await Form.RenderAsync(visit));
        }
    }

    public static async Task SubmitAsync(Visit visit)
    {
        var (inquiry, missing) = LotForm.Read(visit, PaperKind.Plan);
        if (inquiry is null)
        {
            await visit.HtmlAsync(await Form.RenderAsync(visit, string.Format(CultureInfo.InvariantCulture, visit.Texts.FieldMissing, missing)));
            return;
        }

        var found = visit.World.Catalogue.Find(inquiry);
        if (await visit.FaultedAsync(Step.Submit, found))
        {
            return;
        }

        if (found is null)
        {
            var elsewhere = visit.World.Catalogue.ExistsElsewhere(inquiry);
            await visit.HtmlAsync(await Form.RenderAsync(visit, elsewhere ? visit.Texts.LotElsewhere : visit.Texts.NothingFound));
            return;
        }

        visit.Session.Offered = PlanChoicePage.Offer(found);
        await visit.RedirectAsync(SitePaths.PlanChoice);
    }
}
