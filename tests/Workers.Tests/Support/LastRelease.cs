using System.Diagnostics;
using Workers.House;
using Xunit;

[assembly: AssemblyFixture(typeof(Workers.Support.LastRelease))]

namespace Workers.Support;

/// <summary>The last release, which <c>tests/last-release</c> names: its program is built from the history by the first test that asks, and kept.</summary>
public sealed class LastRelease
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(16);

    private readonly Lazy<Task<string>> _program = new(BuildAsync);

    /// <summary>As <c>tests/last-release</c> says.</summary>
    public static string Version { get; } = Repository.Read("tests/last-release").Split('\n').First(line => line.StartsWith("version ", StringComparison.Ordinal))["version ".Length..].Trim();

    /// <exception cref="InvalidOperationException">It cannot be built; the message holds why and what to do.</exception>
    public Task<string> FindProgramAsync() => _program.Value;

    private static async Task<string> BuildAsync()
    {
        var start = new ProcessStartInfo(Repository.PathOf("scripts", "last-release.sh")) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync().WaitAsync(Bound);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        var (output, error) = ((await said)[0], (await said)[1]);
        return process.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException($"scripts/last-release.sh ended with {process.ExitCode}: {error}");
    }
}
