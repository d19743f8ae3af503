using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting.Environments;

namespace Workers.Hosting.Settings;

/// <summary>Every option of every room, read once, with all that is wrong with them.</summary>
internal sealed class LoadedSettings
{
    private readonly Dictionary<(Type, TargetEnvironment?), object> _options = [];

    private LoadedSettings(SettingsSource source, SettingsReader reader)
    {
        foreach (var type in SettingCatalog.OptionTypes())
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

    public IReadOnlyList<ConfigurationFault> Faults { get; }

    /// <summary>What the operator should know, though it stops nothing.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Texts that must never be shown.</summary>
    public IReadOnlyCollection<string> Secrets { get; }

    public static LoadedSettings Load(SettingsSource source) => new(source, new SettingsReader(source.Values));

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
