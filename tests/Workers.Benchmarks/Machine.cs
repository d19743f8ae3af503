using System.Globalization;
using System.Runtime.InteropServices;
using Simulators.Servers;

namespace Workers.Benchmarks;

/// <summary>Where a run took place; figures mean nothing without it.</summary>
internal sealed record Machine(int Cores, double MemoryGiB, string Kernel, string DotNet, string Postgres, string Redis, string Build)
{
    public static async Task<Machine> ReadAsync() => new(
        Environment.ProcessorCount,
        Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1024.0 / 1024 / 1024, 1),
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        await SaysAsync(Tools.FindPostgres("postgres"), "--version"),
        (await SaysAsync("redis-server", "--version")).Split(" sha=")[0],
        new DirectoryInfo(AppContext.BaseDirectory).Name);

    private static async Task<string> SaysAsync(params string[] command) =>
        (await ChildProgram.RunAsync(command, null, TimeSpan.FromSeconds(30))).Output.Trim();

    /// <summary>Of the last minute.</summary>
    public static double LoadAverage() => double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);
}
