using System.Text.Json;
using System.Text.Json.Nodes;
using Workers.Database;
using Workers.Hosting.Processes;
using Workers.Office;
using Workers.Pdf;
using Workers.Registre;
using Workers.Registre.Matching;

namespace Workers.Operations.Files;

/// <summary>What a file is that somebody brings.</summary>
/// <param name="Details">For the document's history.</param>
/// <param name="Fault">Why it is not taken; null of one that is.</param>
internal sealed record CheckedFile(int Pages, JsonObject Details, Remark? Fault)
{
    public static CheckedFile Bad(string code, JsonObject? values = null) => new(0, [], Remark.Of(code, values));
}

/// <summary>
/// Looks at a file before it is stored, as at one that was bought: its shape, its pages, and what it names itself. Only limited child processes open it. Nothing was paid, so what
/// cannot be read within the limits is refused.
/// </summary>
internal static class FileCheck
{
    private const string NamesOther = "pdf.names_other";

    /// <summary>Of what <c>pdfinfo</c> says: two lines a page, of more pages than are ever read.</summary>
    private const int LongestInfo = 1 << 20;

    /// <summary>Whether a file was refused for this alone: what a person has looked at may be brought all the same.</summary>
    /// <param name="why">Why it was refused.</param>
    public static bool IsForItsName(Remark? why) => why?.Code is NamesOther;

    /// <param name="acceptsOther">A person looked: what it names itself is only written down.</param>
    /// <exception cref="OperationException">It cannot be looked at here.</exception>
    public static async Task<CheckedFile> RunAsync(string file, DocumentRequest wanted, bool acceptsOther, CancellationToken cancellation)
    {
        try
        {
            if (await PdfShape.FindFaultAsync(file, cancellation) is { } shape)
            {
                return CheckedFile.Bad("pdf.bad_shape", new() { ["what"] = shape.What });
            }

            var poppler = new Poppler(PdfLimits.Arrival with { Output = LongestInfo }, TimeProvider.System);
            var info = await poppler.InfoAsync(file, eachPage: true, cancellation);
            if (!info.Succeeded)
            {
                return CheckedFile.Bad(info.Error.Contains("Incorrect password", StringComparison.Ordinal)
                    ? "pdf.locked" : "pdf.unread", new() { ["why"] = info.Summary });
            }

            if (info.IsCut || PdfDescription.Parse(info.Output) is not { Pages.Count: var pages })
            {
                return CheckedFile.Bad("pdf.no_pages");
            }

            var text = await poppler.FirstPageTextAsync(file, cancellation);
            if (!text.Succeeded)
            {
                return CheckedFile.Bad("pdf.first_page", new() { ["why"] = text.Summary });
            }

            return Judge(pages, DocumentIdentity.Judge(text.Output, wanted), acceptsOther);
        }
        catch (ChildNotStartedException missing)
        {
            throw new OperationException(OperationFailure.Misconfigured, $"{missing.Message}. {PopplerCheck.Remedy}", missing);
        }
        catch (Exception disk) when (disk is IOException or UnauthorizedAccessException)
        {
            throw DiskFaults.Of(disk);
        }
    }

    private static CheckedFile Judge(int pages, IdentityFinding finding, bool acceptsOther)
    {
        var details = new JsonObject
        {
            ["pages"] = pages,
            ["identity"] = finding.Verdict switch
            {
                IdentityVerdict.Confirmed => "verified",
                IdentityVerdict.Silent => "not verifiable",
                _ => "another document",
            },
        };
        if (finding.Verdict is not IdentityVerdict.Other)
        {
            return new(pages, details, null);
        }

        details["fields"] = JsonSerializer.SerializeToNode(finding.Fields, DatabaseJson.Options);
        return new(pages, details, acceptsOther ? null : Remark.Of(NamesOther, new() { ["named"] = finding.Named }));
    }
}
