using System.Globalization;
using Simulators.Paper;
using Workers.Ocr;
using Workers.Ocr.Leptonica;
using Workers.Ocr.Pages;
using Workers.Ocr.Witnesses;

namespace Workers.Benchmarks;

/// <summary>What of a processor's time the witnesses of a page take beyond its preparation, and how much of what is written they tell.</summary>
internal static class WitnessesBenchmark
{
    private const int Papers = 8;

    /// <summary>Papers that are read first and not counted: what compiles the program is not what a page takes.</summary>
    private const int Warming = 4;
    private const int PrintedTarget = 150;
    private const int ScannedTarget = 1000;

    public static async Task<int> RunAsync()
    {
        if (LeptonicaLibrary.Check() is { } missing)
        {
            throw new InvalidOperationException(missing);
        }

        var folder = Directory.CreateTempSubdirectory("workers-witnesses-").FullName;
        try
        {
            var printed = await MeasureAsync(PaperLook.Digital, folder);
            var scanned = await MeasureAsync(PaperLook.Scanned, folder);
            return printed <= PrintedTarget && scanned <= ScannedTarget ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <returns>The median of the processor's milliseconds that the witnesses of a page add.</returns>
    private static async Task<double> MeasureAsync(PaperLook look, string folder)
    {
        var asked = new OcrOptions { Witnesses = WitnessChoice.All };
        using var images = new PageImages(asked, TimeProvider.System);
        using var witnesses = new PageWitnesses(asked, images, TimeProvider.System);
        var (added, written, numbers, bands, counted, pages) = (new List<double>(), 0, 0, 0, 0, 0);
        for (var seed = -Warming; seed < Papers; seed++)
        {
            var paper = new PaperDocument { Kind = PaperKind.Index, Number = "2784195", Circonscription = "Montréal", Cadastre = "Cadastre du Québec", Pages = 2, Look = look, Seed = seed };
            var pdf = Path.Combine(folder, $"{look}-{seed}.pdf");
            await File.WriteAllBytesAsync(pdf, await PaperPress.PrintAsync(paper));
            var description = await images.DescribeAsync(pdf, CancellationToken.None);
            foreach (var truth in PaperPress.Write(paper).Pages)
            {
                var started = ProcessorTime.Now();
                await images.PrepareAsync(pdf, description, truth.Page, PageView.Prepared, folder, CancellationToken.None);
                var alone = ProcessorTime.Now() - started;
                started = ProcessorTime.Now();
                var (_, said) = await witnesses.PrepareAsync(pdf, description, truth.Page, folder, CancellationToken.None);
                var table = said.Table;
                var took = (ProcessorTime.Now() - started - alone).TotalMilliseconds;
                if (seed < 0)
                {
                    continue;
                }

                added.Add(took);
                var read = (table?.Bands ?? []).Select(band => band.Digits).ToHashSet(StringComparer.Ordinal);
                (pages, written) = (pages + 1, written + truth.Inscriptions.Count);
                numbers += truth.Inscriptions.Count(line => read.Contains(line.Number));
                bands += table?.Bands.Count == truth.Inscriptions.Count ? 1 : 0;
                counted += said.InkTable?.Count == truth.Inscriptions.Count ? 1 : 0;
            }
        }

        var sorted = added.Order().ToList();
        var median = sorted[sorted.Count / 2];
        Say($"{look}: {median:0} ms of a processor a page beyond its preparation ({sorted[0]:0} to {sorted[^1]:0}); target {(look is PaperLook.Digital ? PrintedTarget : ScannedTarget)}");
        Say($"{look}: {numbers} of {written} numbers read; inscriptions counted right by words on {bands} and by ink on {counted} of {pages} pages");
        return median;
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
