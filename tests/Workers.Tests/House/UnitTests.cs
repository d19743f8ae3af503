using System.Diagnostics;
using Shouldly;
using Xunit;

namespace Workers.House;

/// <summary>systemd's own judgement of the service's unit.</summary>
[Trait("Needs", "Systemd")]
public sealed class UnitTests
{
    /// <summary>In tenths: 0 is closed, 100 is open.</summary>
    private const int Most = 30;

    [Fact]
    public async Task The_unit_leaves_no_more_open_than_is_said()
    {
        var start = new ProcessStartInfo("systemd-analyze", ["security", "--no-pager", "--offline=true", $"--threshold={Most}", "config/workers.service"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Repository.Root,
        };
        using var process = Process.Start(start)!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();

        process.ExitCode.ShouldBe(0, string.Concat(said));
        said[0].ShouldContain("Overall exposure level");
    }
}
