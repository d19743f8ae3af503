using System.CommandLine;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Serilog;
using Workers.Hosting;
using Workers.Hosting.Logging;
using Workers.Hosting.Loops;
using Workers.Hosting.Settings;
using Workers.Hosting.Startup;
using Workers.Operations;
using Workers.Supervisor.Stopping;
using Workers.Web;

namespace Workers.Cli;

/// <summary><c>serve</c>: the HTTP API without workers. Exit codes: 0 after a signal, 69 where its address is taken, 78.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var command = new Command("serve", "Serves the HTTP API at WEB_LISTEN, without workers; any number may serve the same queues.");
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var settings = CommonOptions.LoadSettings(parsed, Require);
        var guard = new SecretGuard([.. settings.Secrets]);
        await using var logs = LoggingSetup.Create(settings.Get<LoggingOptions>(), guard, Console.IsOutputRedirected);
        using var loggers = LoggerFactory.Create(logging => logging.AddSerilog(logs));
        using var signals = new StopSignals(TimeProvider.System, loggers.CreateLogger<StopSignals>());
        await using var queues = Queues.Open(settings);
        var options = settings.Get<WebOptions>();
        using var memory = new StartMemory(TimeProvider.System);
        try
        {
            await memory.StartAsync(cancellation);
            await new WebServer(options, options.Listen!, queues, new(TimeProvider.System, loggers.CreateLogger<BackgroundLoops>()), TimeProvider.System, loggers).RunAsync(signals.Asked);
            return ExitCode.Success;
        }
        catch (Exception taken) when (taken is IOException or SocketException)
        {
            throw new CommandException(ExitCode.Unavailable, $"WEB_LISTEN is {options.Listen}, where nothing can be served: {taken.Message} Give it an address and a port that are free on this machine.", taken);
        }
    }

    private static IEnumerable<ConfigurationFault> Require(LoadedSettings settings)
    {
        foreach (var fault in ConfiguredEnvironments.Require(settings))
        {
            yield return fault;
        }

        if (settings.Get<WebOptions>().Listen is null)
        {
            yield return new("WEB_LISTEN", null, Hosting.Listener.ListenAddress.Allowed, "Set it, for example WEB_LISTEN=8080.");
        }
    }
}
