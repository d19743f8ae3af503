using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace Workers.Registre.Browser;

/// <summary>
/// One worker's browser with its driver: started at the first use, started again when it was lost, gone after
/// <see cref="CloseAsync"/>. Used by one job at a time.
/// </summary>
internal sealed partial class Chromium(RegistreOptions options, string downloads, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan StartBound = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CloseBound = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MeasureEach = TimeSpan.FromSeconds(15);

    private static readonly string[] Quiet =
    [
        "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--disable-crash-reporter", "--disable-breakpad",
    ];

    private readonly List<IBrowserContext> _contexts = [];
    private IPlaywright? _driver;
    private IBrowser? _browser;
    private int _documents;
    private long _bytes;
    private long? _measuredAt;

    public bool IsRunning => _browser is { IsConnected: true };

    /// <summary>A set of cookies of its own, as a French-speaking visitor from Quebec.</summary>
    /// <param name="cookies">Those of a browser that went, as it gave them; null for none.</param>
    /// <exception cref="RegistreFailure">Chromium cannot be started.</exception>
    public async Task<IBrowserContext> OpenContextAsync(CancellationToken cancellation, string? cookies = null)
    {
        while (true)
        {
            // One that ran may be lost, and not yet known to be.
            var isFresh = !IsRunning;
            try
            {
                var browser = await StartedAsync(cancellation);
                var context = await browser.NewContextAsync(OfVisitor(cookies)).WaitAsync(StartBound, time, cancellation);
                _contexts.Add(context);
                return context;
            }
            catch (Exception failure) when (BrowserFailure.Is(failure))
            {
                await CloseAsync();
                if (isFresh)
                {
                    throw NotStarted(failure);
                }
            }
        }
    }

    /// <summary>Takes note of a document that it is used for.</summary>
    public void CountDocument() => _documents++;

    /// <summary>Whether the browser has served long enough.</summary>
    /// <returns>Why it should be started anew before the next document; null when it goes on.</returns>
    public string? FindWear() => BrowserWear.Of(_documents, Interlocked.Read(ref _bytes), options);

    /// <summary>Takes note of what it holds; to be called between documents. Reading that stops the browser for a moment, so it is done now and then.</summary>
    public async Task MeasureAsync()
    {
        if (_measuredAt is { } last && time.GetElapsedTime(last) < MeasureEach)
        {
            return;
        }

        _measuredAt = time.GetTimestamp();
        var processes = await ProcessesAsync();
        await Task.Run(() => Interlocked.Exchange(ref _bytes, BrowserWear.Measure(processes)));
    }

    /// <summary>Forgets a set of cookies, with its pages.</summary>
    public async Task CloseContextAsync(IBrowserContext context)
    {
        _contexts.Remove(context);
        await GuardedPages.EndAsync(context);
        try
        {
            await context.CloseAsync().WaitAsync(CloseBound, time);
        }
        catch (Exception failure) when (BrowserFailure.Is(failure))
        {
            // It went with its browser.
        }
    }

    public async Task CloseAsync()
    {
        await Task.WhenAll(_contexts.Select(GuardedPages.EndAsync));
        _contexts.Clear();
        var (browser, driver) = (_browser, _driver);
        (_browser, _driver, _documents, _measuredAt) = (null, null, 0, null);
        Interlocked.Exchange(ref _bytes, 0);
        if (browser is not null)
        {
            browser.Disconnected -= OnDisconnected;
            try
            {
                await browser.CloseAsync().WaitAsync(CloseBound, time);
            }
            catch (Exception failure) when (BrowserFailure.Is(failure))
            {
                LogNotClosed(logger, failure.Message);
            }
        }

        // Ends the driver process, and with it any browser that did not close.
        if (driver is not null)
        {
            try
            {
                await Task.Run(driver.Dispose).WaitAsync(CloseBound, time);
            }
            catch (TimeoutException)
            {
                LogDriverNotEnded(logger);
            }
            catch (Exception failure) when (BrowserFailure.Is(failure))
            {
                // It had ended before.
            }
        }
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    /// <returns>The browser's processes; none when it does not tell.</returns>
    public async Task<IReadOnlyList<int>> ProcessesAsync()
    {
        if (_browser is not { IsConnected: true } browser)
        {
            return [];
        }

        try
        {
            var session = await browser.NewBrowserCDPSessionAsync().WaitAsync(CloseBound, time);
            var told = await session.SendAsync("SystemInfo.getProcessInfo").WaitAsync(CloseBound, time);
            await session.DetachAsync().WaitAsync(CloseBound, time);
            return [.. told!.Value.GetProperty("processInfo").EnumerateArray().Select(process => process.GetProperty("id").GetInt32())];
        }
        catch (Exception failure) when (BrowserFailure.Is(failure))
        {
            return [];
        }
    }

    private static BrowserNewContextOptions OfVisitor(string? cookies) => new()
    {
        StorageState = cookies,
        Locale = "fr-CA",
        TimezoneId = "America/Toronto",
        ViewportSize = new() { Width = 1280, Height = 720 },
        AcceptDownloads = true,
        ServiceWorkers = ServiceWorkerPolicy.Block,
    };

    private async Task<IBrowser> StartedAsync(CancellationToken cancellation)
    {
        if (_browser is { IsConnected: true } running)
        {
            return running;
        }

        await CloseAsync();
        var executable = ChromiumLocation.Resolve(options.ChromiumPath, options.Headless, File.Exists);
        _driver = await StartDriverAsync().WaitAsync(StartBound, time, cancellation);
        _browser = await _driver.Chromium.LaunchAsync(new()
        {
            ExecutablePath = executable,
            Headless = options.Headless,
            Args = Quiet,
            // Playwright takes it away unless it is asked for.
            ChromiumSandbox = options.ChromiumSandbox && !Environment.IsPrivilegedProcess,
            DownloadsPath = downloads,
            Env = ChildEnvironment.OfChild(),
            HandleSIGINT = false,
            HandleSIGTERM = false,
            HandleSIGHUP = false,
            Timeout = (float)StartBound.TotalMilliseconds,
        }).WaitAsync(StartBound, time, cancellation);
        _browser.Disconnected += OnDisconnected;
        LogStarted(logger, executable ?? "Playwright's own", _browser.Version);
        return _browser;
    }

    /// <summary>Outside the document at hand: the driver outlives it, and what it tells later is not about it.</summary>
    private static Task<IPlaywright> StartDriverAsync()
    {
        using var apart = ExecutionContext.SuppressFlow();
        return Task.Run(Playwright.CreateAsync);
    }

    private void OnDisconnected(object? sender, IBrowser lost) => LogLost(logger);

    private RegistreFailure NotStarted(Exception failure)
    {
        var executable = ChromiumLocation.Resolve(options.ChromiumPath, options.Headless, File.Exists);
        var reason = executable is not null && !File.Exists(executable) ? $"{executable} is missing" : failure.Message.Split('\n')[0];
        return new(RegistreFault.BrowserLost, "browser", $"Chromium does not start: {reason.TrimEnd('.')}. {ChromiumLocation.Remedy(executable, failure.Message)}", failure) { IsOutage = true };
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Chromium {Version} started ({Executable}).")]
    private static partial void LogStarted(ILogger logger, string executable, string version);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Chromium ended unexpectedly; the next document starts it again.")]
    private static partial void LogLost(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The browser's driver did not end in time; the process may stay until this one ends.")]
    private static partial void LogDriverNotEnded(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Chromium did not close in time and is ended with its driver: {Reason}")]
    private static partial void LogNotClosed(ILogger logger, string reason);
}
