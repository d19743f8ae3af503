using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Workers.Hosting;
using Workers.Supervisor.Rebalancing;

namespace Workers.Cli;

/// <summary><c>replay FILE</c>: why the OCR pool was split as it was, and whether this program would decide the same.</summary>
internal static class ReplayCommand
{
    private static readonly Argument<string> Log = new("file") { Description = "A daemon's log as JSON (LOG_FORMAT=json); - reads standard input." };

    private static readonly Option<bool> DifferencesOnly = new("--differences") { Description = "Prints only decisions that this program would make otherwise." };

    public static Command Create()
    {
        var command = new Command("replay", "Replays the decisions about the OCR pool from a daemon's log.") { Log, DifferencesOnly };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var (file, output) = (parsed.GetValue(Log)!, parsed.InvocationConfiguration.Output);
        var (decisions, differences) = (0, 0);
        using var reader = Open(file);
        for (var line = 1; await reader.ReadLineAsync(cancellation) is { } text; line++)
        {
            if (Read(text, file, line) is not var (at, decision))
            {
                continue;
            }

            decisions++;
            var replayed = decision.Replay();
            var isSame = replayed.DecidesAs(decision.After);
            differences += isSame ? 0 : 1;
            if (!isSame || !parsed.GetValue(DifferencesOnly))
            {
                await output.WriteLineAsync(Describe(at, decision, isSame ? "the same" : $"DIFFERENT here: {Words(replayed)}"));
            }
        }

        if (decisions == 0)
        {
            throw new CommandException(ExitCode.Data, $"{file} holds no decision about the OCR pool. Run the daemon with LOG_FORMAT=json; LOG_LEVEL=debug adds the votes between moves.");
        }

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{decisions} decisions, {differences} different."));
        return differences == 0 ? ExitCode.Success : ExitCode.Data;
    }

    private static TextReader Open(string file)
    {
        try
        {
            return file == "-" ? Console.In : File.OpenText(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Data, $"{file} cannot be read: {fault.Message}", fault);
        }
    }

    /// <returns>Null for every line that is not a decision.</returns>
    private static (string At, RebalanceDecision Decision)? Read(string text, string file, int line)
    {
        if (!text.StartsWith('{') || !text.Contains($"\"{RebalanceDecision.Property}\"", StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            using var logged = JsonDocument.Parse(text);
            var at = logged.RootElement.GetProperty("Timestamp").GetString() ?? "";
            return (at, RebalanceDecision.Parse(logged.RootElement.GetProperty("Properties").GetProperty(RebalanceDecision.Property).GetString() ?? ""));
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new CommandException(ExitCode.Data, string.Create(CultureInfo.InvariantCulture, $"{file}, line {line}: this is no decision that can be read: {fault.Message}"), fault);
        }
    }

    private static string Describe(string at, RebalanceDecision decision, string verdict)
    {
        var (index, acte) = (decision.Demand.Index, decision.Demand.Acte);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{at} {Words(decision.Before)} -> {Words(decision.After)} ({decision.After.Reason}; waiting {index.Waiting} index = {index.WorkSeconds:0} s, {acte.Waiting} acte = {acte.WorkSeconds:0} s; room {decision.Limits.Room.MilliCpu / 1000m:0.###} vCPU{(decision.IsTick ? "" : "; between ticks")}): {verdict}");
    }

    private static string Words(RebalanceState state) => string.Create(
        CultureInfo.InvariantCulture, $"{state.Split.Index} index + {state.Split.Acte} acte{(state.Votes == 0 ? "" : $" (votes {state.Votes:+0;-0})")}");
}
