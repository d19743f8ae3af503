using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using Workers.Cli.Status;
using Workers.Hosting;
using Workers.Operations;
using Workers.Operations.Status;
using Workers.Supervisor.Peers;

namespace Workers.Cli;

/// <summary><c>status [--watch] [--json]</c>: works without a running daemon too; what does not answer is part of what it shows.</summary>
internal static class StatusCommand
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    private static readonly Option<bool> Watch = new("--watch") { Description = "Show again every two seconds until Ctrl-C." };

    private static readonly Option<bool> Json = new("--json") { Description = "One JSON object (with --watch one a line)." };

    private static readonly JsonSerializerOptions OneLine = new(DaemonDirectory.Json) { WriteIndented = false };

    private static readonly JsonSerializerOptions Indented = new(DaemonDirectory.Json) { WriteIndented = true };

    public static Command Create()
    {
        var command = new Command("status", "Shows pools, queue, capacity, Gemini use and what waits for what.") { Watch, Json };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        await using var queues = Queues.Open(CommonOptions.LoadSettings(parsed));
        while (true)
        {
            var report = await StatusReader.ReadAsync(queues, cancellation);
            Write(parsed, report);
            if (!parsed.GetValue(Watch))
            {
                return report.Fault is null && report.Environments.All(environment => environment.Fault is null) ? ExitCode.Success : ExitCode.Unavailable;
            }

            await Task.Delay(Pace, TimeProvider.System, cancellation);
        }
    }

    private static void Write(ParseResult parsed, StatusReport report)
    {
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(Json))
        {
            output.WriteLine(JsonSerializer.Serialize(report, parsed.GetValue(Watch) ? OneLine : Indented));
            return;
        }

        var isTerminal = !Console.IsOutputRedirected && ReferenceEquals(output, Console.Out);
        if (!isTerminal)
        {
            PageWriter.WritePlain(output, StatusPage.Of(report), report.Warnings, report.Parked);
            return;
        }

        if (parsed.GetValue(Watch))
        {
            AnsiConsole.Clear();
        }

        PageWriter.WriteTerminal(AnsiConsole.Console, StatusPage.Of(report), report.Warnings, report.Parked);
    }
}
