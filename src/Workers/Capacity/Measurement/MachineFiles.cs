using System.Globalization;

namespace Workers.Capacity.Measurement;

/// <summary>The files in which the kernel tells what the machine and this process's cgroups (v2) have; what cannot be read is null.</summary>
/// <param name="root">Where the file system begins, <c>/</c> but in tests.</param>
internal sealed class MachineFiles(string root)
{
    /// <param name="path">Relative to the root.</param>
    public string? Read(string path)
    {
        try
        {
            return File.ReadAllText(Path.Combine(root, path));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The folders of the process's cgroup and of all above it, innermost first; a limit of any of them binds.</summary>
    public IEnumerable<string> GroupFolders()
    {
        const string Mount = "sys/fs/cgroup";
        var line = Read("proc/self/cgroup")?.Split('\n').FirstOrDefault(entry => entry.StartsWith("0::/", StringComparison.Ordinal));
        for (var group = line?["0::/".Length..].Trim().Trim('/') ?? ""; group.Length > 0; group = group[..Math.Max(0, group.LastIndexOf('/'))])
        {
            yield return $"{Mount}/{group}";
        }

        yield return Mount;
    }

    /// <summary>A file of one number; null for <c>max</c> and for anything else that is no number.</summary>
    public static long? Number(string? text) =>
        long.TryParse(text?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The first number on the line that begins with a name.</summary>
    public static long? Field(string? text, string name)
    {
        var line = text?.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal) && line.Length > name.Length && line[name.Length] is ' ');
        return Number(line?.Split(' ', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(1));
    }
}
