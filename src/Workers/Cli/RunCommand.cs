using System.CommandLine;
using Workers.Gemini;
using Workers.Hosting;
using Workers.Hosting.Settings;
using Workers.Operations;
using Workers.Registre;
using Workers.Supervisor;
using Workers.Supervisor.Startup;

namespace Workers.Cli;

/// <summary><c>run [--pools registre,ocr]</c>: the daemon. Exit codes: 0 after a graceful stop, 69, 78.</summary>
internal static class RunCommand
{
    private static readonly Option<Pools?> PoolsOption = new("--pools")
    {
        HelpName = "registre,ocr",
        Description = "Which parts to run: registre, ocr or registre,ocr (the default).",
        CustomParser = result =>
        {
            var text = string.Join(',', result.Tokens.Select(token => token.Value));
            if (PoolNames.TryParse(text, out var pools))
            {
                return pools;
            }

            result.AddError($"--pools: found '{text}'; allowed: registre, ocr or registre,ocr.");
            return null;
        },
    };

    public static Command Create()
    {
        var command = new Command("run", "Starts the workers (the default command).") { PoolsOption };
        command.SetAction(RunAsync);
        return command;
    }

    public static void MakeDefault(RootCommand root)
    {
        root.Options.Add(PoolsOption);
        root.SetAction(RunAsync);
    }

    private static Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var pools = parsed.GetValue(PoolsOption) ?? Pools.All;
        var settings = CommonOptions.LoadSettings(parsed, loaded => Rules(loaded, pools));
        return new Daemon(settings, ConfiguredEnvironments.Of(settings), InUse(settings, pools), TimeProvider.System).RunAsync();
    }

    /// <summary>A pool without workers needs nothing that it would need to work.</summary>
    private static Pools InUse(LoadedSettings settings, Pools pools)
    {
        var options = settings.Get<SupervisorOptions>();
        return (options.RegistreWorkers > 0 ? pools & Pools.Registre : Pools.None) | (options.OcrPool > 0 ? pools & Pools.Ocr : Pools.None);
    }

    private static IEnumerable<ConfigurationFault> Rules(LoadedSettings settings, Pools pools)
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

        if (inUse.HasFlag(Pools.Registre) && settings.Get<RegistreOptions>() is { Accounts: null, AccountsFile: null })
        {
            yield return new("REGISTRE_ACCOUNTS", null, "code:password of at least one registry account", "Set it or REGISTRE_ACCOUNTS_FILE, or run --pools ocr.");
        }

        if (inUse.HasFlag(Pools.Ocr) && settings.Get<GeminiOptions>().ApiKey is null)
        {
            yield return new("GEMINI_API_KEY", null, "a key of the Gemini API", "Set it, or run --pools registre.");
        }

        if (DataFolderRule.FindFault(settings.Get<HostingOptions>()) is { } data)
        {
            yield return data;
        }

        foreach (var fault in DocumentsFolderRule.FindFaults(ConfiguredEnvironments.Of(settings)))
        {
            yield return fault;
        }
    }
}
