using System.Diagnostics;
using Shouldly;
using Xunit;

namespace Workers.House;

/// <summary>Shell scripts are read by bash and by shellcheck, and can be run.</summary>
public sealed class ScriptTests
{
    public static TheoryData<string> Scripts => [.. Repository.Files("scripts", ".sh"), ".ci/run"];

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task A_script_can_be_run_and_has_no_known_fault(string script)
    {
        File.GetUnixFileMode(Repository.PathOf(script)).HasFlag(UnixFileMode.UserExecute).ShouldBeTrue();

        (await RunAsync("bash", "-n", script)).ShouldBe("");
        if (File.Exists("/usr/bin/shellcheck"))
        {
            (await RunAsync("shellcheck", script)).ShouldBe("");
        }
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        using var process = Process.Start(start)!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return string.Concat(said);
    }
}
