using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Workers.Jobs;
using Workers.Registre.Browser;

namespace Workers.Registre;

/// <summary>A picture and the text of the page at which a document failed, kept for a while.</summary>
internal sealed partial class Evidence(string folder, TimeSpan kept, TimeProvider time, ILogger logger)
{
    private const string Day = "yyyy-MM-dd";
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    /// <returns>The folder; null when the page could not be kept.</returns>
    public async Task<string?> SaveAsync(SiteTab tab, ClaimedJob job, string step)
    {
        var today = time.GetUtcNow().ToString(Day, CultureInfo.InvariantCulture);
        var path = Path.Combine(folder, today, FormattableString.Invariant($"{job.Id:D}-{job.ClaimToken}-{step}"));
        try
        {
            Directory.CreateDirectory(path);
            Sweep();
            await tab.Page.ScreenshotAsync(new() { Path = Path.Combine(path, "page.png"), FullPage = true, Timeout = (float)Bound.TotalMilliseconds })
                .WaitAsync(Bound, time);
            var frames = tab.Frames();
            for (var i = 0; i < frames.Count; i++)
            {
                var html = await frames[i].ContentAsync().WaitAsync(Bound, time);
                await File.WriteAllTextAsync(Path.Combine(path, FormattableString.Invariant($"frame-{i}.html")), html);
            }
        }
        catch (Exception failure) when (failure is PlaywrightException or TimeoutException or IOException or UnauthorizedAccessException)
        {
            LogIncomplete(logger, step, failure.Message.Split('\n')[0]);
        }

        if (!Directory.Exists(path) || !Directory.EnumerateFiles(path).Any())
        {
            return null;
        }

        LogKept(logger, step, path);
        return path;
    }

    /// <summary>The days whose evidence is kept no longer. Pure.</summary>
    internal static IEnumerable<string> Expired(IEnumerable<string> days, DateTimeOffset now, TimeSpan kept) => days.Where(day =>
        DateTimeOffset.TryParseExact(day, Day, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
        && now - date > kept + TimeSpan.FromDays(1));

    private void Sweep()
    {
        var days = Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path));
        foreach (var day in Expired(days, time.GetUtcNow(), kept).ToList())
        {
            Directory.Delete(Path.Combine(folder, day), recursive: true);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The page at which the purchase ended ({Step}) is kept in {Evidence}.")]
    private static partial void LogKept(ILogger logger, string step, string evidence);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The page at which the purchase ended ({Step}) was not kept whole: {Reason}")]
    private static partial void LogIncomplete(ILogger logger, string step, string reason);
}
