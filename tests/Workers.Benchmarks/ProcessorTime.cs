using System.Globalization;

namespace Workers.Benchmarks;

/// <summary>What a process and its ended children have used of the processors. A busy machine lengthens it little, unlike the wall's time.</summary>
internal static class ProcessorTime
{
    private const double TicksPerSecond = 100;

    /// <summary>The places of utime, stime, cutime and cstime behind the program's name.</summary>
    private const int First = 11;
    private const int Count = 4;

    public static TimeSpan Now() => Read("/proc/self/stat");

    public static TimeSpan Of(int process) => Read(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));

    private static TimeSpan Read(string file)
    {
        var stat = File.ReadAllText(file);
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromSeconds(fields.Skip(First).Take(Count).Sum(field => long.Parse(field, CultureInfo.InvariantCulture)) / TicksPerSecond);
    }
}
