using System.Globalization;
using Workers.Hosting.Processes;
using Workers.Hosting.Startup;
using Workers.Office;
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

    /// <summary>Lines below each other: a column by itself.</summary>
    private const string OneBlock = "6";

    /// <summary>A line by itself.</summary>
    private const string OneLine = "7";

    private const double PointsPerInch = 72;
    private const int LowestDpi = 70;
    private const int HighestDpi = 1200;
    private const int MostOutput = 4 * 1024 * 1024;

    private static readonly IReadOnlyDictionary<string, string> OneThread = new Dictionary<string, string>(StringComparer.Ordinal) { ["OMP_THREAD_LIMIT"] = "1" };

    /// <param name="image">A picture of the whole page that this program made.</param>
    /// <param name="width">Of the image, in pixels.</param>
    /// <param name="height">Of the image, in pixels.</param>
    /// <exception cref="ChildNotStartedException">It is not installed.</exception>
    public Task<Testimony<WordPage>> ReadAsync(string image, int width, int height, PageSize size, CancellationToken cancellation) =>
        ReadAsync(image, SparseText, size, [new(0, size, width, height)], cancellation);

    /// <summary>Reads a page in parts, in one go: it tells the words of one picture in a time that grows with their square.</summary>
    /// <param name="list">A file that names a picture of each part, a line each.</param>
    /// <param name="parts">At least one.</param>
    /// <exception cref="ChildNotStartedException">It is not installed.</exception>
    public Task<Testimony<WordPage>> ReadAsync(string list, IReadOnlyList<PicturePart> parts, PageSize size, CancellationToken cancellation) =>
        ReadAsync(list, SparseText, size, parts, cancellation);

    /// <summary>Reads a column that was cut out of a page.</summary>
    /// <param name="size">Of what was cut out; the places are those of it.</param>
    /// <inheritdoc cref="ReadAsync(string, int, int, PageSize, CancellationToken)"/>
    public Task<Testimony<WordPage>> ReadColumnAsync(string image, int width, int height, PageSize size, CancellationToken cancellation) =>
        ReadAsync(image, OneBlock, size, [new(0, size, width, height)], cancellation);

    /// <summary>Reads lines that were cut out of a page, each by itself, in one go.</summary>
    /// <inheritdoc cref="ReadAsync(string, IReadOnlyList{PicturePart}, PageSize, CancellationToken)"/>
    public Task<Testimony<WordPage>> ReadLinesAsync(string list, IReadOnlyList<PicturePart> parts, PageSize size, CancellationToken cancellation) =>
        ReadAsync(list, OneLine, size, parts, cancellation);

    private async Task<Testimony<WordPage>> ReadAsync(string image, string layout, PageSize size, IReadOnlyList<PicturePart> parts, CancellationToken cancellation)
    {
        var dpi = Math.Clamp((int)Math.Round(parts[0].Width * PointsPerInch / parts[0].Size.Width), LowestDpi, HighestDpi);
        var result = await ChildProcess.RunAsync(
            new(Program, image, "-", "-l", Language, "--dpi", dpi.ToString(CultureInfo.InvariantCulture), "--psm", layout, "-c", "tessedit_do_invert=0", "tsv")
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
            { Succeeded: false } => Testimony<WordPage>.None(Remark.Of("why.tesseract_failed", new() { ["why"] = ChildWords.Of(result) })),
            { Output.Length: >= MostOutput } => Testimony<WordPage>.None(Remark.Of("why.tesseract_long")),
            _ => TesseractTable.Read(result.Output, size, parts),
        };
    }

    /// <returns>Null when it runs and knows French, else what is missing and the remedy.</returns>
    public static async Task<StartFault?> FindFaultAsync(TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            var result = await ChildProcess.RunAsync(new(Program, "--list-langs") { Timeout = TimeSpan.FromSeconds(20) }, time, cancellation);
            var languages = result.Output.Split('\n', StringSplitOptions.TrimEntries);
            return result.TimedOut ? new($"{Program} does not run ({result.Summary}): this machine has too little processor time left.", MayPass: true)
                : !result.Succeeded ? new($"{Program} does not run ({result.Summary}). {Remedy}")
                : !languages.Contains(Language, StringComparer.Ordinal) ? new StartFault($"{Program} has no French ({Language}). {Remedy}")
                : null;
        }
        catch (ChildNotStartedException missing)
        {
            return new($"{missing.Message.TrimEnd('.')}. {Remedy}");
        }
    }
}
