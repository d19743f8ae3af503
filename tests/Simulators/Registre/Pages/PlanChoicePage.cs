using System.Globalization;
using Simulators.Paper;

namespace Simulators.Registre.Pages;

/// <summary>Which of a lot's plans: none, one or several radios; the last is the newest.</summary>
internal static class PlanChoicePage
{
    private const int OlderPlanSeed = 1_000_000;

    /// <summary>Older plans of the lot come first; the document itself is the last.</summary>
    public static IReadOnlyList<RegisteredDocument> Offer(RegisteredDocument document) =>
    [
        .. Enumerable.Range(1, Math.Max(document.PlanChoices - 1, 0)).Select(i => document with { Seed = document.Seed + (i * OlderPlanSeed) }),
        document,
    ];

    public static Task ShowAsync(Visit visit) => ShowAsync(visit, null);

    public static async Task SubmitAsync(Visit visit)
    {
        var offered = visit.Session.Offered;
        if (visit.Field("btnAnnul").Length > 0 || offered.Count == 0)
        {
            await visit.RedirectAsync(SitePaths.Welcome);
            return;
        }

        var chosen = offered[^1].PlanChoices == 0 ? offered.Count - 1 : visit.FieldNumber("rdPlan");
        if (chosen < 0 || chosen >= offered.Count)
        {
            await ShowAsync(visit, visit.Texts.ChoiceMissing);
            return;
        }

        await Purchase.OfferAsync(visit, offered[chosen]);
    }

    private static async Task ShowAsync(Visit visit, string? message)
    {
        var offered = visit.Session.Offered;
        if (offered.Count == 0)
        {
            await visit.RedirectAsync(SitePaths.PlanSearch);
            return;
        }

        var document = offered[^1];
        var lot = FrenchText.Grouped(document.PlainNumber);
        var inactive = document.Inactive ? string.Format(CultureInfo.InvariantCulture, visit.Texts.LotInactive, lot) : null;
        var rows = offered.Select((_, i) => $"""
            <tr><td>{(document.PlanChoices == 0 ? "" : $"<input type=\"radio\" name=\"rdPlan\" value=\"{i}\">")}</td>
            <td>{lot}</td><td>Plan {i + 1} de {offered.Count}</td><td>{2024 - (3 * (offered.Count - 1 - i))}-05-14</td></tr>
            """);
        await visit.HtmlAsync(Html.Page("Sélection d'un plan cadastral", $"""
            {Html.Message(message ?? inactive)}
            <form name="frmSelct" method="post" action="{SitePaths.PlanChoice}">
            <input type="hidden" name="txtEtat" value="valdr">
            <table class="Cadre" border="1"><tr><th></th><th>Lot</th><th>Plan</th><th>Date de dépôt</th></tr>
            {string.Join('\n', rows)}
            </table>
            <input class="BoutnStand" type="submit" id="btnSoumt" name="btnSoumt" value="Soumettre">
            <input class="BoutnStand" type="submit" id="btnAnnul" name="btnAnnul" value="Annuler">
            </form>
            """));
    }
}
