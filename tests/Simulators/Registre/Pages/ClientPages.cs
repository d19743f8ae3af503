using Simulators.Paper;

namespace Simulators.Registre.Pages;

/// <summary>Welcome, end of the session, and the client's file with the history of invoices.</summary>
internal static class ClientPages
{
    public static Task WelcomeAsync(Visit visit) => visit.HtmlAsync(Html.Page("Bienvenue", $"""
        <p>Client régulier : {visit.Session.Account}</p>
        <p>Choisissez un produit dans la barre de navigation.</p>
        """));

    public static Task LogoutAsync(Visit visit)
    {
        visit.World.Sessions.End(visit.Session.Id);
        return visit.HtmlAsync(Html.Plain("Fin de la session", $"""<p>Votre session est terminée.</p><a href="{SitePaths.Entry}">Retour à l'entrée du site</a>"""));
    }

    public static Task FileAsync(Visit visit) => visit.HtmlAsync(Html.Page("Dossier client", $"""
        <p>Code d'utilisateur : {visit.Session.Account}</p>
        <p><a href="{SitePaths.Invoices}">Historique des factures</a></p>
        """));

    public static async Task InvoicesAsync(Visit visit)
    {
        if (await visit.FaultedAsync(Step.Invoices))
        {
            return;
        }

        var late = visit.World.Faults.Strike(FaultName.LateInvoice, Step.Invoices, null)?.Seconds ?? 0;
        var shown = visit.World.Options.Time.GetUtcNow() - TimeSpan.FromSeconds(late);
        var rows = visit.World.Bill.All()
            .Where(line => line.Account == visit.Session.Account && line.At <= shown)
            .OrderByDescending(line => line.Id)
            .Select(Row);
        await visit.HtmlAsync(Html.Page("Historique des factures", $"""
            <table class="Cadre" border="1" id="tblFactr">
            <tr><th>Date</th><th>Type de document</th><th>Numéro</th><th>Circonscription foncière</th><th>Cadastre</th><th>Désignation secondaire</th><th>Montant</th><th></th></tr>
            {string.Join('\n', rows)}
            </table>
            """));
    }

    public static Task ReopenAsync(Visit visit) => visit.RedirectAsync($"{SitePaths.Viewer}?noConsl={visit.Query("noConsl")}");

    /// <summary>How the site names a document's type.</summary>
    public static string TypeName(PaperDocument document) => document.Kind switch
    {
        PaperKind.Index => "Index des immeubles",
        PaperKind.Plan => "Plan cadastral",
        _ => document.ActeType ?? "Acte",
    };

    private static string Row(BilledConsultation line)
    {
        var document = line.Document;
        string[] cells =
        [
            FormattableString.Invariant($"{line.At:yyyy-MM-dd HH:mm:ss}"),
            TypeName(document),
            FrenchText.Grouped(document.Number),
            document.Circonscription,
            document.Cadastre ?? "",
            document.Designation ?? "",
            FormattableString.Invariant($"{line.Price:0.00}").Replace('.', ',') + " $",
        ];
        return $"""<tr>{string.Concat(cells.Select(cell => $"<td>{Html.Text(cell)}</td>"))}<td><a href="{SitePaths.Reopen}?noConsl={line.Id}">Consulter</a></td></tr>""";
    }
}
