using System.Diagnostics;

namespace Simulators.Servers;

/// <summary>Finds the native programs that the servers need, and runs the short ones.</summary>
internal static class Tools
{
    private static readonly string[] SystemFolders = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/local/sbin", "/usr/sbin", "/sbin"];

    /// <summary>True when this process may act as other users, which Postgres refuses to be.</summary>
    public static bool IsRoot => Environment.UserName == "root";

    /// <summary>The path of a program.</summary>
    /// <exception cref="FileNotFoundException">It is not installed; the message names the remedy.</exception>
    public static string Find(string program)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return FindIn(program, [.. folders, .. SystemFolders]);
    }

    /// <summary>A program of the newest Postgres under /usr/lib/postgresql, or of the one on the path.</summary>
    /// <exception cref="FileNotFoundException">It is not installed; the message names the remedy.</exception>
    public static string FindPostgres(string program)
    {
        const string Root = "/usr/lib/postgresql";
        var versions = Directory.Exists(Root)
            ? Directory.GetDirectories(Root).OrderByDescending(MajorVersion).Select(folder => Path.Combine(folder, "bin")).ToArray()
            : [];
        var found = versions.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
        return found ?? Find(program);
    }

    /// <summary>Runs a short program to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds what it printed.</exception>
    public static async Task RunAsync(params IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().ConfigureAwait(false);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"{string.Join(' ', command)} ended with {process.ExitCode}: {await error.ConfigureAwait(false)}{await output.ConfigureAwait(false)}");
        }
    }

    private static string FindIn(string program, IEnumerable<string> folders) =>
        folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException($"{program} is not installed. Run scripts/install-tools.sh, then try again.", program);

    private static double MajorVersion(string folder) =>
        double.TryParse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture, out var version) ? version : 0;
}
