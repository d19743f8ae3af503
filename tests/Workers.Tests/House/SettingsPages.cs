using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using Workers.Hosting.Environments;
using Workers.Hosting.Settings;

namespace Workers.House;

/// <summary>The two pages that the options of the code write: .env.example, and the tables of docs/configuration.md.</summary>
internal static class SettingsPages
{
    /// <summary>What .env.example must hold.</summary>
    public static string EnvironmentExample()
    {
        var text = new StringBuilder(
            """
            # Copy to .env and fill in. A variable of the real environment wins over this file.
            # A commented line shows the default, or an example where there is none.

            """);
        foreach (var room in Rooms())
        {
            text.Append(CultureInfo.InvariantCulture, $"\n# {new string('-', 60)}\n# {room.Name}\n# {new string('-', 60)}\n");
            foreach (var entry in room.Entries)
            {
                text.Append(CultureInfo.InvariantCulture, $"# {entry.Help}\n");
                foreach (var name in entry.Names)
                {
                    text.Append(CultureInfo.InvariantCulture, $"# {name}={entry.Shown}\n");
                }
            }
        }

        return text.ToString();
    }

    /// <summary>What docs/configuration.md must hold between its markers.</summary>
    public static string Tables()
    {
        var text = new StringBuilder();
        foreach (var room in Rooms())
        {
            text.Append(CultureInfo.InvariantCulture, $"\n### {room.Name}\n\n| Variable | Default | What it does |\n|---|---|---|\n");
            foreach (var entry in room.Entries)
            {
                var value = entry.Default.Length == 0 ? "" : $"`{entry.Default}`";
                text.Append(CultureInfo.InvariantCulture, $"| `{entry.Setting}` | {value} | {Cell(entry)} |\n");
            }
        }

        return text.ToString();
    }

    /// <summary>Every variable that exists, environments spelled out, with its default.</summary>
    public static Dictionary<string, string> Defaults() => Rooms()
        .SelectMany(room => room.Entries)
        .SelectMany(entry => entry.Names.Select(name => (name, entry.Default)))
        .ToDictionary(pair => pair.name, pair => pair.Default, StringComparer.Ordinal);

    private static IEnumerable<Room> Rooms() =>
        SettingCatalog.OptionTypes
            .GroupBy(type => type.Namespace!.Split('.')[1], StringComparer.Ordinal)
            .Select(room => new Room(room.Key, [.. room.SelectMany(Entries)]));

    private static IEnumerable<Entry> Entries(Type options)
    {
        var defaults = Activator.CreateInstance(options)!;
        return SettingCatalog.Of(options).Select(pair => EntryOf(pair.Property, pair.Setting, defaults));
    }

    private static Entry EntryOf(PropertyInfo property, SettingAttribute setting, object defaults)
    {
        string[] names = setting.Name.StartsWith("*_", StringComparison.Ordinal)
            ? [.. Enum.GetValues<TargetEnvironment>().Order().Select(environment => SettingCatalog.Spell(setting.Name, environment))]
            : [setting.Name];
        var value = Text(setting.Name, property.GetValue(defaults));
        return new(setting.Name, names, value, value.Length > 0 ? value : setting.Example ?? "", setting.Help, Range(setting), setting.Steerable);
    }

    private static string Text(string name, object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        TimeSpan time => Math.Round(time / SettingParser.UnitOf(name).Scale).ToString(CultureInfo.InvariantCulture),
        Enum word => word.ToString().ToLowerInvariant(),
        Uri address => address.OriginalString,
        string text => text,
        IEnumerable list => string.Join(',', list.Cast<object>().Select(item => Text(name, item))),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Range(SettingAttribute setting) => (double.IsFinite(setting.Min), double.IsFinite(setting.Max)) switch
    {
        (true, true) => string.Create(CultureInfo.InvariantCulture, $"From {setting.Min} to {setting.Max}."),
        (true, false) => string.Create(CultureInfo.InvariantCulture, $"At least {setting.Min}."),
        (false, true) => string.Create(CultureInfo.InvariantCulture, $"At most {setting.Max}."),
        _ => "",
    };

    private static string Cell(Entry entry)
    {
        var example = entry.Default.Length == 0 && entry.Shown.Length > 0 ? $"Example: `{entry.Shown}`." : "";
        var parts = new[] { entry.Help, entry.Range, example, entry.IsSteerable ? "Changed while daemons run by `set`." : "" }.Where(part => part.Length > 0);
        return string.Join(' ', parts).Replace("|", "\\|", StringComparison.Ordinal);
    }

    private sealed record Room(string Name, IReadOnlyList<Entry> Entries);

    private sealed record Entry(string Setting, IReadOnlyList<string> Names, string Default, string Shown, string Help, string Range, bool IsSteerable);
}
