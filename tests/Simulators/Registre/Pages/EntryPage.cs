namespace Simulators.Registre.Pages;

internal static class EntryPage
{
    public static async Task ShowAsync(Visit visit)
    {
        if (await visit.FaultedAsync(Step.Entry))
        {
            return;
        }

        await visit.HtmlAsync(Html.Plain("Entrée du site", $"""
            <img src="{SitePaths.Images}/entree_bandeau.gif" alt="Consultez le Registre foncier" usemap="#entree" width="600" height="120" border="0">
            <map name="entree"><area shape="rect" coords="0,0,600,120" href="{SitePaths.Login}" alt="Entrée du site"></map>
            <p><a href="{SitePaths.Login}">Consultez le Registre foncier</a></p>
            """));
    }
}
