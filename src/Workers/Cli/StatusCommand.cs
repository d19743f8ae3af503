using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using Workers.Cli.Status;
using Workers.Operations;
using Workers.Operations.Documents;
using Workers.Operations.Health;
using Workers.Operations.Status;
using Workers.Supervisor.Peers;

namespace Workers.Cli;

/// <summary><c>status [--watch] [--json]</c>: begins with the verdict of <c>health</c>; works without a running daemon too; what does not answer is part of what it shows.</summary>
internal static class StatusCommand
{
    private const string Escape = "\u001b";

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    private static readonly Option<bool> Watch = new("--watch") { Description = "Show again every two seconds until Ctrl-C. On a terminal one screen: clock, verdict, queue, pace and estimate of the end, load, latest errors." };

    private static readonly Option<bool> Json = new("--json") { Description = "One JSON object (with --watch one a line)." };

    private static readonly JsonSerializerOptions OneLine = new(DaemonDirectory.Json) { WriteIndented = false };

    private static readonly JsonSerializerOptions Indented = new(DaemonDirectory.Json) { WriteIndented = true };

    public static Command Create()
    {
        var command = new Command("status", "Shows the verdict of health, then pools, queue, capacity, Gemini use and what waits for what.") { Watch, Json };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        await using var queues = Queues.Open(CommonOptions.LoadSettings(parsed));
        var question = new HealthQuestion(queues, TimeProvider.System);
        if (parsed.GetValue(Watch) && !parsed.GetValue(Json) && TerminalWidth.Of(parsed.InvocationConfiguration.Output) is not null)
        {
            return await WatchAsync(queues, question, parsed.InvocationConfiguration.Output, cancellation);
        }

        while (true)
        {
            var (verdict, report) = await question.AskAsync(null, cancellation);
            Write(parsed, verdict, report);
            if (!parsed.GetValue(Watch))
            {
                return ExitRule.Of(report);
            }

            await Task.Delay(Pace, TimeProvider.System, cancellation);
        }
    }

    /// <summary>One screen, written over the one before.</summary>
    private static async Task<int> WatchAsync(Queues queues, HealthQuestion question, TextWriter output, CancellationToken cancellation)
    {
        for (QueuePace? pace = null; ; await Task.Delay(Pace, TimeProvider.System, cancellation))
        {
            var (verdict, report) = await question.AskAsync(null, cancellation);
            var now = TimeProvider.System.GetUtcNow();
            pace = QueuePace.After(pace, report, now);
            var errors = await LatestErrors.ReadAsync(queues, report, cancellation);
            var (width, height) = (TerminalWidth.Of(output) ?? 80, TerminalWidth.HeightOf(output) ?? 24);
            var lines = WatchScreen.Of(new(now, verdict, report, pace, errors), width, height - 1);
            // To the upper left corner; each line takes away what stood behind it, the last one all below.
            await output.WriteAsync($"{Escape}[H{string.Concat(lines.Select(line => $"{line}{Escape}[K\n"))}{Escape}[J");
            await output.FlushAsync(cancellation);
        }
    }

    private static void Write(ParseResult parsed, HealthVerdict verdict, StatusReport report)
    {
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(Json))
        {
            output.WriteLine(JsonOf(verdict, report, parsed.GetValue(Watch)));
            return;
        }

        HealthText.Write(output, verdict);
        output.WriteLine();
        IReadOnlyList<string> first = [.. report.Ordered, .. report.Parked];
        if (TerminalWidth.Of(output) is null)
        {
            PageWriter.WritePlain(output, StatusPage.Of(report), report.Warnings, first);
        }
        else
        {
            PageWriter.WriteTerminal(AnsiConsole.Console, StatusPage.Of(report), report.Warnings, first);
        }
    }

    /// <summary>The report's object with the verdict as its first member.</summary>
    private static string JsonOf(HealthVerdict verdict, StatusReport report, bool onOneLine)
    {
        var options = onOneLine ? OneLine : Indented;
        var (first, rest) = (JsonSerializer.Serialize(verdict, options), JsonSerializer.Serialize(report, options)[1..]);
        // No text in JSON holds a line's end, so that every one of them is the layout's.
        return onOneLine ? $"{{\"health\":{first},{rest}" : $"{{\n  \"health\": {first.ReplaceLineEndings("\n  ")},{rest}";
    }
}
