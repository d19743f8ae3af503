using System.Diagnostics;
using System.Globalization;
using Simulators.Paper;
using Workers.Hosting.Processes;
using Workers.Ocr;
using Workers.Ocr.Leptonica;
using Workers.Ocr.Pages;

namespace Workers.Benchmarks;

/// <summary>How long a 300-dpi page takes to become an image for the model, with two at a time, and whether memory grows.</summary>
internal static class PagesBenchmark
{
    private const int Threads = 2;
    private const int Pages = 12;
    private const int TargetMilliseconds = 160;

    public static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("workers-pages-").FullName;
        try
        {
            var pdf = Path.Combine(folder, "index.pdf");
            await File.WriteAllBytesAsync(pdf, await PaperPress.PrintAsync(Paper));
            var prepared = await PrepareAsync(pdf, folder);
            await WholeAsync(pdf, folder);
            return prepared <= TargetMilliseconds ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static PaperDocument Paper { get; } = new()
    {
        Kind = PaperKind.Index,
        Number = "2784195",
        Circonscription = "Montréal",
        Cadastre = "Cadastre du Québec",
        Pages = Pages,
        Look = PaperLook.Scanned,
    };

    /// <summary>Deskew, normalise, measure, encode: the median of five rounds over rendered pages.</summary>
    private static async Task<double> PrepareAsync(string pdf, string folder)
    {
        await ChildProcess.RunAsync(
            new("pdftoppm", "-r", "300", "-gray", pdf, Path.Combine(folder, "page")) { Timeout = TimeSpan.FromMinutes(5) }, TimeProvider.System, CancellationToken.None);
        var images = Directory.GetFiles(folder, "*.pgm");
        if (LeptonicaLibrary.Check() is { } missing)
        {
            throw new InvalidOperationException(missing);
        }

        Round(images);
        var busy = Environment.CpuUsage.TotalTime;
        var rounds = Enumerable.Range(0, 5).Select(_ => Round(images)).Order().ToList();
        busy = Environment.CpuUsage.TotalTime - busy;
        Say($"prepare ({Threads} threads): {rounds[2]:0} ms a page (fastest round {rounds[0]:0}, slowest {rounds[4]:0}); target {TargetMilliseconds}");
        Say($"processor time: {busy.TotalMilliseconds / (5 * images.Length):0} ms a page");
        Compare(images);
        return rounds[2];
    }

    /// <summary>ImageSharp does what it can of the same, told by which angle to turn; the rounds take turns with Leptonica's.</summary>
    private static void Compare(string[] images)
    {
        var pages = images.Select(image => (image, AngleOf(image))).ToArray();
        ImageSharpPreparation.Round(pages, Threads);
        var rounds = Enumerable.Range(0, 5).Select(_ => (Leptonica: Round(images), ImageSharp: ImageSharpPreparation.Round(pages, Threads))).ToList();
        var leptonica = rounds.Select(round => round.Leptonica).Order().ElementAt(2);
        var imageSharp = rounds.Select(round => round.ImageSharp).Order().ElementAt(2);
        Say($"in turns: Leptonica {leptonica:0} ms a page, ImageSharp without finding the skew {imageSharp:0} ms, {imageSharp / leptonica:0.00} times");
    }

    private static float AngleOf(string image)
    {
        using var rendered = PageImages.Load(image);
        var (upright, angle) = rendered.Deskew();
        upright.Dispose();
        return angle;
    }

    private static double Round(string[] images)
    {
        var started = Stopwatch.GetTimestamp();
        Parallel.ForEach(images, new ParallelOptions { MaxDegreeOfParallelism = Threads }, image =>
        {
            using var rendered = PageImages.Load(image);
            using var even = rendered.TryEvenOut() ?? throw new InvalidOperationException("No paper found on the page.");
            var (upright, _) = even.Deskew();
            using (upright)
            {
                _ = upright.MeasureInk();
                _ = upright.ToJpeg(80);
            }
        });
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds / images.Length;
    }

    /// <summary>Rendering by poppler included, over two hundred pages.</summary>
    private static async Task WholeAsync(string pdf, string folder)
    {
        using var images = new PageImages(new OcrOptions { PageThreads = Threads }, TimeProvider.System);
        var description = await images.DescribeAsync(pdf, CancellationToken.None);
        await RunAsync(50);
        var resident = new List<long> { ResidentMegabytes() };
        var started = Stopwatch.GetTimestamp();
        for (var part = 0; part < 4; part++)
        {
            await RunAsync(50);
            resident.Add(ResidentMegabytes());
        }

        var each = Stopwatch.GetElapsedTime(started).TotalMilliseconds / 200;
        Say($"render and prepare ({Threads} at a time): {each:0} ms a page");
        Say($"resident memory after 50, 100, 150, 200, 250 pages: {string.Join(", ", resident)} MB");
        LeptonicaLibrary.Trim();
        Say($"resident memory at rest: {ResidentMegabytes()} MB");

        Task RunAsync(int count) => Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = Threads },
            async (i, stop) => await images.PrepareAsync(pdf, description, (i % Pages) + 1, PageView.Prepared, folder, stop));
    }

    private static long ResidentMegabytes()
    {
        GC.Collect();
        return Environment.WorkingSet >> 20;
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
