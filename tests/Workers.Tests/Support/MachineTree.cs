using System.Globalization;

namespace Workers.Support;

/// <summary>A machine as the kernel's files tell it, in a folder of its own. Who reads meanwhile sees a file before or after a change, never in between.</summary>
internal sealed class MachineTree : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Where its file system begins.</summary>
    public string Root => _folder.Path;

    public void Write(string path, string text)
    {
        var file = _folder.File(path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText($"{file}.next", text);
        File.Move($"{file}.next", file, overwrite: true);
    }

    public void WriteMemory(int freeMebibytes, int totalMebibytes = 24_000) => Write("proc/meminfo", string.Create(CultureInfo.InvariantCulture,
        $"MemTotal:       {totalMebibytes * 1024L} kB\nMemFree:        1 kB\nMemAvailable:   {freeMebibytes * 1024L} kB\nBuffers: 7 kB\n"));

    /// <param name="path">Of the pressure file.</param>
    /// <param name="some">Percent of the last ten seconds.</param>
    public void WritePressure(string path, string some) =>
        Write(path, $"some avg10={some} avg60=99.00 avg300=99.00 total=123456\nfull avg10=77.00 avg60=99.00 avg300=99.00 total=1234\n");

    /// <param name="group">As <c>system.slice/workers.service</c>; empty in a container.</param>
    /// <param name="max">In MiB, or <c>max</c>.</param>
    public void WriteGroup(string group, string max, int usedMebibytes, int inactiveFile, int activeFile)
    {
        static long Bytes(int mebibytes) => mebibytes * 1024L * 1024;
        var limit = int.TryParse(max, CultureInfo.InvariantCulture, out var mebibytes) ? Bytes(mebibytes).ToString(CultureInfo.InvariantCulture) : max;
        Write("proc/self/cgroup", $"0::/{group}\n");
        Write($"sys/fs/cgroup/{group}/memory.max", $"{limit}\n");
        Write($"sys/fs/cgroup/{group}/memory.current", string.Create(CultureInfo.InvariantCulture, $"{Bytes(usedMebibytes)}\n"));
        Write($"sys/fs/cgroup/{group}/memory.stat", string.Create(CultureInfo.InvariantCulture,
            $"anon 4096\nfile 8192\ninactive_anon 99999999\nactive_anon 0\ninactive_file {Bytes(inactiveFile)}\nactive_file {Bytes(activeFile)}\n"));
    }

    public void Dispose() => _folder.Dispose();
}
