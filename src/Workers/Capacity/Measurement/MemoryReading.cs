namespace Workers.Capacity.Measurement;

/// <summary>What the kernel said of memory at one moment; what it did not say is left out.</summary>
/// <param name="Limits">Every place whose limit binds this process: the machine, and each cgroup with a limit.</param>
/// <param name="Pressure">Of the innermost cgroup that tells it, else of the machine; null where the kernel does not.</param>
internal sealed record MemoryReading(IReadOnlyList<MemoryLimit> Limits, MemoryPressure? Pressure)
{
    /// <summary>For people: which figures these are; null when there are none.</summary>
    public string? Sources
    {
        get
        {
            var pressure = Pressure is null ? "no pressure figures" : $"pressure of {Pressure.Source}";
            return (Limits.Count, Pressure) is (0, null) ? null : string.Join(", ", Limits.Select(limit => limit.Source).Append(pressure));
        }
    }
}

/// <param name="Place">In words, as <c>on this machine</c>.</param>
/// <param name="Source">The file that sets the limit.</param>
/// <param name="FreeMebibytes">What programs can still take before anything is swapped or killed.</param>
internal sealed record MemoryLimit(string Place, string Source, int FreeMebibytes, int TotalMebibytes);

/// <param name="Percent">Share of the last ten seconds in which some task stood still for want of memory.</param>
internal sealed record MemoryPressure(string Source, decimal Percent);
