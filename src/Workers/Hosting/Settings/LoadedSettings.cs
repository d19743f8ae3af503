using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting.Environments;

namespace Workers.Hosting.Settings;

/// <summary>Every option of every room, read once, with all that is wrong with them.</summary>
internal sealed class LoadedSettings
{
    private readonly Dictionary<(Type, TargetEnvironment?), object> _options = [];
    private readonly SettingsSource _source;

    private LoadedSettings(SettingsSource source, SettingsReader reader)
    {
        _source = source;
        foreach (var type in SettingCatalog.OptionTypes)
        {
            foreach (var environment in SettingCatalog.IsPerEnvironment(type) ? TargetEnvironments.All.Cast<TargetEnvironment?>() : [null])
            {
                _options[(type, environment)] = reader.Read(type, environment);
            }
        }

        File = source.File;
        Faults = [.. source.Faults, .. reader.Faults];
        Warnings = source.Warnings;
        Secrets = reader.Secrets;
    }

    /// <summary>The <c>.env</c> file that was read; null when there is none.</summary>
    public string? File { get; }

    /// <returns>When the file was written after it had been read: what it says now is not what holds. Null where it is as it was, or cannot be looked at.</returns>
    public DateTimeOffset? FindChange() =>
        File is not null && _source.WrittenAt is { } read && SettingsSource.FindWritten(File) is { } written && written != read ? written : null;

    public IReadOnlyList<ConfigurationFault> Faults { get; }

    /// <summary>What the operator should know, though it stops nothing.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Texts that must never be shown.</summary>
    public IReadOnlyCollection<string> Secrets { get; }

    public static LoadedSettings Load(SettingsSource source) => new(source, new SettingsReader(source.Values, source.PlaceOf));

    /// <summary>The same with other texts for some variables, read under the same rules.</summary>
    public LoadedSettings With(IEnumerable<KeyValuePair<string, string>> changed)
    {
        var values = new Dictionary<string, string>(_source.Values, StringComparer.Ordinal);
        var ordered = new HashSet<string>(_source.Ordered, StringComparer.Ordinal);
        foreach (var (name, text) in changed)
        {
            values[name] = text;
            ordered.Add(name);
        }

        return Load(_source with { Values = values, Ordered = ordered });
    }

    /// <summary>A variable as it was written; null where it was not.</summary>
    public string? TextOf(string name) => _source.Values.TryGetValue(name, out var text) && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    public TOptions Get<TOptions>(TargetEnvironment? environment = null)
        where TOptions : class => (TOptions)_options[(typeof(TOptions), environment)];

    /// <summary>Registers each options object that exists once under its own type.</summary>
    public IServiceCollection AddTo(IServiceCollection services)
    {
        foreach (var ((type, environment), options) in _options)
        {
            if (environment is null)
            {
                services.AddSingleton(type, options);
            }
        }

        return services.AddSingleton(this);
    }
}
