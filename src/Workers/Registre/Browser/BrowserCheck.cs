using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Workers.Hosting.Files;
using Workers.Hosting.Settings;
using Workers.Hosting.Startup;

namespace Workers.Registre.Browser;

/// <summary>Whether Chromium really starts here; asked before anything is claimed.</summary>
internal sealed partial class BrowserCheck(RegistreOptions options, TimeProvider time, ILogger<BrowserCheck> logger)
{
    private const string Page = "data:text/html;charset=utf-8,<title>essai</title><h1 style=\"color:red\">éà</h1>";

    /// <param name="renders">Has it show a page too and looks at the picture; what others left is left alone then.</param>
    /// <returns>Null when it starts, else what is wrong and the remedy.</returns>
    public async Task<StartFault?> CheckAsync(CancellationToken cancellation, bool renders = false)
    {
        var executable = ChromiumLocation.Resolve(options.ChromiumPath, options.Headless, File.Exists);
        if (executable is not null && !File.Exists(executable))
        {
            return new($"Chromium is missing: {executable} {(Directory.Exists(executable) ? "is a folder" : "does not exist")}. {ChromiumLocation.Remedy(executable)}");
        }

        if (FolderProbe.FindFault(Path.GetTempPath()) is { } fault)
        {
            return new(fault.In("TMPDIR", Path.GetTempPath(), "Chromium keeps its profile there: name another folder.").ToString(), fault.IsFull);
        }

        if (!renders && BrowserLeftovers.Sweep(Path.GetTempPath(), BrowserLeftovers.FindDrivers()) is > 0 and var swept)
        {
            LogSwept(logger, swept, Path.GetTempPath());
        }

        await using var chromium = new Chromium(options, Path.GetTempPath(), time, logger);
        try
        {
            await using var context = await chromium.OpenContextAsync(cancellation);
            return renders && await RenderAsync(context, cancellation) is { } unlike ? new(unlike) : null;
        }
        catch (RegistreFailure failure)
        {
            return new(failure.Message, ChromiumLocation.IsSlow(failure.InnerException?.Message ?? ""));
        }
        catch (Exception failure) when (BrowserFailure.Is(failure))
        {
            return new($"Chromium starts and shows no page: {failure.Message.Split('\n')[0].TrimEnd('.')}. {ChromiumLocation.Remedy(executable, failure.Message)}", ChromiumLocation.IsSlow(failure.Message));
        }
    }

    private static async Task<string?> RenderAsync(IBrowserContext context, CancellationToken cancellation)
    {
        var tab = await context.NewPageAsync().WaitAsync(cancellation);
        await tab.GotoAsync(Page).WaitAsync(cancellation);
        var shown = await tab.InnerTextAsync("h1").WaitAsync(cancellation);
        var picture = await tab.ScreenshotAsync().WaitAsync(cancellation);
        return shown != "éà" ? $"Chromium shows '{shown}' where the page says 'éà'. Install fonts: apt-get install fonts-dejavu-core"
            : picture.Length == 0 ? "Chromium makes no picture of a page. Install it anew: apt-get install --reinstall chromium-headless-shell"
            : null;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Count} folders that browsers of ended processes left in {Folder}.")]
    private static partial void LogSwept(ILogger logger, int count, string folder);
}
