using Shouldly;
using Xunit;

namespace Workers.Capacity;

public sealed class MachineSizeTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("workers-machine-").FullName;

    public MachineSizeTests() => Write("proc/meminfo", "MemTotal:       16384000 kB\nMemFree: 1 kB\n");

    [Fact]
    public void The_narrowest_limit_of_any_group_above_counts()
    {
        Write("proc/self/cgroup", "0::/system.slice/workers.service\n");
        Write("sys/fs/cgroup/system.slice/cpu.max", "50000 100000\n");
        Write("sys/fs/cgroup/system.slice/memory.max", "max\n");
        Write("sys/fs/cgroup/system.slice/workers.service/cpu.max", "max 100000\n");
        Write("sys/fs/cgroup/system.slice/workers.service/memory.max", "1073741824\n");

        MachineSize.Measure(_root).ShouldBe(new MachineSize(500, 1024));
    }

    [Fact]
    public void In_a_container_its_own_limits_count()
    {
        Write("proc/self/cgroup", "0::/\n");
        Write("sys/fs/cgroup/cpu.max", "75000 100000\n");
        Write("sys/fs/cgroup/memory.max", "536870912\n");

        MachineSize.Measure(_root).ShouldBe(new MachineSize(750, 512));
    }

    [Fact]
    public void Without_limits_the_machine_counts() =>
        MachineSize.Measure(_root).ShouldBe(new MachineSize(Environment.ProcessorCount * 1000, 16000));

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private void Write(string file, string text)
    {
        var path = Path.Combine(_root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
