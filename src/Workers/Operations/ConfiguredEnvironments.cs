using Workers.Database.Environments;
using Workers.Hosting.Environments;
using Workers.Hosting.Settings;

namespace Workers.Operations;

/// <summary>The environments that the settings name (pure).</summary>
internal static class ConfiguredEnvironments
{
    /// <summary>The environments that are configured, prod first.</summary>
    public static IReadOnlyList<EnvironmentSettings> Of(LoadedSettings settings) =>
    [
        .. from name in TargetEnvironments.All
           let options = settings.Get<EnvironmentOptions>(name)
           where options.IsConfigured
           select new EnvironmentSettings(name, options),
    ];

    /// <summary>The rule of everything that needs a queue.</summary>
    public static IEnumerable<ConfigurationFault> Require(LoadedSettings settings)
    {
        if (Of(settings).Count == 0)
        {
            yield return new(
                "PROD_SUPABASE_URL, STAGING_SUPABASE_URL, DEV_SUPABASE_URL",
                null,
                "at least one environment: *_SUPABASE_URL with *_SUPABASE_SERVICE_KEY, or *_SUPABASE_DB_URL with *_DOCUMENTS_PATH",
                "Set the variables of the environment to serve.");
        }
    }
}
