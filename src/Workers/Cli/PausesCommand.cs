using System.CommandLine;
using System.Text.Json;
using Workers.Hosting;
using Workers.Operations;
using Workers.Operations.Orders;

namespace Workers.Cli;

/// <summary><c>pauses</c>: what operators ordered of running daemons, with who, when, until and why.</summary>
internal static class PausesCommand
{
    private const int Events = 50;

    private static readonly Option<bool> History = new("--history") { Description = "Also the latest orders as they were given, newest first." };

    public static Command Create()
    {
        var command = new Command("pauses", "Shows every pause, drain and changed setting, with who, when, until and why, and who does not follow it.") { History, OrderOptions.Json };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        await using var queues = CommonOptions.OpenQueues(parsed);
        var list = await ListOrders.RunAsync(queues, parsed.GetValue(History) ? Events : 0, cancellation);
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(OrderOptions.Json))
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(list, OrderOptions.Indented));
        }
        else
        {
            foreach (var line in OrderText.Of(list))
            {
                await output.WriteLineAsync(Printable.Of(line));
            }
        }

        return ExitRule.Of(list.Stores.Select(store => store.Failure).OfType<OperationFailure>());
    }
}
