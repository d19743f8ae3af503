using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Registre.Browser;

public sealed class BrowserLeftoversTests
{
    [Fact]
    public void What_no_running_driver_can_have_made_goes_and_all_else_stays()
    {
        using var temporary = new TemporaryFolder();
        string[] ours = ["playwright_chromiumdev_profile-a", "playwright-artifacts-b"];
        foreach (var name in ours.Append("playwright-of-another-kind"))
        {
            Directory.CreateDirectory(temporary.File(name));
            File.WriteAllText(Path.Combine(temporary.File(name), "file"), "left");
        }

        BrowserLeftovers.Sweep(temporary.Path, [DateTimeOffset.UtcNow.AddMinutes(-1)]).ShouldBe(0);
        BrowserLeftovers.Sweep(temporary.Path, [DateTimeOffset.UtcNow.AddMinutes(1)]).ShouldBe(ours.Length);

        Directory.GetDirectories(temporary.Path).Select(path => Path.GetFileName(path)).ShouldBe(["playwright-of-another-kind"]);
    }
}
