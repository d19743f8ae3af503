using System.Globalization;
using Workers.Hosting.Processes;
using Workers.Pdf;

namespace Workers.Ocr.Witnesses.Words;

/// <summary>Tesseract reads the words of a page image, in a child process with limits, one thread, and without our variables.</summary>
internal sealed class Tesseract(TimeSpan limit, long memory, TimeProvider time)
{
    public const string Program = "tesseract";
    public const string Remedy = "Install it: apt-get install tesseract-ocr tesseract-ocr-fra, or do without it: OCR_WITNESSES=text";

    private const string Language = "fra";

    /// <summary>All words that can be found, in no order: places are what counts here, and no column is taken for a picture.</summary>
    private const string SparseText = "11";

    private const double PointsPerInch = 72;
    private const int LowestDpi = 70;
    private const int HighestDpi = 1200;
    private const int MostOutput = 4 * 1024 * 1024;

    private static readonly IReadOnlyDictionary<string, string> OneThread = new Dictionary<string, string>(StringComparer.Ordinal) { ["OMP_THREAD_LIMIT"] = "1" };

    /// <param name="image">A picture of the whole page that this program made.</param>
    /// <param name="width">Of the image, in pixels.</param>
    /// <param name="height">Of the image, in pixels.</param>
    /// <exception cref="ChildNotStartedException">It is not installed.</exception>
    public async Task<Testimony<WordPage>> ReadAsync(string image, int width, int height, PageSize size, CancellationToken cancellation)
    {
        var dpi = Math.Clamp((int)Math.Round(width * PointsPerInch / size.Width), LowestDpi, HighestDpi);
        var result = await ChildProcess.RunAsync(
            new(Program, image, "-", "-l", Language, "--dpi", dpi.ToString(CultureInfo.InvariantCulture), "--psm", SparseText, "-c", "tessedit_do_invert=0", "tsv")
            {
                Timeout = limit,
                CpuTime = limit,
                AddressSpace = memory,
                OutputLimit = MostOutput,
                Environment = OneThread,
            },
            time,
            cancellation);
        return result switch
        {
            { Succeeded: false } => Testimony<WordPage>.None($"Tesseract did not read the page ({result.Summary})"),
            { Output.Length: >= MostOutput } => Testimony<WordPage>.None("Tesseract's list of words is longer than that of any page"),
            _ => TesseractTable.Read(result.Output, size, width, height),
        };
    }

    /// <returns>Null when it runs and knows French, else what is missing and the remedy.</returns>
    public static async Task<string?> FindFaultAsync(TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            var result = await ChildProcess.RunAsync(new(Program, "--list-langs") { Timeout = TimeSpan.FromSeconds(20) }, time, cancellation);
            var languages = result.Output.Split('\n', StringSplitOptions.TrimEntries);
            return !result.Succeeded ? $"{Program} does not run ({result.Summary}). {Remedy}"
                : !languages.Contains(Language, StringComparer.Ordinal) ? $"{Program} has no French ({Language}). {Remedy}"
                : null;
        }
        catch (ChildNotStartedException missing)
        {
            return $"{missing.Message}. {Remedy}";
        }
    }
}
