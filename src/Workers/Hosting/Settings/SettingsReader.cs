using System.Globalization;
using System.Reflection;
using Workers.Hosting.Environments;

namespace Workers.Hosting.Settings;

/// <summary>Fills options from variables and collects every fault, so that all are reported together.</summary>
/// <param name="values">Variable name → text; blank text counts as unset.</param>
/// <param name="placeOf">Where a variable stands, as in "in the environment"; null where that is not known.</param>
internal sealed class SettingsReader(IReadOnlyDictionary<string, string> values, Func<string, string>? placeOf = null)
{
    private readonly List<ConfigurationFault> _faults = [];

    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);

    public IReadOnlyList<ConfigurationFault> Faults => _faults;

    /// <summary>The texts of secret variables that were read.</summary>
    public IReadOnlyCollection<string> Secrets => _secrets;

    /// <param name="environment">The environment whose prefix replaces <c>*</c> in names.</param>
    public TOptions Read<TOptions>(TargetEnvironment? environment = null)
        where TOptions : class, new() => (TOptions)Read(typeof(TOptions), environment);

    /// <inheritdoc cref="Read{TOptions}"/>
    public object Read(Type type, TargetEnvironment? environment)
    {
        var options = Activator.CreateInstance(type)!;
        var before = _faults.Count;
        foreach (var (property, setting) in SettingCatalog.Of(type))
        {
            Fill(options, property, setting, environment);
        }

        if (_faults.Count == before && options is ICheckedOptions checkedOptions)
        {
            _faults.AddRange(checkedOptions.Check().Select(fault => fault.Spell(environment)));
        }

        return options;
    }

    private void Fill(object options, PropertyInfo property, SettingAttribute setting, TargetEnvironment? environment)
    {
        var name = SettingCatalog.Spell(setting.Name, environment);
        if (!values.TryGetValue(name, out var text) || string.IsNullOrWhiteSpace(text))
        {
            return;
        }

        text = text.Trim();
        if (setting.Secret)
        {
            _secrets.Add(text);
        }

        var reading = placeOf is null ? SettingParser.Read(property.PropertyType, name, text, setting) : SettingParser.Read(property.PropertyType, name, text, setting, placeOf(name));
        if (reading.Value is { } value)
        {
            property.SetValue(options, value);
        }
        else
        {
            var found = setting.Secret ? "(hidden)" : property.PropertyType == typeof(Uri) ? ShownAddress.Of(text) : text;
            _faults.Add(new ConfigurationFault(name, found, reading.Allowed, reading.Remedy).Spell(environment));
        }
    }
}

/// <summary>The settings that exist, found by their attribute.</summary>
internal static class SettingCatalog
{
    public static IEnumerable<(PropertyInfo Property, SettingAttribute Setting)> Of(Type options) =>
        from property in options.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        let setting = property.GetCustomAttribute<SettingAttribute>()
        where setting is not null
        select (property, setting);

    /// <summary>Every options class that has settings, by name. They are declared, because looking for them would load every type of the program.</summary>
    public static IReadOnlyList<Type> OptionTypes { get; } =
    [
        .. typeof(SettingCatalog).Assembly.GetCustomAttributes<HasSettingsAttribute>().Select(declared => declared.Options).OrderBy(type => type.FullName, StringComparer.Ordinal),
    ];

    /// <summary>The variables that an operator may change while daemons run, by name.</summary>
    public static IReadOnlyDictionary<string, (Type Options, PropertyInfo Property, SettingAttribute Setting)> Steerable { get; } = (
        from type in OptionTypes
        from option in Of(type)
        where option.Setting.Steerable
        select (type, option.Property, option.Setting)).ToDictionary(one => one.Setting.Name, one => one, StringComparer.Ordinal);

    public static bool IsPerEnvironment(Type options) =>
        Of(options).Any(option => option.Setting.Name.StartsWith("*_", StringComparison.Ordinal));

    public static string Spell(string name, TargetEnvironment? environment) =>
        name.StartsWith("*_", StringComparison.Ordinal)
            ? string.Create(CultureInfo.InvariantCulture, $"{(environment ?? throw new ArgumentNullException(nameof(environment))).Label()}{name[1..]}")
            : name;
}
