using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Registre.Browser;

/// <summary>However a browser ends, none of its processes stays.</summary>
[Collection(RegistreCollection.Name)]
public sealed class ChromiumTests : IAsyncLifetime
{
    private readonly TemporaryFolder _downloads = new();
    private Chromium _chromium = null!;
    private SiteLine _line = null!;

    public async ValueTask InitializeAsync()
    {
        _chromium = new(new(), _downloads.Path, TimeProvider.System, NullLogger.Instance);
        var context = await _chromium.OpenContextAsync(CancellationToken.None);
        _line = GuardedPages.Of(context, TimeProvider.System).Line;
        await (await context.NewPageAsync()).SetContentAsync("<p>page</p>");
    }

    public async ValueTask DisposeAsync()
    {
        await _chromium.DisposeAsync();
        _downloads.Dispose();
    }

    [Fact]
    public async Task A_browser_that_is_closed_leaves_no_process()
    {
        var processes = await _chromium.ProcessesAsync();
        processes.Count.ShouldBeGreaterThan(1);
        BrowserWear.Measure(processes).ShouldBeGreaterThan(10_000_000);

        await _chromium.CloseAsync();

        await AllGoneAsync(processes);
    }

    [Fact]
    public async Task A_driver_that_is_killed_takes_its_browser_with_it_and_another_one_starts()
    {
        var processes = await _chromium.ProcessesAsync();
        using var driver = Process.GetProcessById(DriverOf(processes[0]));

        driver.Kill();

        await AllGoneAsync(processes);
        await _chromium.OpenContextAsync(CancellationToken.None);
        (await _chromium.ProcessesAsync()).ShouldNotBeEmpty();
        _line.Closing.IsCancellationRequested.ShouldBeTrue();
    }

    private static async Task AllGoneAsync(IReadOnlyList<int> processes)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (processes.Any(IsAlive))
        {
            await pace.WaitForNextTickAsync(limit.Token);
        }
    }

    /// <summary>A process that ended and was not yet waited for has no command line.</summary>
    private static bool IsAlive(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Length > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static int DriverOf(int process)
    {
        while (!File.ReadAllText($"/proc/{process}/cmdline").Contains("run-driver"))
        {
            process = int.Parse(File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
            process.ShouldBeGreaterThan(1);
        }

        return process;
    }
}
