using System.Diagnostics;
using Shouldly;
using Xunit;

namespace Workers.House;

/// <summary>The real promtool reads the alert rules, and fires each by planted values.</summary>
[Trait("Needs", "Prometheus")]
public sealed class PromtoolTests
{
    [Theory]
    [InlineData("check", "config/alerts.yml")]
    [InlineData("test", "tests/Workers.Tests/House/alerts.test.yml")]
    public async Task Promtool_finds_no_fault(string verb, string file)
    {
        var start = new ProcessStartInfo("promtool", [verb, "rules", file]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Repository.Root };
        using var process = Process.Start(start)!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();

        process.ExitCode.ShouldBe(0, string.Concat(said));
        string.Concat(said).ShouldContain("SUCCESS");
    }
}
