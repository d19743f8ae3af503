using System.Globalization;
using Workers.Capacity;
using Workers.Capacity.Measurement;
using Workers.Capacity.Planning;
using Workers.Hosting;
using Workers.Hosting.Files;
using Workers.Hosting.Settings;
using Workers.Registre;
using Workers.Registre.Browser;
using Workers.Supervisor;
using Workers.Supervisor.Startup;

namespace Workers.Operations.Doctor;

/// <summary>This machine: the data folder and its disk, open files, memory and processors against the plan, what dead processes left.</summary>
internal static class MachineDoctor
{
    private const string Part = DoctorParts.Machine;
    private const long FewFiles = 4096;
    private const int ComfortableTimes = 4;

    public static IReadOnlyList<DoctorLine> Look(LoadedSettings settings) =>
    [
        .. OfFolder(settings.Get<HostingOptions>(), settings.Get<RegistreOptions>()),
        OfFiles(File.Exists("/proc/self/limits") ? File.ReadAllText("/proc/self/limits") : ""),
        .. OfPlan(settings.Get<CapacityOptions>(), settings.Get<SupervisorOptions>(), MachineSize.Measure()),
        .. OfMemory(Budget.Of(settings.Get<CapacityOptions>(), MachineSize.Measure()), new MemoryMeter().Read()),
        OfLeftovers(BrowserLeftovers.Find(Path.GetTempPath(), BrowserLeftovers.FindDrivers()).Count),
    ];

    public static IEnumerable<DoctorLine> OfFolder(HostingOptions options, RegistreOptions registre)
    {
        var root = new DataFolder(options).Root;
        var missing = DataFolderRule.FindMissing(options);
        if (!Directory.Exists(root))
        {
            yield return FolderProbe.FindImpossible(root) is { } impossible
                ? DoctorLine.Fault(Part, $"{DataFolder.Variable}: {impossible}", $"Set {DataFolder.Variable} to a folder that can be written.")
                : DoctorLine.Warning(Part, $"{root} ({DataFolder.Variable}) does not exist yet; the first start makes it", "Workers doctor --fix");
            yield break;
        }

        var full = FreeSpace.FindFault(root, registre.DiskFree);
        yield return FolderProbe.FindFault(root) is { } fault
            ? DoctorLine.Fault(Part, $"{DataFolder.Variable}: {fault.Said}", fault.IsFull ? $"du -xh -d2 {root} | sort -h | tail" : $"Correct the rights of {root} (chown it to the daemon's user), or set {DataFolder.Variable} to another folder.")
            : missing.Count > 0 ? DoctorLine.Warning(Part, string.Create(CultureInfo.InvariantCulture, $"{missing.Count} folders below {root} do not exist yet; the first start makes them"), "Workers doctor --fix")
            : full is not null ? DoctorLine.Ok(Part, $"the rights of {root} let us write there")
            : DoctorLine.Ok(Part, $"{root} can be written");
        yield return full is not null
            ? DoctorLine.Fault(Part, $"{full}: buying is parked", $"Free some space: du -xh -d2 {root} | sort -h | tail; or lower REGISTRE_DISK_FREE_MB.")
            : FreeSpace.FindFault(root, ComfortableTimes * registre.DiskFree) is { } low
                ? DoctorLine.Warning(Part, $"{low} to be at ease", $"du -xh -d2 {root} | sort -h | tail")
                : DoctorLine.Ok(Part, "its disk has room");
    }

    /// <param name="limits">As /proc/self/limits has them.</param>
    public static DoctorLine OfFiles(string limits)
    {
        var line = limits.Split('\n').FirstOrDefault(one => one.StartsWith("Max open files", StringComparison.Ordinal));
        var soft = line?["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var most) && most < FewFiles
            ? DoctorLine.Warning(Part, string.Create(CultureInfo.InvariantCulture, $"a process may open {most} files; a browser and its connections may need more"), "LimitNOFILE=65536 in the unit, or: ulimit -n 65536")
            : DoctorLine.Ok(Part, $"a process may open {soft ?? "an unknown number of"} files");
    }

    public static IEnumerable<DoctorLine> OfPlan(CapacityOptions capacity, SupervisorOptions workers, MachineSize machine)
    {
        foreach (var warning in Budget.Warnings(capacity, machine))
        {
            yield return DoctorLine.Warning(Part, warning);
        }

        var plan = CapacityPlan.Of(capacity, machine, workers.RequestFor(Pools.All));
        foreach (var waiting in plan.Waiting)
        {
            yield return plan.NothingFits
                ? DoctorLine.Fault(Part, $"nothing that is configured fits on this server: {waiting.Message}", string.Join(" ", plan.Remedies))
                : DoctorLine.Warning(Part, string.Create(CultureInfo.InvariantCulture, $"when all are needed, {waiting.Workers} of the {waiting.Type} workers will wait: {waiting.Message}"), "Workers plan");
        }

        if (plan.Waiting.Count == 0)
        {
            yield return DoctorLine.Ok(Part, "all configured workers fit on this server");
        }
    }

    /// <param name="budget">What the workers of this server may hold together.</param>
    public static IEnumerable<DoctorLine> OfMemory(Footprint budget, MemoryReading reading)
    {
        if (reading.Limits.MinBy(limit => limit.FreeMebibytes) is { } least)
        {
            var (free, may) = (Amounts.Gigabytes(least.FreeMebibytes), Amounts.Gigabytes(budget.Mebibytes));
            yield return least.FreeMebibytes < budget.Mebibytes
                ? DoctorLine.Warning(Part, $"{free} GB are free {least.Place} and workers may hold {may} GB: with no daemon running, some would wait for memory", "Stop other programs, or lower SERVER_MAX_RAM.")
                : DoctorLine.Ok(Part, $"{free} GB are free {least.Place}; workers may hold {may} GB");
        }
    }

    public static DoctorLine OfLeftovers(int folders) => folders == 0
        ? DoctorLine.Ok(Part, "no folder of an ended browser is left")
        : DoctorLine.Warning(Part, string.Create(CultureInfo.InvariantCulture, $"{folders} folders of ended browsers are left in {Path.GetTempPath()}"), "Workers doctor --fix");
}
