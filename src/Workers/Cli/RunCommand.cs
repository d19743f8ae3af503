using System.CommandLine;
using Workers.Hosting;
using Workers.Hosting.Settings;
using Workers.Supervisor;

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
        return Task.FromResult(settings.Faults.Count == 0 ? ExitCode.Success : ExitCode.Configuration);
    }

    private static IEnumerable<ConfigurationFault> Rules(LoadedSettings settings, Pools pools)
    {
        foreach (var fault in CommonOptions.RequireAnEnvironment(settings))
        {
            yield return fault;
        }

        var options = settings.Get<SupervisorOptions>();
        if ((pools.HasFlag(Pools.Registre) ? options.RegistreWorkers : 0) + (pools.HasFlag(Pools.Ocr) ? options.OcrPool : 0) == 0)
        {
            yield return new("WORKER_COUNT, OCR_WORKER_POOL_SIZE", "0", "at least one worker in a pool that runs", "Raise one of them or choose other --pools.");
        }
    }
}
