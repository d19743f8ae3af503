using System.Text.Json;
using System.Text.Json.Nodes;
using Workers.Database;
using Workers.Pdf;
using Workers.Progress;
using Workers.Registre.Browser;
using Workers.Registre.Consultations;
using Workers.Registre.Matching;
using Workers.Registre.Recognition;
using Workers.Registre.Site;

namespace Workers.Registre.Purchases;

/// <summary>From the viewer to bytes on disk that are written down as received.</summary>
internal sealed class Reception(PurchaseJob job, PurchaseServices services)
{
    /// <summary>Why bytes are set aside that are not proven to be the document asked for.</summary>
    public const string Unproven = "unproven";

    private const string Nameless = "a document that does not name itself";
    private const int Saves = 2;

    /// <param name="asSpelled">The request in the site's own spelling, where a search was filled in.</param>
    /// <param name="obtained">How it was come by, for the document's history.</param>
    /// <param name="unproven">
    /// It was found by its number alone, so only a document that names itself as the one asked for is taken. Any other, by what it names itself, is set aside with
    /// the doubt that this answers; where it answers none, nothing else is looked for any more, and it is kept for a person to judge.
    /// </param>
    /// <param name="viewer">What the tab has just shown; null where that is not known.</param>
    /// <returns>Received; in doubt when no whole PDF came of what is paid for.</returns>
    public async Task<PurchaseResult> ReceiveAsync(
        SiteTab tab, Guid consultation, Guid? submission, DocumentRequest asSpelled, JsonObject obtained, Func<string, RegistreFailure?>? unproven = null, RecognisedPage? viewer = null)
    {
        services.Progress.Report(job.Running, Stages.Receive, 60);
        services.Visits.Session.OpenAhead(tab);
        var file = services.Copies.ArrivalOf(consultation);
        string shown;
        try
        {
            shown = await DownloadAsync(new(tab), viewer, consultation, file);
        }
        catch (RegistreFailure failure)
        {
            return new PurchaseResult.InDoubt(failure);
        }

        var counting = services.Pdf.CountPagesAsync(file, CancellationToken.None);
        var hashing = PdfHash.OfAsync(file, CancellationToken.None);
        var inside = await services.Pdf.ReadFirstPageAsync(file, CancellationToken.None);
        var pages = await counting;
        var hash = await hashing;
        var finding = Identify(asSpelled, inside, shown);
        var isUnproven = unproven is not null && finding.Verdict is not IdentityVerdict.Confirmed;
        if (isUnproven && unproven?.Invoke(finding.Named ?? Nameless) is { } doubt)
        {
            services.Aside.Take(consultation, file, Unproven);
            File.Delete(file);
            return new PurchaseResult.InDoubt(doubt);
        }

        obtained["identity"] = finding.Verdict switch
        {
            IdentityVerdict.Confirmed => "verified",
            IdentityVerdict.Silent => "not verifiable",
            _ => "another document",
        };
        if (isUnproven)
        {
            obtained["unproven"] = true;
        }

        if (isUnproven || finding.Verdict is IdentityVerdict.Other)
        {
            obtained["fields"] = JsonSerializer.SerializeToNode(finding.Fields, DatabaseJson.Options);
        }

        var facts = new PdfFacts(
            hash,
            new FileInfo(file).Length,
            pages,
            obtained,
            isUnproven ? $"{finding.Named ?? Nameless}, by an invoice that shows the number alone ({obtained["invoice"]}),"
                : finding.Verdict is IdentityVerdict.Other ? finding.Named
                : null);
        var copy = await services.Copies.KeepAsync(consultation, file, facts);
        var paid = await services.Ledger.MarkReceivedAsync(consultation, submission, copy, PurchaseServices.Insist, CancellationToken.None);
        PurchaseMetrics.Received(job.Running.Environment, job.Request.Source, paid.PriceCad);
        if (!isUnproven && finding.Verdict is not IdentityVerdict.Other)
        {
            await new IndexWitness(services).KeepAsync(tab, job.Request.Source, facts.ContentSha256);
        }

        services.Progress.Report(job.Running, Stages.Receive, 80);
        return new PurchaseResult.Received(copy);
    }

    /// <summary>The text of the PDF itself counts before what the page around it says.</summary>
    private static IdentityFinding Identify(DocumentRequest request, string inside, string around)
    {
        var own = DocumentIdentity.Judge(inside, request);
        return own.Verdict is IdentityVerdict.Silent ? DocumentIdentity.Judge(around, request) : own;
    }

    /// <summary>What is paid for may be saved again at no cost when it arrives broken; what arrived is set aside.</summary>
    /// <returns>What the viewer says around the document.</returns>
    private async Task<string> DownloadAsync(ViewerFrames viewer, RecognisedPage? seen, Guid consultation, string file)
    {
        var (link, shown) = await viewer.WaitAsync(services.Options.ViewerTimeout, seen);
        for (var left = Saves; ; left--)
        {
            await viewer.SaveAsync(link, file);
            if (await PdfShape.FindFaultAsync(file, CancellationToken.None) is not { } fault)
            {
                return shown;
            }

            services.Aside.Take(consultation, file, "cut-off");
            File.Delete(file);
            if (left == 1 || link is null)
            {
                throw new RegistreFailure(RegistreFault.BadFile, "download", $"what arrived cannot be used: {fault.Words}");
            }
        }
    }
}
