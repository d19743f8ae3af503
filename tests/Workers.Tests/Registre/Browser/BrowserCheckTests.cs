using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Workers.Registre.Browser;

[Collection(RegistreCollection.Name)]
public sealed class BrowserCheckTests
{
    [Fact]
    public async Task A_missing_Chromium_is_named_with_the_remedy()
    {
        var fault = await CheckAsync("/nowhere/chromium");

        fault.ShouldNotBeNull().ShouldContain("/nowhere/chromium");
        fault.ShouldContain("CHROMIUM_PATH");
    }

    [Fact]
    public async Task A_program_that_is_no_browser_is_told_from_one() => (await CheckAsync("/bin/false")).ShouldNotBeNull().ShouldContain("does not start");

    [Fact]
    public async Task The_Chromium_of_this_machine_starts() => (await CheckAsync(null)).ShouldBeNull();

    [Theory]
    [InlineData("/opt/chrome", true, "/opt/chrome")]
    [InlineData(null, true, "/usr/bin/chromium-headless-shell")]
    [InlineData(null, false, "/usr/bin/chromium")]
    public void The_setting_comes_before_what_the_system_has(string? configured, bool headless, string expected) =>
        ChromiumLocation.Resolve(configured, headless, _ => true).ShouldBe(expected);

    [Fact]
    public void Without_either_it_is_the_one_that_Playwright_downloaded() =>
        ChromiumLocation.Resolve(null, headless: true, _ => false).ShouldBeNull();

    private static async Task<string?> CheckAsync(string? path) =>
        (await new BrowserCheck(new() { ChromiumPath = path }, TimeProvider.System, NullLogger<BrowserCheck>.Instance).CheckAsync(CancellationToken.None))?.Said;
}
