using System.CommandLine;
using System.Text.Json;
using Workers.Hosting;
using Workers.Operations.Orders;
using Workers.Supervisor.Peers;

namespace Workers.Cli;

/// <summary><c>stop [--when-safe]</c>: asks daemons to stop in good order and follows them to their end.</summary>
internal static class StopCommand
{
    private static readonly TimeSpan UsualWait = TimeSpan.FromMinutes(10);

    private static readonly Option<bool> WhenSafe = new("--when-safe") { Description = "Holds new paid steps back, waits until none is in flight, and stops then; when that moment does not come in time, nothing is stopped." };

    private static readonly Option<TimeSpan?> Wait = OrderOptions.Duration("--wait", "With --when-safe, the longest wait for that moment, such as 90s or 10m (the default).");

    private static readonly Option<bool> Json = new("--json") { Description = "Prints one line of JSON for each step." };

    public static Command Create()
    {
        var command = new Command(
            "stop",
            "Asks daemons to stop, as a signal does, on whatever machine they run, and follows them to their end. Exit code 0: all stopped; 2: one did not, the last line of each says why.")
        {
            WhenSafe, Wait, OrderOptions.Server, OrderOptions.Why, OrderOptions.By, Json,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (parsed.GetValue(Wait) is not null && !parsed.GetValue(WhenSafe))
        {
            throw new CommandException(ExitCode.Usage, "--wait is how long the safe moment is waited for: name --when-safe too.");
        }

        await using var queues = CommonOptions.OpenQueues(parsed);
        var request = new StopRequest(
            parsed.GetValue(OrderOptions.Server), parsed.GetValue(WhenSafe), parsed.GetValue(Wait) ?? UsualWait, OrderOptions.Who(parsed), OrderOptions.Reason(parsed));
        var output = parsed.InvocationConfiguration.Output;
        var ends = new Dictionary<string, StopState>(StringComparer.Ordinal);
        await foreach (var step in StopDaemons.RunAsync(queues, request, TimeProvider.System, cancellation))
        {
            ends[step.Daemon] = step.State;
            await output.WriteLineAsync(parsed.GetValue(Json) ? JsonSerializer.Serialize(step, DaemonDirectory.Json) : Printable.Of($"{step.Daemon}: {step.Text}"));
            await output.FlushAsync(cancellation);
        }

        return ends.Values.All(end => end is StopState.Stopped) ? ExitCode.Success : ExitCode.Failed;
    }
}
