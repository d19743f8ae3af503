using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Hosting.Files;
using Workers.Jobs.Outcomes;
using Workers.Ocr.Pages;

namespace Workers.Ocr.Pictures;

/// <summary>
/// Keeps a small picture of each page that ended with a doubt for a while, so that an operator can look. Whatever goes
/// wrong here is logged and harms no document.
/// </summary>
internal sealed partial class ReviewPictures(DataFolder data, PageImages images, OcrOptions options, TimeProvider time, ILogger<ReviewPictures> logger)
{
    /// <summary>A letter page is about a thousand pixels wide then: enough to read it.</summary>
    private const int LongestSide = 1300;

    /// <summary>Of one document: a scan of which every page is doubtful is looked at in the PDF.</summary>
    private const int MostPages = 10;

    private const string Day = "yyyy-MM-dd";
    private static readonly string Room = Path.Combine("ocr", "review");
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    public async Task KeepAsync(DocumentToRead document, OcrResult result, CancellationToken stop)
    {
        var pages = Doubtful(result.Structure).Take(MostPages).ToList();
        if (pages is [])
        {
            return;
        }

        using var bound = new CancellationTokenSource(Bound, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, bound.Token);
        var job = document.Job;
        try
        {
            var today = OpenToday(data, time, options.PicturesKept);
            foreach (var page in pages)
            {
                var jpeg = await images.RenderAsync(document.Pdf, document.Description, page, document.Folder, Draw, either.Token);
                var path = Path.Combine(today, FormattableString.Invariant($"{job.Id:D}-{job.ClaimToken}-page-{page}.jpg"));
                await AtomicFile.OnDisk.WriteAsync(path, file => file.WriteAsync(jpeg, either.Token).AsTask());
                LogKept(logger, page, document.Running.Environment, job.Id, path);
            }
        }
        catch (Exception failure)
        {
            LogNotKept(logger, document.Running.Environment, job.Id, failure.Message);
        }
    }

    /// <summary>Today's folder for pictures; those of days that are over go.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    internal static string OpenToday(DataFolder data, TimeProvider time, TimeSpan kept)
    {
        var room = data.Room(Room);
        Sweep(data.Root, time.GetUtcNow(), kept);
        return Directory.CreateDirectory(Path.Combine(room, time.GetUtcNow().ToString(Day, CultureInfo.InvariantCulture))).FullName;
    }

    /// <summary>Removes the days that are over.</summary>
    /// <returns>How many.</returns>
    internal static int Sweep(string dataRoot, DateTimeOffset now, TimeSpan kept)
    {
        var room = Path.Combine(dataRoot, Room);
        var days = Directory.Exists(room) ? Expired(Directory.EnumerateDirectories(room).Select(path => Path.GetFileName(path)), now, kept).ToList() : [];
        days.ForEach(day => WorkFolder.Remove(Path.Combine(room, day)));
        return days.Count;
    }

    /// <summary>The numbers of the pages that somebody should look at. Pure.</summary>
    internal static IEnumerable<int> Doubtful(JsonObject structure) =>
        from page in structure["pages"]?.AsArray() ?? []
        where page["doubts"] is JsonArray { Count: > 0 }
        select (int)page["page"]!;

    /// <summary>The days whose pictures are kept no longer; none where they are kept for ever. Pure.</summary>
    internal static IEnumerable<string> Expired(IEnumerable<string> days, DateTimeOffset now, TimeSpan kept) => days.Where(day =>
        kept > TimeSpan.Zero && DateTimeOffset.TryParseExact(day, Day, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
        && now - date > kept + TimeSpan.FromDays(1));

    private static byte[] Draw(string image)
    {
        using var page = PagePicture.Load(image);
        return page.Thumbnail(LongestSide);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A picture of the doubtful page {Page} of {JobId} ({Environment}) is kept in {Picture}.")]
    private static partial void LogKept(ILogger logger, int page, TargetEnvironment environment, Guid jobId, string picture);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The doubtful pages of {JobId} ({Environment}) were not all kept as pictures: {Reason}")]
    private static partial void LogNotKept(ILogger logger, TargetEnvironment environment, Guid jobId, string reason);
}
