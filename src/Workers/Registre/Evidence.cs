using System.Globalization;
using Microsoft.Extensions.Logging;
using Workers.Jobs;
using Workers.Registre.Accounts;
using Workers.Registre.Browser;

namespace Workers.Registre;

/// <summary>What a document failed at, for people: the page as a picture and as text, and the console. Kept for a while, without secrets.</summary>
internal sealed partial class Evidence(string folder, RegistreOptions options, TimeProvider time, ILogger logger)
{
    private const long Megabyte = 1024 * 1024;
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    /// <param name="account">Whose password must not be in it.</param>
    /// <returns>The folder; null when nothing could be kept.</returns>
    public async Task<string?> SaveAsync(SiteTab tab, RegistreAccount account, ClaimedJob job, string step)
    {
        var today = time.GetUtcNow().ToString(EvidenceRetention.Day, CultureInfo.InvariantCulture);
        var path = Path.Combine(folder, today, FormattableString.Invariant($"{job.Id:D}-{job.ClaimToken}-{step}"));
        Blanking? blank = null;
        await TryAsync(step, async () =>
        {
            Directory.CreateDirectory(path);
            var cookies = await tab.Page.Context.CookiesAsync().WaitAsync(Bound, time);
            blank = new(account.Password, cookies.Select(cookie => cookie.Value));
        });
        blank ??= new(account.Password, []);
        await TryAsync(step, () => File.WriteAllTextAsync(Path.Combine(path, "console.txt"), blank.Apply(string.Join('\n', tab.Record.Lines) + "\n")));
        await TryAsync(step, () => tab.Page.ScreenshotAsync(new() { Path = Path.Combine(path, "page.png"), FullPage = true, Timeout = (float)Bound.TotalMilliseconds })
            .WaitAsync(Bound, time));
        await TryAsync(step, () => SaveFramesAsync(tab, path, blank));
        await TryAsync(step, SweepAsync);
        if (!Directory.Exists(path) || !Directory.EnumerateFiles(path).Any())
        {
            return null;
        }

        LogKept(logger, step, path);
        return path;
    }

    private async Task SaveFramesAsync(SiteTab tab, string path, Blanking blank)
    {
        var frames = tab.Frames();
        for (var i = 0; i < frames.Count; i++)
        {
            var html = await frames[i].ContentAsync().WaitAsync(Bound, time);
            await File.WriteAllTextAsync(Path.Combine(path, FormattableString.Invariant($"frame-{i}.html")), blank.Apply(html));
        }
    }

    private async Task TryAsync(string step, Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception failure) when (BrowserFailure.Is(failure) || failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            LogIncomplete(logger, step, failure.Message.Split('\n')[0]);
        }
    }

    private Task SweepAsync()
    {
        var days = Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path));
        foreach (var day in EvidenceRetention.Expired(days, time.GetUtcNow(), options.EvidenceKept).ToList())
        {
            Directory.Delete(Path.Combine(folder, day), recursive: true);
        }

        var kept = from day in new DirectoryInfo(folder).EnumerateDirectories()
                   from failure in day.EnumerateDirectories()
                   select new KeptEvidence(failure.FullName, new(failure.LastWriteTimeUtc), failure.EnumerateFiles().Sum(file => file.Length));
        foreach (var old in EvidenceRetention.Excess(kept.ToList(), options.EvidenceMegabytes * Megabyte))
        {
            Directory.Delete(old, recursive: true);
        }

        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The page at which the purchase ended ({Step}) is kept in {Evidence}.")]
    private static partial void LogKept(ILogger logger, string step, string evidence);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The page at which the purchase ended ({Step}) was not kept whole: {Reason}")]
    private static partial void LogIncomplete(ILogger logger, string step, string reason);
}
