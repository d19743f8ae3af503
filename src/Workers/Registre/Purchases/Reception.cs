using System.Text.Json.Nodes;
using Workers.Pdf;
using Workers.Progress;
using Workers.Registre.Browser;
using Workers.Registre.Consultations;
using Workers.Registre.Matching;
using Workers.Registre.Site;

namespace Workers.Registre.Purchases;

/// <summary>From the viewer to bytes on disk that are written down as received.</summary>
internal sealed class Reception(PurchaseContext context)
{
    private const int Saves = 2;

    /// <param name="asSpelled">The request in the site's own spelling, where a search was filled in.</param>
    /// <param name="obtained">How it was come by, for the document's history.</param>
    /// <exception cref="RegistreFailure">No whole PDF came.</exception>
    public async Task<LocalCopy> ReceiveAsync(SiteTab tab, Guid consultation, DocumentRequest asSpelled, JsonObject obtained)
    {
        context.Report(Stages.Receive, 60);
        var viewer = new ViewerFrames(tab);
        var link = await viewer.WaitAsync(context.Options.ViewerTimeout);
        var shown = await viewer.ReadTextAsync();
        var file = Path.Combine(context.Downloads, $"{consultation:D}.pdf");
        await SaveWholeAsync(() => viewer.SaveAsync(link, file), file);

        var finding = Identify(asSpelled, await context.Pdf.ReadFirstPageAsync(file, CancellationToken.None), shown);
        obtained["identity"] = finding.Verdict switch
        {
            IdentityVerdict.Confirmed => "verified",
            IdentityVerdict.Silent => "not verifiable",
            _ => "another document",
        };
        var facts = new PdfFacts(
            await LocalCopies.HashAsync(file, CancellationToken.None),
            new FileInfo(file).Length,
            await context.Pdf.CountPagesAsync(file, CancellationToken.None),
            obtained,
            finding.Verdict is IdentityVerdict.Other ? finding.Named : null);
        var copy = await context.Copies.KeepAsync(consultation, file, facts);
        await context.Ledger.ReceiveAsync(consultation, copy, PurchaseContext.Insist, CancellationToken.None);
        context.Report(Stages.Receive, 80);
        return copy;
    }

    /// <summary>The text of the PDF itself counts before what the page around it says.</summary>
    private static IdentityFinding Identify(DocumentRequest request, string inside, string around)
    {
        var own = DocumentIdentity.Judge(inside, request);
        return own.Verdict is IdentityVerdict.Silent ? DocumentIdentity.Judge(around, request) : own;
    }

    /// <summary>What is paid for may be saved again at no cost when it arrives broken.</summary>
    private static async Task SaveWholeAsync(Func<Task> save, string file)
    {
        for (var left = Saves; ; left--)
        {
            await save();
            if (await ReceivedPdf.FaultAsync(file, CancellationToken.None) is not { } fault)
            {
                return;
            }

            File.Delete(file);
            if (left == 1)
            {
                throw new RegistreFailure(RegistreFault.BadFile, "download", $"what arrived cannot be used: {fault}");
            }
        }
    }
}
