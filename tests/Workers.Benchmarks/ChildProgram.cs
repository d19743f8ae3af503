using System.Diagnostics;

namespace Workers.Benchmarks;

/// <summary>A program that is run to its end.</summary>
internal static class ChildProgram
{
    /// <param name="environment">Added to this process's own.</param>
    /// <returns>The exit code and what it wrote to its standard output.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        IReadOnlyList<string> command, IReadOnlyDictionary<string, string>? environment, TimeSpan bound)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(bound);
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, output);
        }
        catch (OperationCanceledException late)
        {
            throw new TimeoutException($"{string.Join(' ', command)} did not end within {bound.TotalMinutes:0} minutes.", late);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
