using Microsoft.Extensions.AI;
using Workers.Gemini;
using Workers.Ocr.Acceptance;
using Workers.Ocr.Acceptance.Deeds;
using Workers.Ocr.Leptonica;
using Workers.Ocr.Pages;
using Workers.Ocr.Pictures;
using Workers.Ocr.Prompts;
using Workers.Ocr.Readings;
using Workers.Ocr.Spending;
using Workers.Ocr.Witnesses;
using Workers.Ocr.Witnesses.Words;
using Workers.Pdf;

namespace Workers.Ocr.Readers;

/// <summary>
/// Reads lines anew that a deed's page still lacks at its last ask: only the strip that they stand on. What agrees with the witness is put in its
/// place and listed; everything else stays for a person.
/// </summary>
internal sealed class StripReader(OcrOptions options, GeminiOptions gemini, ModelReader model, PageImages images)
{
    /// <summary>A page that lacks more passages than this was not read.</summary>
    private const int MostStrips = 3;

    public async Task<PageResult<ActePage>> RepairAsync(
        DocumentToRead document, int number, PageResult<ActePage> result, DeedTestimony said, CancellationToken cancellation)
    {
        if (!result.Disputes.Any(dispute => dispute is { Standing: Standing.Missing, Witness: Witness.TextLayer or Witness.Tesseract }))
        {
            return result;
        }

        var raw = result.Reading;
        var before = DeedComparison.Of(raw.Text, said);
        if (before.Missing.Count is 0 or > MostStrips)
        {
            return result;
        }

        var (text, cost, asks) = (raw.Text, result.Cost, result.Asks);
        var repaired = new List<(MissingPassage Passage, string Lines)>();
        // From the last to the first, so that the words before a passage keep their places.
        foreach (var passage in before.Missing.OrderByDescending(passage => passage.After))
        {
            if (await ShowAsync(document, number, DeedRepair.BoxOf(passage, said), said, cancellation) is not { } strip)
            {
                continue;
            }

            if (await TryAskAsync(document, number, strip, cancellation) is not (var lines, var price))
            {
                break;
            }

            (cost, asks) = (cost + price, asks + 1);
            if (DeedRepair.Agreed(passage, said, lines) is { } agreed && DeedRepair.Put(text, passage, agreed) is { } put)
            {
                text = put;
                repaired.Insert(0, (passage, agreed));
            }
        }

        result = result with { Cost = cost, Asks = asks };
        return repaired is [] ? result : Repaired(result, raw with { Text = text }, repaired, before, said);
    }

    /// <summary>The witnesses are heard about the repaired text as about any other.</summary>
    internal static PageResult<ActePage> Repaired(
        PageResult<ActePage> result, ActePage page, List<(MissingPassage Passage, string Lines)> repaired, DeedFindings before, DeedTestimony said)
    {
        var upright = DeedComparison.Of(page.Text, said);
        var after = upright.AsShown(said);
        var others = result.Doubts.Except(before.Doubts.Select(doubt => doubt.Reason), StringComparer.Ordinal);
        return result with
        {
            Reading = page,
            AsRead = result.Reading,
            Repairs = [.. repaired.Select(repair => Of(repair.Passage, repair.Lines, upright))],
            Doubts = [.. others, .. after.Doubts.Select(doubt => doubt.Reason)],
            Remarks = [.. result.Remarks ?? [], .. after.Doubts.Select(doubt => doubt.Remark)],
            Disputes = [.. after.Doubts.Select(doubt => doubt.Dispute).OfType<Dispute>()],
            Named = [.. after.Doubts.Where(doubt => doubt.Dispute is not null).Select(doubt => doubt.Reason).Distinct(StringComparer.Ordinal)],
            Values = after.Values,
        };
    }

    private static Repair Of(MissingPassage passage, string lines, DeedFindings after) =>
        new(after.Values.FirstOrDefault(value => value.Box == passage.Lines[0].Box)?.Line ?? 1, DeedComparison.Field, "", lines);

    /// <returns>Null where the strip cannot be made: the lines stay for a person.</returns>
    private async Task<byte[]?> ShowAsync(DocumentToRead document, int page, PageBox box, DeedTestimony said, CancellationToken cancellation)
    {
        var size = document.Description.Pages[page - 1];
        var (upright, quarters) = said.Words.Said is { } words ? (words.Size, words.Turn.Quarters()) : (size, 0);
        try
        {
            return (await images.PrepareAsync(document.Pdf, document.Description, page, document.Folder, (straight, _) => Cut(straight, quarters, upright, box), cancellation)).Seen;
        }
        catch (Exception refused) when (refused is PageException or ImageException)
        {
            return null;
        }
    }

    /// <summary>Places of words are those of the page set upright.</summary>
    private byte[] Cut(GreyPage straight, int quarters, PageSize size, PageBox box)
    {
        using var page = straight.Turned(quarters);
        return PageStrip.Of(page, size, box, options.JpegQuality);
    }

    /// <returns>Null where the model cannot be asked just now: what is read is kept, and the lines stay for a person.</returns>
    private async Task<(IReadOnlyList<string> Lines, PageCost Cost)?> TryAskAsync(DocumentToRead document, int page, byte[] strip, CancellationToken cancellation)
    {
        try
        {
            return await AskAsync(document, page, strip, cancellation);
        }
        catch (Exception refused) when (refused is GeminiException or ReadingBudgetException)
        {
            model.SayUnasked(Prompt.ActeLines, document, page, refused);
            return null;
        }
    }

    private async Task<(IReadOnlyList<string> Lines, PageCost Cost)> AskAsync(DocumentToRead document, int page, byte[] strip, CancellationToken cancellation)
    {
        List<AIContent> contents = [new DataContent(strip, PageImage.MediaType)];
        var answer = await model.AskAsync(document, [page], Prompt.ActeLines, gemini.ActeModel, gemini.ActeTemperature, contents, cancellation);
        var lines = FinishRule.FindFault(answer) is null ? ReadingJson.TryParse<ActeLines>(answer.Text).Value?.Lines : null;
        return (lines ?? [], ModelReader.CostOf(answer));
    }
}
