using System.Globalization;
using F23.StringSimilarity;
using Workers.Hosting.Environments;

namespace Workers.Hosting.Settings;

/// <summary>
/// The names of an <c>.env</c> file (pure). A setting that stands twice, or nearly stands, is one that somebody relies on and that would not
/// hold: both are faults. A file may serve other programs too, so any other name is theirs; one with the beginning of ours is worth a word.
/// </summary>
internal static class EnvNames
{
    private const int MostEdits = 2;

    /// <summary>A shorter one is the beginning of too many.</summary>
    private const int LeastBeginning = 8;

    private static readonly Damerau Spelling = new();

    private static readonly HashSet<string> Known =
    [
        .. from type in SettingCatalog.OptionTypes
           from option in SettingCatalog.Of(type)
           from environment in SettingCatalog.IsPerEnvironment(type) ? TargetEnvironments.All.Cast<TargetEnvironment?>() : [null]
           select SettingCatalog.Spell(option.Setting.Name, environment),
    ];

    private static readonly HashSet<string> Beginnings = [.. Known.Select(Beginning)];

    /// <param name="written">Name, text and line of each setting of the file, in its order.</param>
    /// <param name="file">Names the file.</param>
    /// <returns>What stops a start, and what is only said.</returns>
    public static (IReadOnlyList<ConfigurationFault> Faults, IReadOnlyList<string> Warnings) Look(IReadOnlyList<(string Name, string Text, int Line)> written, string file)
    {
        var set = written.Where(one => !string.IsNullOrWhiteSpace(one.Text)).ToList();
        var twice =
            from lines in written.Where(one => Known.Contains(one.Name)).GroupBy(one => one.Name, StringComparer.Ordinal)
            let valued = lines.SkipWhile(one => string.IsNullOrWhiteSpace(one.Text)).ToList()
            where valued.Count > 1
            select new ConfigurationFault(lines.Key, $"(lines {string.Join(", ", valued.Select(one => one.Line))} of {file})", "each name once", "Keep the line that you mean.");
        var unknown = (
            from one in set
            where !Known.Contains(one.Name)
            let meant = Known.Select(name => (Name: name, Edits: Spelling.Distance(name, one.Name.ToUpperInvariant()))).MinBy(name => name.Edits)
            select (one.Name, one.Line, Meant: meant.Edits <= MostEdits ? meant.Name : null)).ToList();
        return (
            [
                .. twice,
                .. from one in unknown
                   where one.Meant is not null
                   select new ConfigurationFault(one.Name, Place(one.Line, file), "the names in docs/configuration.md", $"Write {one.Meant}, if that is meant; else take the line out of this file."),
            ],
            [
                .. from one in unknown
                   where one.Meant is null && Beginnings.Contains(Beginning(one.Name))
                   select $"{one.Name} {Place(one.Line, file)} is no setting of this program and does nothing here.",
            ]);
    }

    /// <summary>Variables of the process that nearly are a setting: a service manager's file is read by nobody else who would say so.</summary>
    /// <returns>What is only said: the environment serves other programs too.</returns>
    public static IReadOnlyList<string> LookAtProcess(IEnumerable<string> names) =>
    [
        .. from name in names.Order(StringComparer.Ordinal)
           where !Known.Contains(name) && Beginning(name).Length > 0 && Beginnings.Contains(Beginning(name))
           let meant = Known.Select(known => (Name: known, Edits: Spelling.Distance(known, name.ToUpperInvariant()))).MinBy(known => known.Edits)
           where meant.Edits <= MostEdits
           select $"{name} (a variable of the process) is no setting of this program and does nothing here. Write {meant.Name}, if that is meant.",
    ];

    /// <summary>The name that is nearest to what was written, where that, or its beginning, is near.</summary>
    public static string? FindNear(string written, IEnumerable<string> names)
    {
        var word = written.ToUpperInvariant();
        return (
            from name in names
            let whole = Spelling.Distance(name, word)
            let start = word.Length >= LeastBeginning && word.Length < name.Length ? Spelling.Distance(name[..word.Length], word) : whole
            where Math.Min(whole, start) <= MostEdits
            orderby Math.Min(whole, start), whole
            select name).FirstOrDefault();
    }

    private static string Place(int line, string file) => string.Create(CultureInfo.InvariantCulture, $"(line {line} of {file})");

    private static string Beginning(string name) => name[..(name.IndexOf('_', StringComparison.Ordinal) + 1)];
}
