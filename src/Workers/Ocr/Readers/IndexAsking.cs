using Microsoft.Extensions.AI;
using Workers.Gemini;
using Workers.Ocr.Acceptance;
using Workers.Ocr.Leptonica;
using Workers.Ocr.Pages;
using Workers.Ocr.Prompts;
using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses;
using Workers.Ocr.Witnesses.Tables;
using Workers.Ocr.Witnesses.Words;
using Workers.Office;
using Workers.Pdf;

namespace Workers.Ocr.Readers;

/// <summary>
/// The asks of one index page: the page first; then, where a witness of words disputes less than half of it, the disputed strips alone; else
/// the page again. Remembers what strips have said. One ask at a time.
/// </summary>
internal sealed class IndexAsking(
    OcrOptions options, GeminiOptions gemini, ModelReader model, PageImages images, PageWitnesses witnesses, DocumentToRead document, int page)
{
    /// <summary>
    /// The API cuts an image into tiles of two thirds of its shorter side, of 768 pixels at most, and bills each: a low strip with paper below it
    /// costs half.
    /// </summary>
    private const int StripHeight = 1152;

    /// <summary>Null where nobody reads beside the first.</summary>
    private readonly string? _secondModel = SecondModel.Of(options, gemini);
    private readonly List<StripReading> _strips = [];
    private readonly List<(IndexPage Page, string By)> _pages = [];
    private (PageImage Image, PageTestimony Said)? _seen;
    private Judgement<IndexPage>? _best;
    private PageView _view;
    private int _asks;
    private bool _isReadTwice;

    private UnwitnessedPolicy Policy => new(
        options.Unwitnessed is UnwitnessedChoice.Review && options.Witnesses is not WitnessChoice.None,
        _secondModel is not null ? null
            : options.Witnesses is WitnessChoice.All ? Remark.Of("remedy.second_model")
            : Remark.Of("remedy.witnesses"),
        _secondModel is not null && !_isReadTwice);

    public async Task<(Judgement<IndexPage> Judgement, PageCost Cost)> AskAsync(AskPlan plan, IReadOnlyList<string>? refusedFor, CancellationToken cancellation)
    {
        var seen = _seen ??= await witnesses.PrepareAsync(document.Pdf, document.Description, page, document.Folder, cancellation);
        var strip = FindStrip(seen.Said);
        _asks++;
        var (judgement, cost) = _best is { IsUnwitnessed: true } alone && Policy.MayReadAgain
            ? await AskSecondAsync(alone, seen.Image, seen.Said, plan, cancellation)
            : strip is { } part
            ? await AskStripAsync(_best!, part, seen.Image, seen.Said, plan.Temperature, cancellation)
            : await AskPageAsync(seen.Image, seen.Said, plan, refusedFor, cancellation);
        if ((_best?.Or(judgement) ?? judgement) is var better && !ReferenceEquals(better, _best))
        {
            (_best, _view) = (better, better.View ?? plan.View);
        }

        return (judgement, cost);
    }

    /// <summary>Asks for the parts of a page that the model withholds as a whole.</summary>
    public async Task<(Judgement<IndexPage> Judgement, PageCost Cost)> AskInPartsAsync(PartReader parts, CancellationToken cancellation)
    {
        var seen = _seen ??= await witnesses.PrepareAsync(document.Pdf, document.Description, page, document.Folder, cancellation);
        string? by = null;
        var (read, cost) = await parts.ReadAsync<IndexPage>(document, page, async (shown, band, number) =>
        {
            List<AIContent> contents = [new DataContent(shown.Jpeg, PageImage.MediaType), new TextContent(band.Request)];
            var answer = await AskAsync(Prompt.IndexPage, gemini.IndexModel, AskPlan.ForPart(number, gemini.IndexTemperature), contents, cancellation);
            by ??= answer.StandIn;
            var hasInk = BandInk.HasWriting(band, shown, document.Description.Pages[page - 1], seen.Said.Ink.Said, seen.Said.Words.Said);
            var judged = IndexGate.Judge(answer, hasInk, requestedLot: null);
            // What heads the page is not in its lower parts: said of one, it is no reading of it.
            var isNothing = hasInk && band.Number > 1 && judged.Reading is { Inscriptions: [], OtherText: "" };
            return (isNothing ? Judgement<IndexPage>.Refuse("nothing was read of a part with writing") : judged, ModelReader.CostOf(answer));
        }, cancellation);
        var judgement = PartReader.Judge(read, PartsOfPage.EmptyIndex, PartsOfPage.Join, whole =>
            IndexGate.Judge(ModelAnswer.Of(whole), seen.Image.HasInk, document.Job.DocumentNumber, seen.Said, new(_strips, OthersThan(by)), Policy));
        return (judgement with { StandIn = by }, cost);
    }

    private Strip? FindStrip(PageTestimony said) =>
        _best is { Reading: { } reading } && Reconciliation.Of(reading, said, _strips) is { } reconciled ? StripPlan.Next(reconciled, Math.Max(1, options.Asks - _asks)) : null;

    private async Task<(Judgement<IndexPage> Judgement, PageCost Cost)> AskPageAsync(
        PageImage first, PageTestimony said, AskPlan plan, IReadOnlyList<string>? refusedFor, CancellationToken cancellation)
    {
        var image = refusedFor is null ? first : await images.PrepareAsync(document.Pdf, document.Description, page, plan.View, document.Folder, cancellation);
        List<AIContent> contents = [new DataContent(image.Jpeg, PageImage.MediaType)];
        if (AskPlan.Reminder(refusedFor) is { } reminder)
        {
            contents.Add(new TextContent(reminder));
        }

        var answer = await AskAsync(Prompt.IndexPage, gemini.IndexModel, plan.Temperature, contents, cancellation);
        var judgement = IndexGate.Judge(answer, first.HasInk, document.Job.DocumentNumber, said, new(_strips, OthersThan(answer.StandIn)), Policy);
        if ((judgement.AsRead ?? judgement.Reading) is { } read)
        {
            _pages.Add((read, ReaderOf(answer.StandIn)));
        }

        return (judgement with { StandIn = answer.StandIn }, ModelReader.CostOf(answer));
    }

    /// <returns>The reading so far beside a second model's of the same page, in another view; the same as before where that one does not count.</returns>
    private async Task<(Judgement<IndexPage> Judgement, PageCost Cost)> AskSecondAsync(
        Judgement<IndexPage> best, PageImage first, PageTestimony said, AskPlan plan, CancellationToken cancellation)
    {
        _isReadTwice = true;
        var image = await images.PrepareAsync(document.Pdf, document.Description, page, plan.View, document.Folder, cancellation);
        var cost = default(PageCost);
        try
        {
            var answer = await AskAsync(Prompt.IndexPage, _secondModel!, plan.Temperature, [new DataContent(image.Jpeg, PageImage.MediaType)], cancellation);
            cost = ModelReader.CostOf(answer);
            if (IndexGate.Judge(answer, first.HasInk, document.Job.DocumentNumber).Reading is { } read)
            {
                _pages.Add((read, answer.StandIn ?? _secondModel!));
            }
        }
        catch (GeminiException refusal) when (refusal.IsOfTheProject)
        {
            model.SayUnasked(Prompt.IndexPage, document, page, refusal);
        }

        return (Again(best, first, said), cost);
    }

    /// <summary>The reading so far, beside all that has been read since.</summary>
    private Judgement<IndexPage> Again(Judgement<IndexPage> best, PageImage first, PageTestimony said) =>
        IndexGate.Judge(best.AsRead ?? best.Reading!, first.HasInk, document.Job.DocumentNumber, said, new(_strips, OthersThan(best.StandIn)), Policy) with { View = _view, StandIn = best.StandIn };

    /// <returns>The reading so far with what the strip says of it; the same as before where the strip's own answer does not count.</returns>
    private async Task<(Judgement<IndexPage> Judgement, PageCost Cost)> AskStripAsync(
        Judgement<IndexPage> best, Strip strip, PageImage first, PageTestimony said, double temperature, CancellationToken cancellation)
    {
        var table = said.Table!;
        List<AIContent> contents = [new DataContent(await CutAsync(strip, table, said.Words.Said!, cancellation), PageImage.MediaType)];
        if (StripColumns.Name(table) is { } columns)
        {
            contents.Add(new TextContent(columns));
        }

        ModelAnswer answer;
        try
        {
            answer = await AskAsync(Prompt.IndexBand, _secondModel ?? gemini.IndexModel, temperature, contents, cancellation);
        }
        catch (GeminiException refusal) when (refusal.IsOfTheProject && _secondModel is not null)
        {
            model.SayUnasked(Prompt.IndexBand, document, page, refusal);
            return (best, default);
        }

        var cost = ModelReader.CostOf(answer);
        if (FinishRule.FindFault(answer) is not null || ReadingJson.TryParse<IndexStrip>(answer.Text).Value is not { } read)
        {
            return (best, cost);
        }

        _strips.Add(new(strip, read.Inscriptions));
        return (Again(best, first, said), cost);
    }

    /// <summary>A model that says a thing again confirms nothing: what it misreads once it may misread twice. Nor does what stands in for another, where it is that very model.</summary>
    /// <param name="standIn">See <see cref="ReaderOf"/>.</param>
    private List<IndexPage> OthersThan(string? standIn) => [.. _pages.Where(other => other.By != ReaderOf(standIn)).Select(other => other.Page)];

    /// <param name="standIn">Who answered in the place of the model that was asked; null for that model.</param>
    private string ReaderOf(string? standIn) => standIn ?? gemini.IndexModel;

    private Task<ModelAnswer> AskAsync(Prompt prompt, string modelName, double temperature, List<AIContent> contents, CancellationToken cancellation) =>
        model.AskAsync(document, [page], prompt, modelName, temperature, contents, cancellation);

    private async Task<byte[]> CutAsync(Strip strip, IndexTable table, WordPage words, CancellationToken cancellation)
    {
        var size = document.Description.Pages[page - 1];
        var box = words.AsShown(StripPlan.BoxOf(strip, table, words.Size.Width));
        var (_, jpeg) = await images.PrepareAsync(document.Pdf, document.Description, page, document.Folder, (straight, _) => Cut(straight, size, box, words.Turn), cancellation);
        return jpeg;
    }

    private byte[] Cut(GreyPage straight, PageSize size, PageBox box, PageTurn turn)
    {
        var (across, down) = (straight.Width / size.Width, straight.Height / size.Height);
        using var part = straight.Clip(new((int)(box.Left * across), (int)(box.Top * down), (int)Math.Ceiling(box.Width * across), (int)Math.Ceiling(box.Height * down)));
        using var upright = part.Turned(turn.Quarters());
        using var high = upright.AtLeast(StripHeight);
        return high.ToJpeg(options.JpegQuality);
    }
}
