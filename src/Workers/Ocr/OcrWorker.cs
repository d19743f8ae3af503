using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Workers.Documents;
using Workers.Gemini;
using Workers.Hosting.Environments;
using Workers.Hosting.Telemetry;
using Workers.Jobs;
using Workers.Jobs.Leases;
using Workers.Jobs.Outcomes;
using Workers.Jobs.Parking;
using Workers.Ocr.Leptonica;
using Workers.Ocr.Pages;
using Workers.Ocr.Pictures;
using Workers.Ocr.Readers;
using Workers.Ocr.Reviews;
using Workers.Ocr.Spending;
using Workers.Office;
using Workers.Pdf;
using Workers.Progress;

namespace Workers.Ocr;

/// <summary>
/// Reads one document at a time, index or acte as the claim says. It returns what came of it and writes nothing but
/// page results; a document counts as read only when every page of the PDF is accounted for.
/// </summary>
internal sealed partial class OcrWorker(OcrServices services) : IDocumentWorker
{
    private const int Loaded = 5;
    private const int Described = 10;
    private const int AllRead = 85;

    public async Task<JobOutcome> RunAsync(RunningJob running)
    {
        try
        {
            return await ReadAsync(running, running.Stop);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !running.Stop.IsCancellationRequested)
        {
            if (OcrFailures.ToOutcome(failure) is not { } outcome)
            {
                throw;
            }

            if (failure is ReadingBudgetException met)
            {
                services.Parking.Park(
                    running.Environment, JobStage.Ocr, ParkingCause.OverBudget, met.Message, "the next day of Quebec begins or the budget is raised",
                    cancellation => services.Ledger.FindBudgetFaultAsync(running.Environment, met.AskedUsd, cancellation));
            }

            if (failure is GeminiException { IsOfTheProject: true } refusal)
            {
                services.Gate.Close(running, refusal);
            }

            if (failure is PagesRefusedException && services.Gate.CloseForRefusals(running) is { } refused)
            {
                outcome = OcrFailures.HandBack(refused);
            }

            if (outcome is not JobOutcome.HandedBack)
            {
                // Why a document is handed back is told with its outcome.
                LogNotRead(services.Logger, running.Environment, running.Job.Id, failure.Message);
            }

            return outcome;
        }
    }

    public ValueTask RestAsync()
    {
        LeptonicaLibrary.Trim();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<JobOutcome> ReadAsync(RunningJob running, CancellationToken stop)
    {
        var job = running.Job;
        if (string.IsNullOrWhiteSpace(job.SupabasePath))
        {
            return new JobOutcome.Failed(FailureKind.Permanent, "The row has no supabase_path: there is no PDF to read.", OutcomeCodes.InvalidRequest) { Why = Remark.Of("why.no_pdf") };
        }

        if (job.DocumentSource is DocumentSource.PlanCadastraux)
        {
            return new JobOutcome.Failed(FailureKind.Permanent, "Plans are not read: they end with their download.", OutcomeCodes.InvalidRequest) { Why = Remark.Of("why.plan") };
        }

        services.Progress.Report(running, Stages.Load, 0);
        using var folder = services.Folders.Open();
        var pdf = folder.File("document.pdf");
        using (Spans.Start(Spans.Fetch, ActivityKind.Client))
        {
            await services.Documents[running.Environment].FetchAsync(job.SupabasePath, job.DocumentSource, pdf, stop);
        }

        var (contentSha256, notes) = await CheckAsync(job, pdf, stop);
        services.Progress.Report(running, Stages.TextExtract, Loaded);

        var description = await services.Images.DescribeAsync(pdf, stop);
        services.Progress.Report(running, Stages.LlmExtract, Described);
        var document = new DocumentToRead(
            running, pdf, new FileInfo(pdf).Length, contentSha256, description, folder.Path,
            done => services.Progress.Report(running, Stages.LlmExtract, Described + ((AllRead - Described) * done / description.Pages.Count)));
        var result = job.DocumentSource is DocumentSource.Index
            ? await services.IndexReader.ReadAsync(document, notes, stop)
            : await services.ActeReader.ReadAsync(document, notes, stop);

        // What was read stays kept; pages of which all was refused are asked again when the model answers. A document that lacks none is done, whatever others meet.
        if (result.HasUnreadPages && services.Gate.CloseForRefusals(running) is { } refused)
        {
            return OcrFailures.HandBack(refused);
        }

        services.Gate.Passed(running);
        result = await services.Decisions.ApplyAsync(running.Environment, contentSha256, job.Id, result, stop);
        services.Progress.Report(running, Stages.Validate, AllRead);
        if (result.Pages != description.Pages.Count)
        {
            return new JobOutcome.Failed(FailureKind.Transient, $"{description.Pages.Count} pages went in, {result.Pages} came out.");
        }

        await services.Pictures.KeepAsync(document, result, stop);
        services.Progress.Report(running, Stages.Emit, 100);
        OcrMetrics.Read(running.Environment, job.DocumentSource, result);
        LogRead(services.Logger, running.Environment, job.Id, result.Pages, result.InputTokens, result.OutputTokens, result.CostUsd, result.ReviewReason ?? "none");
        return new JobOutcome.Read(result with { OfficeReason = ReviewSentence.Of(result, services.Words), OfficePeople = services.Words.Say("review.people_reason") });
    }

    /// <returns>The file's hash, and what is doubtful about it but does not keep it from being read.</returns>
    private async Task<(string ContentSha256, IReadOnlyList<Remark> Notes)> CheckAsync(ClaimedJob job, string pdf, CancellationToken cancellation)
    {
        var bytes = new FileInfo(pdf).Length;
        if (bytes > (long)services.Options.MaxMegabytes << 20)
        {
            throw new PageException($"The PDF has {bytes >> 20} MB; OCR_PDF_MAX_MB allows {services.Options.MaxMegabytes}.", permanent: true);
        }

        var sha256 = await PdfHash.OfAsync(pdf, cancellation);
        if (job.ContentSha256 is { } expected && !string.Equals(expected, sha256, StringComparison.OrdinalIgnoreCase))
        {
            throw new PageException($"The stored object is not the one that was bought: its SHA-256 is {sha256}, the row says {expected}.", permanent: false);
        }

        return await PdfShape.FindFaultAsync(pdf, cancellation) switch
        {
            null => (sha256, []),
            { IsPdf: false } fault => throw new PageException($"The stored object is no PDF: {fault.Words}.", permanent: true),
            _ => (sha256, [Remark.Of("note.cut_off")]),
        };
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Read {JobId} ({Environment}): {Pages} pages, {InputTokens} + {OutputTokens} tokens, {CostUsd} USD, review: {Review}.")]
    private static partial void LogRead(ILogger logger, TargetEnvironment environment, Guid jobId, int pages, long inputTokens, long outputTokens, decimal costUsd, string review);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not read {JobId} ({Environment}): {Cause}")]
    private static partial void LogNotRead(ILogger logger, TargetEnvironment environment, Guid jobId, string cause);
}

/// <summary>What all OCR workers of a process share, the page images' bound and the model among it.</summary>
internal sealed record OcrServices(
    OcrOptions Options,
    DocumentStores Documents,
    WorkFolders Folders,
    PageImages Images,
    IndexReader IndexReader,
    ActeReader ActeReader,
    ReviewPictures Pictures,
    EarlierDecisions Decisions,
    CallLedger Ledger,
    ParkingLot Parking,
    ModelGate Gate,
    ProgressPublisher Progress,
    OfficeWords Words,
    ILogger<OcrWorker> Logger);

/// <summary>Makes the workers of the pool.</summary>
internal sealed class OcrWorkerFactory(OcrServices services)
{
    public OcrWorker Create() => new(services);
}
