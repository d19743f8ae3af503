using Microsoft.Extensions.Logging;
using Workers.Hosting.Files;
using Workers.Hosting.Settings;

namespace Workers.Registre.Browser;

/// <summary>Whether Chromium really starts here; asked before anything is claimed.</summary>
internal sealed partial class BrowserCheck(RegistreOptions options, TimeProvider time, ILogger<BrowserCheck> logger)
{
    /// <returns>Null when it starts, else what is wrong and the remedy.</returns>
    public async Task<string?> CheckAsync(CancellationToken cancellation)
    {
        var executable = ChromiumLocation.Resolve(options.ChromiumPath, options.Headless, File.Exists);
        if (executable is not null && !File.Exists(executable))
        {
            return $"Chromium is missing: {executable} {(Directory.Exists(executable) ? "is a folder" : "does not exist")}. {ChromiumLocation.Remedy(executable)}";
        }

        if (FolderProbe.FindFault(Path.GetTempPath()) is { } fault)
        {
            return new ConfigurationFault("TMPDIR", Path.GetTempPath(), FolderProbe.Allowed, $"{fault} Chromium keeps its profile there: name another folder.").ToString();
        }

        if (BrowserLeftovers.Sweep(Path.GetTempPath(), BrowserLeftovers.FindDrivers()) is > 0 and var swept)
        {
            LogSwept(logger, swept, Path.GetTempPath());
        }

        await using var chromium = new Chromium(options, Path.GetTempPath(), time, logger);
        try
        {
            await using var context = await chromium.OpenContextAsync(cancellation);
            return null;
        }
        catch (RegistreFailure failure)
        {
            return failure.Message;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Count} folders that browsers of ended processes left in {Folder}.")]
    private static partial void LogSwept(ILogger logger, int count, string folder);
}
