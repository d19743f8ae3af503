using System.Diagnostics;
using Shouldly;
using Workers.Hosting;
using Xunit;

namespace Workers.House;

/// <summary>The root link Workers -> src/Workers reaches one project by two paths; both share one output folder.</summary>
public sealed class BuildTests : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(6);

    /// <summary>Of the solution, what the two paths meet in: the tests and benchmarks are built before this test runs, in the real build.</summary>
    private const string Filter =
        """
        { "solution": { "path": "Workers.sln", "projects": ["src\\Workers\\Workers.csproj", "tests\\Simulators\\Simulators.csproj"] } }
        """;

    private readonly string _copy = Directory.CreateTempSubdirectory("workers-build-").FullName;

    [Fact]
    public async Task A_run_from_the_root_a_build_of_daemon_and_simulators_and_a_run_from_src_take_turns_without_disturbing_each_other()
    {
        await RunAsync("cp", _copy, ["--archive", "--target-directory=" + _copy, .. Sources()]);
        await File.WriteAllTextAsync(Path.Combine(_copy, "Both.slnf"), Filter);

        (await RunAsync("dotnet", _copy, "run", "--project", "Workers", "--", "--version")).ShouldContain(ProgramVersion.Text);
        await RunAsync("dotnet", _copy, "build", "Both.slnf", "--verbosity", "quiet");
        (await RunAsync("dotnet", Path.Combine(_copy, "src"), "run", "--project", "Workers", "--", "--version")).ShouldContain(ProgramVersion.Text);
        (await RunAsync("dotnet", _copy, "run", "--project", "Workers", "--no-build", "--", "--version")).ShouldContain(ProgramVersion.Text);

        var strays = Directory.EnumerateDirectories(Path.Combine(_copy, "src"), "*", SearchOption.AllDirectories)
            .Where(folder => Path.GetFileName(folder) is "bin" or "obj");
        strays.ShouldBeEmpty();
        Directory.GetDirectories(Path.Combine(_copy, "artifacts", "bin", "Workers")).Length.ShouldBe(1);
    }

    public void Dispose() => Directory.Delete(_copy, recursive: true);

    private static IEnumerable<string> Sources() => Directory.EnumerateFileSystemEntries(Repository.Root)
        .Where(entry => Path.GetFileName(entry) is not ("artifacts" or ".git" or ".local" or ".env" or "data"));

    private static async Task<string> RunAsync(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        // No build server outlives the test, and the analyzers have already spoken in the real build.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["RunAnalyzers"] = "false";

        using var process = Process.Start(start)!;
        using var bound = new CancellationTokenSource(Bound);
        var output = process.StandardOutput.ReadToEndAsync(bound.Token);
        var error = process.StandardError.ReadToEndAsync(bound.Token);
        try
        {
            await process.WaitForExitAsync(bound.Token);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }

        var said = await output + await error;
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)} in {folder}: {said}");
        return said;
    }
}
