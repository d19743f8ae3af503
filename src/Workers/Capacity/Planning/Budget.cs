using System.Globalization;
using Workers.Capacity.Measurement;
using Workers.Hosting;
using Workers.Steering;

namespace Workers.Capacity.Planning;

/// <summary>What workers of this server may hold together (pure).</summary>
internal static class Budget
{
    /// <summary>Maximum × (100 − reserve) / 100, rounded down.</summary>
    public static Footprint Of(CapacityOptions options, MachineSize machine)
    {
        var server = Server(options, machine);
        return new(
            (int)(server.MilliCpu * (100L - options.ReserveCpuPercent) / 100),
            (int)(server.Mebibytes * (100L - options.ReserveRamPercent) / 100));
    }

    /// <summary>As an operator orders it while the daemon runs: less than it was started with, never more than its machine was planned for.</summary>
    public static Footprint Steered(Steered<CapacityOptions> options, MachineSize machine)
    {
        var (configured, ordered) = (Of(options.Configured, machine), Of(options.Current, machine));
        return new(Math.Min(configured.MilliCpu, ordered.MilliCpu), Math.Min(configured.Mebibytes, ordered.Mebibytes));
    }

    /// <summary>The whole server, before the reserve.</summary>
    public static Footprint Server(CapacityOptions options, MachineSize machine) => new(
        options.MaxCpu.Number is { } cpu ? (int)(cpu * 1000) : machine.MilliCpu,
        options.MaxRam.Number is { } ram ? (int)(ram * 1024) : machine.Mebibytes);

    /// <summary>What to tell the operator when the configured server is larger than the machine; empty when it is not.</summary>
    public static IEnumerable<string> Warnings(CapacityOptions options, MachineSize machine)
    {
        var server = Server(options, machine);
        if (server.MilliCpu > machine.MilliCpu)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"SERVER_MAX_CPU is {options.MaxCpu}, but this machine has {Amounts.Cpu(machine.MilliCpu)} vCPU; set SERVER_MAX_CPU={Amounts.Cpu(machine.MilliCpu)} or auto.");
        }

        // Firmware and kernel keep some of what was bought: a machine sold with 16 GB shows a little less.
        if (server.Mebibytes * 9L / 10 > machine.Mebibytes)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"SERVER_MAX_RAM is {options.MaxRam}, but this machine has {Amounts.Gigabytes(machine.Mebibytes)} GB; set SERVER_MAX_RAM=auto or less.");
        }
    }
}

/// <summary>Amounts as people read them: culture-invariant, no needless zeros.</summary>
internal static class Amounts
{
    public static string Cpu(int milliCpu) => NumberText.Of(milliCpu / 1000m);

    public static string Gigabytes(int mebibytes) => NumberText.Of(mebibytes / 1024m);
}
