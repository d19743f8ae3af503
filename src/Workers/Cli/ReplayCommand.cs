using System.CommandLine;
using System.Globalization;
using Workers.Hosting;
using Workers.Hosting.Files;
using Workers.Operations.Rebalancing;
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
        try
        {
            await foreach (var replayed in DecisionLog.ReplayAsync(reader, cancellation))
            {
                decisions++;
                differences += replayed.IsSame ? 0 : 1;
                if (!replayed.IsSame || !parsed.GetValue(DifferencesOnly))
                {
                    await output.WriteLineAsync(Describe(replayed));
                }
            }
        }
        catch (FormatException fault)
        {
            throw new CommandException(ExitCode.Data, $"{file}, {fault.Message}", fault);
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
            return file == "-" ? Console.In : new StreamReader(GivenFile.Open(file));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Data, $"{file} cannot be read: {fault.Message}", fault);
        }
    }

    private static string Describe(ReplayedDecision replayed)
    {
        var decision = replayed.Decision;
        var verdict = replayed.IsSame ? "the same" : $"DIFFERENT here: {Words(replayed.Replayed)}";
        var (index, acte) = (decision.Demand.Index, decision.Demand.Acte);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{replayed.At} {Words(decision.Before)} -> {Words(decision.After)} ({decision.After.Reason}; waiting {index.Waiting} index = {index.WorkSeconds:0} s, {acte.Waiting} acte = {acte.WorkSeconds:0} s; room {decision.Limits.Room.MilliCpu / 1000m:0.###} vCPU{(decision.IsTick ? "" : "; between ticks")}): {verdict}");
    }

    private static string Words(RebalanceState state) => string.Create(
        CultureInfo.InvariantCulture, $"{state.Split.Index} index + {state.Split.Acte} acte{(state.Votes == 0 ? "" : $" (votes {state.Votes:+0;-0})")}");
}
