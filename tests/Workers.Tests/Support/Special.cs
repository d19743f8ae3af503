using System.Diagnostics;

namespace Workers.Support;

/// <summary>Names in a folder that are no files.</summary>
internal static class Special
{
    /// <returns>The path, where a pipe stands that nobody writes to.</returns>
    public static string Pipe(string path)
    {
        using var made = Process.Start("mkfifo", path);
        made.WaitForExit();
        return made.ExitCode == 0 ? path : throw new InvalidOperationException($"mkfifo {path} ended with {made.ExitCode}.");
    }
}
