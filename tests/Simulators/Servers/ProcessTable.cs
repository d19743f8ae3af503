using System.Diagnostics;
using System.Globalization;

namespace Simulators.Servers;

/// <summary>What /proc says about processes, and signals to them.</summary>
internal static class ProcessTable
{
    /// <summary>True when the process is gone or a zombie.</summary>
    public static bool HasExited(int id) => ReadStat(id) is not { } stat || stat.State is 'Z' or 'X';

    /// <summary>The processes whose parent is <paramref name="id"/>.</summary>
    public static IReadOnlyList<int> ChildrenOf(int id) => [.. All().Where(child => ReadStat(child)?.Parent == id)];

    /// <returns>The parent of <paramref name="id"/>; null when it is gone.</returns>
    public static int? ParentOf(int id) => ReadStat(id)?.Parent;

    /// <summary>The processes that work in a folder, as far as this user may see.</summary>
    public static IReadOnlyList<int> WorkingIn(string folder) => [.. All().Where(id => FolderOf(id) == folder)];

    /// <summary>The program and arguments of a process; empty when it is gone.</summary>
    public static string CommandLine(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline").Replace('\0', ' ').Trim();
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>Sends a signal by name (KILL, STOP, CONT, TERM); a process that is already gone is no error.</summary>
    public static void Signal(string name, params IEnumerable<int> ids)
    {
        var targets = ids.Select(id => id.ToString(CultureInfo.InvariantCulture)).ToArray();
        if (targets.Length == 0)
        {
            return;
        }

        var start = new ProcessStartInfo("sh", ["-c", "kill \"$@\"", "kill", "-" + name, .. targets]) { RedirectStandardError = true };
        using var kill = Process.Start(start)!;
        kill.WaitForExit();
    }

    private static IEnumerable<int> All() => Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
        .Where(id => id > 0);

    private static string? FolderOf(int id)
    {
        try
        {
            return File.ResolveLinkTarget($"/proc/{id}/cwd", returnFinalTarget: false)?.FullName;
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static (char State, int Parent)? ReadStat(int id)
    {
        try
        {
            // "pid (name) state ppid …": the name may hold spaces and parentheses, so read from the last one.
            var text = File.ReadAllText($"/proc/{id}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (fields[0][0], int.Parse(fields[1], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
