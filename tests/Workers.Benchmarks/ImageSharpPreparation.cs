using System.Diagnostics;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;
using Workers.Ocr.Pages;

namespace Workers.Benchmarks;

/// <summary>What ImageSharp can do of a page's preparation: turn by a known angle, spread the greys, encode. It finds no skew and no paper.</summary>
internal static class ImageSharpPreparation
{
    private const int JpegQuality = 80;

    /// <summary>As many threads as pages at a time: the library's own would share the processors unfairly.</summary>
    private static readonly Configuration OneThread = new() { MaxDegreeOfParallelism = 1 };

    /// <returns>Milliseconds a page.</returns>
    public static double Round((string Image, float Degrees)[] pages, int threads)
    {
        var started = Stopwatch.GetTimestamp();
        Parallel.ForEach(pages, new ParallelOptions { MaxDegreeOfParallelism = threads }, page => Prepare(page.Image, page.Degrees));
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds / pages.Length;
    }

    private static void Prepare(string path, float degrees)
    {
        var header = PgmHeader.Read(path) ?? throw new InvalidOperationException("Not a page image.");
        using var page = Image.LoadPixelData<L8>(OneThread, File.ReadAllBytes(path).AsSpan(header.Length), header.Width, header.Height);
        page.Mutate(image => image.Rotate(degrees).HistogramEqualization());
        using var jpeg = new MemoryStream();
        page.Save(jpeg, new JpegEncoder { Quality = JpegQuality });
    }
}
