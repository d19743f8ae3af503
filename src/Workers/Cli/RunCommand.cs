using System.CommandLine;
using Workers.Operations;
using Workers.Supervisor;
using Workers.Supervisor.Startup;
using Workers.Web;

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
        var settings = CommonOptions.LoadSettings(parsed, loaded => DaemonRules.Of(loaded, pools));
        return new Daemon(settings, ConfiguredEnvironments.Of(settings), DaemonRules.InUse(settings, pools), TimeProvider.System, services => services.AddWeb(settings)).RunAsync();
    }
}
