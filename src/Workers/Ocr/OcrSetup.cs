using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting.Startup;
using Workers.Ocr.Leptonica;
using Workers.Ocr.Pages;
using Workers.Ocr.Pictures;
using Workers.Ocr.Readers;
using Workers.Ocr.Reviews;
using Workers.Ocr.Spending;
using Workers.Ocr.Witnesses;
using Workers.Ocr.Witnesses.Words;
using Workers.Pdf;

namespace Workers.Ocr;

internal static class OcrSetup
{
    /// <summary>Registers the readers and the factory of OCR workers. Needs the Gemini, Documents, Progress and Supabase rooms.</summary>
    public static IServiceCollection AddOcr(this IServiceCollection services, OcrOptions options) => services
        .AddSingleton(options)
        .AddSingleton<WorkFolders>()
        .AddSingleton<PageImages>()
        .AddSingleton<PageWitnesses>()
        .AddSingleton<DeedWitnesses>()
        .AddSingleton<ReviewPictures>()
        .AddSingleton<PageResults>()
        .AddSingleton<EarlierDecisions>()
        .AddSingleton<CallLedger>()
        .AddSingleton<CostEstimate>()
        .AddSingleton<PartReader>()
        .AddSingleton<RefusedQuestions>()
        .AddSingleton<ModelReader>()
        .AddSingleton<StripReader>()
        .AddSingleton<IndexReader>()
        .AddSingleton<ActeReader>()
        .AddSingleton<ModelGate>()
        .AddSingleton<OcrServices>()
        .AddSingleton<OcrWorkerFactory>();

    /// <summary>What this room needs of the machine: poppler, Leptonica, Tesseract where it is asked for, a folder to work in.</summary>
    /// <returns>One sentence with its remedy for each that is missing.</returns>
    public static async Task<IReadOnlyList<StartFault>> FindFaultsAsync(OcrOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var tesseract = options.Witnesses is WitnessChoice.All ? await Tesseract.FindFaultAsync(time, cancellation) : null;
        StartFault?[] faults =
        [
            await PopplerCheck.FindFaultAsync(time, cancellation),
            LeptonicaLibrary.Check() is { } missing ? new(missing) : null,
            tesseract,
            WorkFolders.FindFault(options) is { } folder ? new(folder.ToString(), folder.MayPass) : null,
        ];
        return [.. faults.OfType<StartFault>()];
    }
}
