using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Simulators.Servers;
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

        await BrowserProcesses.AllGoneAsync(processes);
    }

    [Fact]
    public async Task A_driver_that_is_killed_takes_its_browser_with_it_and_another_one_starts()
    {
        var processes = await BrowserProcesses.FindAsync(_chromium);

        ProcessTable.Signal("KILL", processes[0]);

        await BrowserProcesses.AllGoneAsync(processes);
        await _chromium.OpenContextAsync(CancellationToken.None);
        (await _chromium.ProcessesAsync()).ShouldNotBeEmpty();
        _line.Closing.IsCancellationRequested.ShouldBeTrue();
    }
}
