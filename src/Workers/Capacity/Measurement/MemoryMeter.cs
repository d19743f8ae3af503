using System.Globalization;

namespace Workers.Capacity.Measurement;

/// <summary>Reads the memory of the machine and of this process's cgroups (v2). It never fails: a file that is missing or malformed is left out.</summary>
/// <param name="root">Where the file system begins, <c>/</c> but in tests.</param>
internal sealed class MemoryMeter(string root = "/")
{
    private readonly MachineFiles _files = new(root);

    public MemoryReading Read()
    {
        var groups = _files.GroupFolders().ToList();
        return new(
            [.. groups.Select(Group).Append(Machine()).OfType<MemoryLimit>()],
            groups.Select(group => $"{group}/memory.pressure").Append("proc/pressure/memory").Select(Pressure).FirstOrDefault(found => found is not null));
    }

    private MemoryLimit? Machine()
    {
        var text = _files.Read("proc/meminfo");
        return MachineFiles.Field(text, "MemAvailable:") is { } free && MachineFiles.Field(text, "MemTotal:") is { } total
            ? new("on this machine", "/proc/meminfo", Whole(free / 1024), Whole(total / 1024))
            : null;
    }

    /// <summary>
    /// The page cache counts towards a cgroup's use. Its inactive part is given up first; of the active part half counts as free, the
    /// least that MemAvailable grants too: else a cgroup that has read many files would look full for good.
    /// </summary>
    private MemoryLimit? Group(string folder)
    {
        if (MachineFiles.Number(_files.Read($"{folder}/memory.max")) is not { } limit
            || MachineFiles.Number(_files.Read($"{folder}/memory.current")) is not { } used
            || _files.Read($"{folder}/memory.stat") is not { } stat
            || MachineFiles.Field(stat, "inactive_file") is not { } inactive)
        {
            return null;
        }

        used -= Math.Min(used, inactive);
        used -= Math.Min(used, (MachineFiles.Field(stat, "active_file") ?? 0) / 2);
        return new("in this control group", $"/{folder}/memory.max", Mebibytes(Math.Max(0, limit - used)), Mebibytes(limit));
    }

    private MemoryPressure? Pressure(string path)
    {
        const string Average = "avg10=";
        var some = _files.Read(path)?.Split('\n').FirstOrDefault(line => line.StartsWith("some ", StringComparison.Ordinal));
        var average = some?.Split(' ').FirstOrDefault(field => field.StartsWith(Average, StringComparison.Ordinal))?[Average.Length..];
        return decimal.TryParse(average, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) ? new($"/{path}", percent) : null;
    }

    private static int Mebibytes(long bytes) => Whole(bytes / (1024 * 1024));

    private static int Whole(long mebibytes) => (int)Math.Min(mebibytes, int.MaxValue);
}
