using System.Globalization;
using System.Text.RegularExpressions;
using Simulators.Paper;
using Workers.Hosting.Processes;
using Workers.Ocr;
using Workers.Ocr.Pages;

namespace Workers.Benchmarks;

/// <summary>Whether preparing a page helps who reads it: the character error of tesseract on scanned pages, as rendered and prepared.</summary>
internal static partial class LegibilityBenchmark
{
    private const int Documents = 3;

    public static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("workers-legibility-").FullName;
        try
        {
            using var images = new PageImages(new OcrOptions(), TimeProvider.System);
            var errors = new Dictionary<PageView, double> { [PageView.AsRendered] = 0, [PageView.Prepared] = 0 };
            for (var seed = 0; seed < Documents; seed++)
            {
                var paper = Paper(seed);
                var pdf = Path.Combine(folder, "acte.pdf");
                await File.WriteAllBytesAsync(pdf, await PaperPress.PrintAsync(paper));
                var description = await images.DescribeAsync(pdf, CancellationToken.None);
                foreach (var view in errors.Keys)
                {
                    var image = await images.PrepareAsync(pdf, description, 1, view, folder, CancellationToken.None);
                    errors[view] += await ErrorAsync(image, PaperPress.Write(paper).Pages[0], folder) / Documents;
                }
            }

            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"character error of {Documents} scanned pages: {errors[PageView.AsRendered]:P2} as rendered, {errors[PageView.Prepared]:P2} prepared"));
            return errors[PageView.Prepared] <= errors[PageView.AsRendered] ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static PaperDocument Paper(int seed) => new()
    {
        Kind = PaperKind.Acte,
        Number = "25616321",
        Circonscription = "Montréal",
        ActeType = "Acte",
        Look = PaperLook.Scanned,
        Seed = seed,
    };

    private static async Task<double> ErrorAsync(PageImage image, PageTruth truth, string folder)
    {
        var path = Path.Combine(folder, "page.jpg");
        await File.WriteAllBytesAsync(path, image.Jpeg.ToArray());
        var read = await ChildProcess.RunAsync(
            new("tesseract", path, "-", "-l", "fra", "--dpi", "300", "--psm", "4")
            {
                Timeout = TimeSpan.FromMinutes(5),
                OutputLimit = 1 << 20,
                Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["OMP_THREAD_LIMIT"] = "1" },
            },
            TimeProvider.System,
            CancellationToken.None);

        // Title, header fields and page marks are furniture: what counts is the text from the deed's second line on.
        var (body, seen) = (Words(string.Join(' ', truth.Lines.Skip(1))), Words(read.Output));
        var start = Math.Max(0, seen.IndexOf(body[..20], StringComparison.Ordinal));
        return Distance(body, seen[start..Math.Min(seen.Length, start + body.Length + 20)]) / (double)body.Length;
    }

    private static string Words(string text) => Spaces().Replace(text, " ").Trim();

    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var substituted = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j - 1], row[j]) + 1);
            }
        }

        return row[^1];
    }

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Spaces();
}
