using Workers.Database;
using Workers.Database.Environments;
using Workers.Gemini;
using Workers.Hosting;
using Workers.Hosting.Settings;
using Workers.Hosting.Startup;
using Workers.Registre;
using Workers.Supervisor;
using Workers.Supervisor.Startup;

namespace Workers.Operations;

/// <summary>What the settings must hold so that a daemon can start.</summary>
internal static class DaemonRules
{
    /// <summary>A pool without workers needs nothing that it would need to work.</summary>
    public static Pools InUse(LoadedSettings settings, Pools pools)
    {
        var options = settings.Get<SupervisorOptions>();
        return (options.RegistreWorkers > 0 ? pools & Pools.Registre : Pools.None) | (options.OcrPool > 0 ? pools & Pools.Ocr : Pools.None);
    }

    /// <summary>All that can be told without asking anybody.</summary>
    /// <param name="makes">Makes the data folder where it is missing, and looks whether it can be written; else it is left alone.</param>
    public static IEnumerable<ConfigurationFault> Of(LoadedSettings settings, Pools pools, bool makes = true)
    {
        foreach (var fault in ConfiguredEnvironments.Require(settings))
        {
            yield return fault;
        }

        var inUse = InUse(settings, pools);
        if (inUse is Pools.None)
        {
            yield return new("WORKER_COUNT, OCR_WORKER_POOL_SIZE", "0", "at least one worker in a pool that runs", "Raise one of them or choose other --pools.");
        }

        if (inUse.HasFlag(Pools.Registre) && settings.Get<RegistreOptions>() is { Accounts: null, AccountsFile: null } && settings.TextOf("REGISTRE_ACCOUNTS") is null)
        {
            yield return new("REGISTRE_ACCOUNTS", null, "code:password of at least one registry account", "Set it or REGISTRE_ACCOUNTS_FILE, or run --pools ocr.");
        }

        if (inUse.HasFlag(Pools.Ocr) && settings.Get<GeminiOptions>().ApiKey is null && settings.TextOf("GEMINI_API_KEY") is null)
        {
            yield return new("GEMINI_API_KEY", null, "a key of the Gemini API", "Set it, or run --pools registre.");
        }

        if (makes && DataFolderRule.FindFault(settings.Get<HostingOptions>()) is { } data)
        {
            yield return data;
        }

        foreach (var fault in DocumentsFolderRule.FindFaults(ConfiguredEnvironments.Of(settings)))
        {
            yield return fault;
        }

        foreach (var environment in ConfiguredEnvironments.Of(settings))
        {
            if (FindPublicKey(environment) is { } key)
            {
                yield return key;
            }
        }

        if (TimeZones.FindMissing() is { } zone)
        {
            yield return new("TZDIR", null, $"a folder of time zones that has {zone}", "Install them (apt-get install tzdata): days of budgets and of Gemini's quota are counted by them.");
        }
    }

    /// <summary>A key for browsers, where the key itself tells.</summary>
    private static ConfigurationFault? FindPublicKey(EnvironmentSettings environment) =>
        environment.Options.ServiceKey is { } key && SupabaseKey.KindOf(key) is SupabaseKeyKind.Public
            ? new ConfigurationFault("*_SUPABASE_SERVICE_KEY", "(hidden)", "the project's service key (service_role, or sb_secret_…); this one is for browsers (anon, or sb_publishable_…)", "Copy the service key from the project's API settings.").Spell(environment.Name)
            : null;
}
