using System.Text.RegularExpressions;
using Workers.Hosting;

namespace Workers.Supervisor.Retention;

/// <param name="Id">Of a document, a purchase or a doubt: the first in its name.</param>
internal readonly record struct DiskTrace(Guid Id, string Path);

/// <summary>Files and folders below a data folder that carry an id in their name: paid bytes, what was set aside, evidence, pictures.</summary>
internal static partial class DiskTraces
{
    /// <returns>All of them; what lies in a folder with an id belongs to that one.</returns>
    /// <exception cref="IOException">The disk refused.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static IEnumerable<DiskTrace> Find(string root)
    {
        if (!Directory.Exists(root))
        {
            yield break;
        }

        var waiting = new Stack<DirectoryInfo>([new(root)]);
        while (waiting.TryPop(out var folder))
        {
            foreach (var entry in folder.EnumerateFileSystemInfos())
            {
                if (IdIn(entry.Name) is { } id)
                {
                    yield return new(id, entry.FullName);
                }
                else if (entry is DirectoryInfo below && !below.Attributes.HasFlag(FileAttributes.ReparsePoint))
                {
                    waiting.Push(below);
                }
            }
        }
    }

    /// <exception cref="IOException">The disk refused.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be changed.</exception>
    public static void Remove(IEnumerable<DiskTrace> traces)
    {
        foreach (var trace in traces)
        {
            try
            {
                if (Directory.Exists(trace.Path))
                {
                    Directory.Delete(trace.Path, recursive: true);
                }
                else
                {
                    File.Delete(trace.Path);
                }
            }
            catch (DirectoryNotFoundException)
            {
                // Another process was quicker.
            }
        }
    }

    /// <summary>Pure.</summary>
    public static Guid? IdIn(string name) => Id().Match(name) is { Success: true } match ? Guid.Parse(match.ValueSpan) : null;

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", RegexOptions.CultureInvariant, PatternBound.Milliseconds)]
    private static partial Regex Id();
}
