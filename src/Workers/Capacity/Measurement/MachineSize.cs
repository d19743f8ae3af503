using System.Globalization;

namespace Workers.Capacity.Measurement;

/// <summary>What this machine, or the cgroup we run in, really has.</summary>
internal readonly record struct MachineSize(int MilliCpu, int Mebibytes)
{
    /// <summary>Measures through the files of a root folder, <c>/</c> but in tests.</summary>
    public static MachineSize Measure(string root = "/")
    {
        var files = new MachineFiles(root);
        var cpu = Environment.ProcessorCount * 1000;
        var ram = MachineFiles.Field(files.Read("proc/meminfo"), "MemTotal:") / 1024 ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024 * 1024);
        foreach (var group in files.GroupFolders())
        {
            cpu = Math.Min(cpu, CpuQuota(files.Read($"{group}/cpu.max")) ?? cpu);
            ram = Math.Min(ram, MachineFiles.Number(files.Read($"{group}/memory.max")) / (1024 * 1024) ?? ram);
        }

        return new(cpu, (int)Math.Min(ram, int.MaxValue));
    }

    /// <param name="text"><c>quota period</c> in microseconds, or <c>max period</c>.</param>
    private static int? CpuQuota(string? text) =>
        text?.Split(' ', StringSplitOptions.TrimEntries) is [var quota, var period]
        && long.TryParse(quota, CultureInfo.InvariantCulture, out var granted)
        && long.TryParse(period, CultureInfo.InvariantCulture, out var every) && every > 0
            ? (int)Math.Clamp(granted * 1000 / every, 1, int.MaxValue)
            : null;
}
