using System.Globalization;

namespace Workers.Capacity;

/// <summary>What this machine, or the cgroup we run in, really has.</summary>
internal readonly record struct MachineSize(int MilliCpu, int Mebibytes)
{
    /// <summary>Measures through the files of a root folder, <c>/</c> but in tests.</summary>
    public static MachineSize Measure(string root = "/")
    {
        var cpu = Environment.ProcessorCount * 1000;
        var ram = TotalMemory(ReadText(Path.Combine(root, "proc/meminfo"))) ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        foreach (var group in Groups(ReadText(Path.Combine(root, "proc/self/cgroup"))))
        {
            var folder = Path.Combine(root, "sys/fs/cgroup", group);
            cpu = Math.Min(cpu, CpuQuota(ReadText(Path.Combine(folder, "cpu.max"))) ?? cpu);
            ram = Math.Min(ram, MemoryLimit(ReadText(Path.Combine(folder, "memory.max"))) ?? ram);
        }

        return new(cpu, (int)Math.Min(ram / (1024 * 1024), int.MaxValue));
    }

    /// <summary>The process's cgroup (v2) and all above it, as paths relative to the mount; a limit of any of them binds.</summary>
    internal static IEnumerable<string> Groups(string? selfCgroup)
    {
        var line = selfCgroup?.Split('\n').FirstOrDefault(entry => entry.StartsWith("0::/", StringComparison.Ordinal));
        for (var path = line?["0::/".Length..].Trim() ?? ""; path.Length > 0; path = path[..Math.Max(0, path.LastIndexOf('/'))])
        {
            yield return path;
        }

        yield return "";
    }

    /// <param name="text"><c>quota period</c> in microseconds, or <c>max period</c>.</param>
    internal static int? CpuQuota(string? text) =>
        text?.Split(' ', StringSplitOptions.TrimEntries) is [var quota, var period]
        && long.TryParse(quota, CultureInfo.InvariantCulture, out var granted)
        && long.TryParse(period, CultureInfo.InvariantCulture, out var every) && every > 0
            ? (int)Math.Clamp(granted * 1000 / every, 1, int.MaxValue)
            : null;

    /// <param name="text">Bytes, or <c>max</c>.</param>
    internal static long? MemoryLimit(string? text) => long.TryParse(text?.Trim(), CultureInfo.InvariantCulture, out var bytes) ? bytes : null;

    private static long? TotalMemory(string? meminfo)
    {
        var fields = meminfo?.Split('\n').FirstOrDefault(line => line.StartsWith("MemTotal:", StringComparison.Ordinal))
            ?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields is [_, var kibibytes, ..] && long.TryParse(kibibytes, CultureInfo.InvariantCulture, out var total) ? total * 1024 : null;
    }

    private static string? ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
