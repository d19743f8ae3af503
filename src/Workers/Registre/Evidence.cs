using System.Globalization;
using Microsoft.Extensions.Logging;
using Workers.Jobs;
using Workers.Registre.Accounts;
using Workers.Registre.Browser;

namespace Workers.Registre;

/// <summary>What a document failed at, and what the last good purchase of each account ended at, for people: the page as a picture and as text, and the console. Kept for a while, without secrets.</summary>
internal sealed partial class Evidence(string folder, RegistreOptions options, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LastBound = TimeSpan.FromSeconds(3);

    /// <param name="account">Whose password must not be in it.</param>
    /// <returns>The folder; null when nothing could be kept.</returns>
    public async Task<string?> SaveAsync(SiteTab tab, RegistreAccount account, ClaimedJob job, string step)
    {
        var today = time.GetUtcNow().ToString(EvidenceRetention.Day, CultureInfo.InvariantCulture);
        var path = Path.Combine(folder, today, FormattableString.Invariant($"{job.Id:D}-{job.ClaimToken}-{step}"));
        await WriteAsync(tab, account, path, step, Bound);
        await TryAsync(step, SweepAsync);
        if (!Directory.Exists(path) || !Directory.EnumerateFiles(path).Any())
        {
            return null;
        }

        LogKept(logger, step, path);
        return path;
    }

    /// <summary>
    /// What a good purchase ended at, in the place of the one before by the same account. To be called when the bytes are safe; a part that takes too
    /// long is left out, and nothing is said of what could not be kept but a line in the log.
    /// </summary>
    public async Task SaveLastAsync(SiteTab tab, RegistreAccount account)
    {
        const string step = "viewer";
        var kept = Path.Combine(folder, EvidenceSweep.Last, FileNameOf(account.Code));
        var made = FormattableString.Invariant($"{kept}.{Guid.NewGuid():N}");
        await WriteAsync(tab, account, made, step, LastBound);
        await TryAsync(step, () =>
        {
            if (!Directory.EnumerateFiles(made).Any())
            {
                Directory.Delete(made);
                return Task.CompletedTask;
            }

            var before = made + ".old";
            if (Directory.Exists(kept))
            {
                Directory.Move(kept, before);
            }

            Directory.Move(made, kept);
            if (Directory.Exists(before))
            {
                Directory.Delete(before, recursive: true);
            }

            return Task.CompletedTask;
        });
        await TryAsync(step, SweepAsync);
    }

    /// <summary>Codes are what an operator wrote.</summary>
    private static string FileNameOf(string code) => string.Concat(code.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_'));

    private async Task WriteAsync(SiteTab tab, RegistreAccount account, string path, string step, TimeSpan bound)
    {
        Blanking? blank = null;
        await TryAsync(step, async () =>
        {
            Directory.CreateDirectory(path);
            var cookies = await tab.Page.Context.CookiesAsync().WaitAsync(bound, time);
            blank = new(account.Password, cookies.Select(cookie => cookie.Value));
        });
        blank ??= new(account.Password, []);
        await TryAsync(step, () => File.WriteAllTextAsync(Path.Combine(path, "console.txt"), blank.Apply(string.Join('\n', tab.Record.Lines) + "\n")));
        await TryAsync(step, () => tab.Page.ScreenshotAsync(new() { Path = Path.Combine(path, "page.png"), FullPage = true, Timeout = (float)bound.TotalMilliseconds })
            .WaitAsync(bound, time));
        await TryAsync(step, () => SaveFramesAsync(tab, path, blank, bound));
    }

    private async Task SaveFramesAsync(SiteTab tab, string path, Blanking blank, TimeSpan bound)
    {
        var frames = tab.Frames();
        for (var i = 0; i < frames.Count; i++)
        {
            var html = await frames[i].ContentAsync().WaitAsync(bound, time);
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
        EvidenceSweep.Run(folder, options, time.GetUtcNow());
        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The page at which the purchase ended ({Step}) is kept in {Evidence}.")]
    private static partial void LogKept(ILogger logger, string step, string evidence);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The page at which the purchase ended ({Step}) was not kept whole: {Reason}")]
    private static partial void LogIncomplete(ILogger logger, string step, string reason);
}
