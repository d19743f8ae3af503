using System.Globalization;

namespace Workers.Hosting.Node;

/// <summary>
/// A process's name in Redis: machine, start of the machine, process namespace and process number, with a random end. The quota compares
/// it: a process of the same machine sees that another one is dead, and its share is free.
/// </summary>
internal sealed class ProcessIdentity
{
    private readonly string _machine;
    private readonly string _boot;
    private readonly string _space;

    private ProcessIdentity(string machine, string boot, string space, Random random)
    {
        (_machine, _boot, _space) = (machine, boot, space);
        Name = string.Create(CultureInfo.InvariantCulture, $"{machine}/{boot}/{space}/{Environment.ProcessId}/{random.Next():x8}");
    }

    public string Name { get; }

    public static ProcessIdentity OfThisProcess(Random random) => new(
        Environment.MachineName + "-" + Short(Text("/etc/machine-id")),
        Short(Text("/proc/sys/kernel/random/boot_id")),
        Short(new FileInfo("/proc/self/ns/pid").LinkTarget ?? ""),
        random);

    /// <summary>True only when the other process certainly runs no more: same machine, and restarted since or no such process.</summary>
    public bool KnowsDead(string other)
    {
        var parts = other.Split('/');
        if (parts.Length is not 5 || parts[0] != _machine || _boot.Length is 0)
        {
            return false;
        }

        return parts[1] != _boot || (parts[2] == _space && !Directory.Exists("/proc/" + parts[3]));
    }

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static string Short(string text)
    {
        var word = string.Concat(text.Where(char.IsAsciiLetterOrDigit));
        return word.Length <= 12 ? word : word[^12..];
    }
}
