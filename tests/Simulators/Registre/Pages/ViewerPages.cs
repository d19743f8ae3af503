using System.Globalization;
using Microsoft.AspNetCore.Http;
using Simulators.Paper;

namespace Simulators.Registre.Pages;

/// <summary>The frameset that shows a billed document, its two frames, and the PDF behind "Sauvegarder".</summary>
internal static class ViewerPages
{
    private const string Script = "<script>function fRechrDocmnPDF() { return true; }</script>";

    public static Task FramesetAsync(Visit visit) => WithDocumentAsync(visit, Step.Viewer, async (line, document) =>
    {
        await visit.SlowedAsync(FaultName.SlowDocument, Step.Viewer, document);
        await visit.SlowedAsync(FaultName.NeverLoading, Step.Viewer, document);
        var (menu, page) = ($"{SitePaths.ViewerMenu}?noConsl={line.Id}", $"{SitePaths.ViewerPage}?noConsl={line.Id}");
        await visit.HtmlAsync(Html.Document("Consultation d'un document", document.SaveLink == SaveLink.Top
            ? $"""
              <body>
              <table><tr>{SaveCell(line, document)}</tr></table>
              <iframe name="menu" src="{menu}" width="100%" height="90"></iframe>
              <iframe name="page" src="{page}" width="100%" height="600"></iframe>
              </body>
              """
            : $"""
              <frameset rows="90,*" border="0">
              <frame name="menu" src="{menu}" scrolling="no">
              <frame name="page" src="{page}">
              </frameset>
              """));
    });

    public static Task MenuAsync(Visit visit) => WithDocumentAsync(visit, null, (line, document) => visit.HtmlAsync(Html.Document("Menu", $"""
        <body class="fondOrang">
        <table width="100%"><tr>
        {(document.SaveLink == SaveLink.Top ? "" : SaveCell(line, document))}
        <td>{Html.Text(ClientPages.TypeName(line.Document))} {FrenchText.Grouped(line.Document.Number)}</td>
        <td>Circonscription foncière : {Html.Text(line.Document.Circonscription)}</td>
        <td>{Html.Text(line.Document.Cadastre ?? "")} {Html.Text(line.Document.Designation ?? "")}</td>
        </tr></table>
        {Script}
        </body>
        """)));

    public static Task PageAsync(Visit visit) => WithDocumentAsync(visit, null, (line, _) => visit.HtmlAsync(Html.Document("Document", $"""
        <body>
        {(line.Document is { Kind: PaperKind.Index, Look: PaperLook.Digital }
            ? IndexTable.Render(PaperPress.Write(line.Document))
            : $"<p>Document numérisé, {line.Document.Pages} page(s)</p>")}
        </body>
        """)));

    public static Task SaveAsync(Visit visit) => WithDocumentAsync(visit, Step.Download, async (line, document) =>
    {
        var faults = visit.World.Faults;
        bool Strikes(FaultName name) => faults.Strike(name, Step.Download, document) is not null;
        await visit.SlowedAsync(FaultName.NoDownload, Step.Download, document);
        var paper = Strikes(FaultName.WrongDocument) ? line.Document with { Number = "9999999" } : line.Document;
        var pdf = await visit.World.Papers.PdfAsync(paper);
        pdf = Strikes(FaultName.TruncatedPdf) ? pdf[..(pdf.Length / 2)]
            : Strikes(FaultName.HtmlAsPdf) ? Visit.Windows1252.GetBytes(Html.Plain("Erreur", "Une erreur est survenue."))
            : Strikes(FaultName.EmptyPdf) ? []
            : pdf;
        var response = visit.Context.Response;
        response.ContentType = "application/pdf";
        response.Headers.ContentDisposition = string.Create(CultureInfo.InvariantCulture, $"attachment; filename=\"Docmn{line.Id}.pdf\"");
        await visit.BytesAsync(pdf);
    });

    private static string SaveCell(BilledConsultation line, RegisteredDocument document) => $"""
        <td class="menuBoutnCentr"><a title="Sauvegarder ou imprimer le document" href="{SitePaths.Save}?noConsl={line.Id}"{(document.SaveLink == SaveLink.Window ? " target=\"_blank\"" : "")} onmouseup="if (typeof fRechrDocmnPDF == 'function') fRechrDocmnPDF();">Sauvegarder</a></td>
        """;

    /// <summary>Only what the account has paid for is shown.</summary>
    private static async Task WithDocumentAsync(Visit visit, Step? step, Func<BilledConsultation, RegisteredDocument, Task> show)
    {
        var paid = visit.World.Bill.Find(visit.QueryNumber("noConsl"), visit.Session.Account);
        if (paid is null)
        {
            await visit.HtmlAsync(Html.Page("Consultation", Html.Message(visit.Texts.ActeMissing)), StatusCodes.Status404NotFound);
            return;
        }

        var document = visit.World.Registered(paid.Document);
        if (step is null || !await visit.FaultedAsync(step.Value, document))
        {
            await show(paid, document);
        }
    }
}
