using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Capacity.Measurement;

public sealed class MachineSizeTests : IDisposable
{
    private readonly MachineTree _machine = new();

    public MachineSizeTests() => _machine.Write("proc/meminfo", "MemTotal:       16384000 kB\nMemFree: 1 kB\n");

    [Fact]
    public void The_narrowest_limit_of_any_group_above_counts()
    {
        _machine.Write("proc/self/cgroup", "0::/system.slice/workers.service\n");
        _machine.Write("sys/fs/cgroup/system.slice/cpu.max", "50000 100000\n");
        _machine.Write("sys/fs/cgroup/system.slice/memory.max", "max\n");
        _machine.Write("sys/fs/cgroup/system.slice/workers.service/cpu.max", "max 100000\n");
        _machine.Write("sys/fs/cgroup/system.slice/workers.service/memory.max", "1073741824\n");

        MachineSize.Measure(_machine.Root).ShouldBe(new MachineSize(500, 1024));
    }

    [Fact]
    public void In_a_container_its_own_limits_count()
    {
        _machine.Write("proc/self/cgroup", "0::/\n");
        _machine.Write("sys/fs/cgroup/cpu.max", "75000 100000\n");
        _machine.Write("sys/fs/cgroup/memory.max", "536870912\n");

        MachineSize.Measure(_machine.Root).ShouldBe(new MachineSize(750, 512));
    }

    [Fact]
    public void Without_limits_the_machine_counts() =>
        MachineSize.Measure(_machine.Root).ShouldBe(new MachineSize(Environment.ProcessorCount * 1000, 16000));

    public void Dispose() => _machine.Dispose();
}
