using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Capacity.Measurement;

public sealed class MemoryMeterTests : IDisposable
{
    private const string MachinePressure = "proc/pressure/memory";
    private const string GroupPressure = "sys/fs/cgroup/system.slice/workers.service/memory.pressure";
    private static readonly MemoryLimit Machine = new("on this machine", "/proc/meminfo", 9_000, 24_000);

    private readonly MachineTree _machine = new();

    public MemoryMeterTests() => _machine.WriteMemory(9_000);

    [Fact]
    public void Without_a_limited_group_the_machine_is_measured()
    {
        _machine.WritePressure(MachinePressure, "12.34");

        var reading = Read();

        reading.Limits.ShouldBe([Machine]);
        reading.Pressure.ShouldBe(new MemoryPressure("/proc/pressure/memory", 12.34m));
        reading.Sources.ShouldBe("/proc/meminfo, pressure of /proc/pressure/memory");
    }

    [Fact]
    public void Of_a_limited_group_the_page_cache_that_is_given_up_counts_as_free()
    {
        _machine.WriteGroup("system.slice/workers.service", "4096", usedMebibytes: 3096, inactiveFile: 1000, activeFile: 600);

        Read().Limits.ShouldBe([new("in this control group", "/sys/fs/cgroup/system.slice/workers.service/memory.max", 2300, 4096), Machine]);
    }

    [Fact]
    public void The_limit_of_a_group_above_binds_too()
    {
        _machine.WriteGroup("system.slice", "8192", usedMebibytes: 8000, inactiveFile: 0, activeFile: 0);
        _machine.WriteGroup("system.slice/workers.service", "max", usedMebibytes: 100, inactiveFile: 0, activeFile: 0);

        Read().Limits.ShouldBe([new("in this control group", "/sys/fs/cgroup/system.slice/memory.max", 192, 8192), Machine]);
    }

    [Fact]
    public void In_a_container_its_own_limit_counts()
    {
        _machine.WriteGroup("", "512", usedMebibytes: 600, inactiveFile: 0, activeFile: 0);

        Read().Limits[0].ShouldBe(new("in this control group", "/sys/fs/cgroup/memory.max", 0, 512));
    }

    [Fact]
    public void A_group_without_a_limit_leaves_the_machine()
    {
        _machine.WriteGroup("system.slice/workers.service", "max", usedMebibytes: 3096, inactiveFile: 0, activeFile: 0);

        Read().Limits.ShouldBe([Machine]);
    }

    [Fact]
    public void The_groups_own_pressure_goes_before_the_machines()
    {
        _machine.WriteGroup("system.slice/workers.service", "max", usedMebibytes: 1, inactiveFile: 0, activeFile: 0);
        _machine.WritePressure(MachinePressure, "50.00");
        _machine.WritePressure(GroupPressure, "0.00");

        Read().Pressure.ShouldBe(new MemoryPressure($"/{GroupPressure}", 0));
    }

    [Theory]
    [InlineData("memory.current", "")]
    [InlineData("memory.current", "-5")]
    [InlineData("memory.stat", "")]
    [InlineData("memory.stat", "inactive_file\n")]
    [InlineData("memory.stat", "inactive_file many\n")]
    [InlineData("memory.max", "1.5G")]
    public void A_group_with_a_malformed_file_leaves_the_machine(string file, string text)
    {
        _machine.WriteGroup("system.slice/workers.service", "4096", usedMebibytes: 4096, inactiveFile: 0, activeFile: 0);
        _machine.Write($"sys/fs/cgroup/system.slice/workers.service/{file}", text);

        Read().Limits.ShouldBe([Machine]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("some\n")]
    [InlineData("some avg10=\n")]
    [InlineData("some avg10=NaN avg60=1.00\n")]
    [InlineData("full avg10=80.00\n")]
    public void A_malformed_pressure_leaves_the_next_place(string text)
    {
        _machine.WriteGroup("system.slice/workers.service", "max", usedMebibytes: 1, inactiveFile: 0, activeFile: 0);
        _machine.Write(GroupPressure, text);
        _machine.WritePressure(MachinePressure, "3.00");

        Read().Pressure.ShouldBe(new MemoryPressure("/proc/pressure/memory", 3));
    }

    [Fact]
    public void Where_nothing_is_told_nothing_is_measured()
    {
        var reading = new MemoryMeter(Path.Combine(_machine.Root, "nowhere")).Read();

        reading.Limits.ShouldBeEmpty();
        reading.Pressure.ShouldBeNull();
        reading.Sources.ShouldBeNull();
    }

    [Fact]
    public void Without_pressure_figures_memory_is_measured_all_the_same() => Read().Sources.ShouldBe("/proc/meminfo, no pressure figures");

    [Fact]
    public void Whatever_the_files_hold_it_reads_on() => Prop.ForAll<string?, string?, byte>((garbage, more, file) =>
    {
        _machine.WriteGroup("workers.service", "4096", usedMebibytes: 100, inactiveFile: 10, activeFile: 10);
        string[] files = ["memory.max", "memory.current", "memory.stat", "memory.pressure"];
        _machine.Write($"sys/fs/cgroup/workers.service/{files[file % files.Length]}", $"{garbage}\ninactive_file {more}\nsome avg10={garbage}");
        _machine.Write("proc/meminfo", $"{garbage}\nMemAvailable: {more}\nMemTotal: {garbage}");
        Read();
        _machine.Write("proc/self/cgroup", $"0::/{garbage}/{more}\n");
        Read();
    }).QuickCheckThrowOnFailure();

    public void Dispose() => _machine.Dispose();

    private MemoryReading Read() => new MemoryMeter(_machine.Root).Read();
}
