using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Workers.Database;
using Workers.Hosting.Processes;
using Workers.Pdf;
using Workers.Registre;
using Workers.Registre.Matching;

namespace Workers.Operations.Files;

/// <summary>What a file is that somebody brings.</summary>
/// <param name="Details">For the document's history.</param>
/// <param name="Fault">Why it is not taken; null of one that is.</param>
internal sealed record CheckedFile(int Pages, JsonObject Details, string? Fault)
{
    public static CheckedFile Bad(string fault) => new(0, [], fault);
}

/// <summary>
/// Looks at a file before it is stored, as at one that was bought: its shape, its pages, and what it names itself. Only limited child processes open it. Nothing was paid, so what
/// cannot be read within the limits is refused.
/// </summary>
internal static class FileCheck
{
    private const string NamesOther = "the file names itself as ";

    /// <summary>Whether a file was refused for this alone: what a person has looked at may be brought all the same.</summary>
    /// <param name="reason">Why it was refused.</param>
    public static bool IsForItsName(string reason) => reason.Contains(NamesOther, StringComparison.Ordinal);

    /// <param name="acceptsOther">A person looked: what it names itself is only written down.</param>
    /// <exception cref="OperationException">It cannot be looked at here.</exception>
    public static async Task<CheckedFile> RunAsync(string file, DocumentRequest wanted, bool acceptsOther, CancellationToken cancellation)
    {
        try
        {
            if (await PdfShape.FindFaultAsync(file, cancellation) is { } shape)
            {
                return CheckedFile.Bad($"{shape.Words}. Bring a whole PDF.");
            }

            var poppler = new Poppler(PdfLimits.Arrival, TimeProvider.System);
            var info = await poppler.InfoAsync(file, eachPage: false, cancellation);
            if (!info.Succeeded)
            {
                return CheckedFile.Bad(info.Error.Contains("Incorrect password", StringComparison.Ordinal)
                    ? "the PDF is locked with a password. Save it without one, and bring that."
                    : $"the PDF cannot be read ({info.Summary}). Open it, print it to a new PDF, and bring that.");
            }

            var pages = PdfDescription.CountIn(info.Output);
            if (pages == 0 || info.IsCut)
            {
                return CheckedFile.Bad("the PDF does not tell how many pages it has. Open it, print it to a new PDF, and bring that.");
            }

            var text = await poppler.FirstPageTextAsync(file, cancellation);
            if (!text.Succeeded)
            {
                return CheckedFile.Bad($"the first page of the PDF cannot be read within the limits ({text.Summary}). Print it to a new PDF, and bring that.");
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
        return new(pages, details, acceptsOther ? null : string.Create(
            CultureInfo.InvariantCulture, $"{NamesOther}{finding.Named}, which is not what it is brought as. Correct the columns; or, when a person has looked and it is right, say that it is accepted."));
    }
}
