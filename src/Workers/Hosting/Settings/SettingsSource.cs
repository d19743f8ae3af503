using System.Collections;
using Workers.Hosting.Files;

namespace Workers.Hosting.Settings;

/// <summary>Where variables come from: the process environment over an <c>.env</c> file. Nothing else reads either.</summary>
/// <param name="Values">Variable name → text.</param>
/// <param name="File">The <c>.env</c> file that was read; null when there is none.</param>
/// <param name="Faults">Why the file could not be read, or what in it would not hold.</param>
internal sealed record SettingsSource(IReadOnlyDictionary<string, string> Values, string? File, IReadOnlyList<ConfigurationFault> Faults)
{
    private const string FileName = ".env";

    /// <summary>What the operator should know of the file and the process's variables, though it stops nothing.</summary>
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <summary>The names that the process's own environment has; they go over the file.</summary>
    private HashSet<string> OfProcess { get; init; } = new(StringComparer.Ordinal);

    /// <summary>The names whose text an operator's order is.</summary>
    public IReadOnlySet<string> Ordered { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Where somebody corrects a variable.</summary>
    public string PlaceOf(string name) => Ordered.Contains(name) ? "where it is ordered ('set')" : OfProcess.Contains(name) || File is null ? "in the environment" : $"in {File}";

    /// <summary>When the file had been written last as it was read; null when there is none.</summary>
    public DateTimeOffset? WrittenAt { get; private init; }

    /// <param name="file">An explicit file; null looks for <c>.env</c> in <paramref name="directory"/> and above it.</param>
    public static SettingsSource Load(string? file, string directory)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var faults = new List<ConfigurationFault>();
        IReadOnlyList<string> warnings = [];
        var found = file ?? Find(directory);
        var writtenAt = found is null ? null : FindWritten(found);
        if (found is not null)
        {
            warnings = ReadFile(found, values, faults);
        }

        var process = ProcessEnvironment().ToList();
        foreach (var (name, text) in process)
        {
            values[name] = text;
        }

        return new(values, found, faults) { Warnings = [.. warnings, .. EnvNames.LookAtProcess(process.Select(variable => variable.Name))], WrittenAt = writtenAt, OfProcess = process.Select(variable => variable.Name).ToHashSet(StringComparer.Ordinal) };
    }

    /// <returns>Null of a file that is not there or may not be looked at.</returns>
    public static DateTimeOffset? FindWritten(string file)
    {
        try
        {
            var found = new FileInfo(file);
            return found.Exists ? new(found.LastWriteTimeUtc) : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? Find(string directory)
    {
        for (var folder = new DirectoryInfo(directory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, FileName);
            if (System.IO.File.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }

    private static IReadOnlyList<string> ReadFile(string file, Dictionary<string, string> values, List<ConfigurationFault> faults)
    {
        try
        {
            var written = EnvFile.Parse(GivenFile.ReadText(file), file, faults);
            foreach (var (name, text, _) in written)
            {
                values[name] = text;
            }

            var (found, warnings) = EnvNames.Look(written, file);
            faults.AddRange(found);
            return warnings;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            faults.Add(new(file, "(unreadable)", "a file of NAME=value lines that this user may read, up to 1 MB", fault.Message));
            return [];
        }
    }

    private static IEnumerable<(string Name, string Text)> ProcessEnvironment()
    {
#pragma warning disable RS0030 // The one place that reads the environment.
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
#pragma warning restore RS0030
        {
            if (entry is { Key: string name, Value: string text } && !string.IsNullOrWhiteSpace(text))
            {
                yield return (name, text);
            }
        }
    }
}
