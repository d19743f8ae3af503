using System.CommandLine;
using System.Text.Json;
using Workers.Hosting;
using Workers.Operations;
using Workers.Operations.Orders;
using Workers.Supervisor.Peers;

namespace Workers.Cli;

/// <summary>Options of the commands that steer daemons, and how their answers are shown.</summary>
internal static class OrderOptions
{
    public static readonly Option<string?> Server = new("--server") { HelpName = "name", Description = "One daemon only: its host, its SERVER_ID or the beginning of its id; without it, every daemon." };

    public static readonly Option<string?> By = CommonOptions.Words("--by", "name", "Who orders it; the user of this machine where nobody is named.");

    public static readonly Option<string?> Why = CommonOptions.Words("--why", "text", "Shown beside it, and kept.");

    public static readonly Option<bool> Json = new("--json") { Description = "Prints JSON." };

    public static readonly JsonSerializerOptions Indented = new(DaemonDirectory.Json) { WriteIndented = true };

    public static readonly Option<TimeSpan?> For = Duration("--for", "How long it holds, such as 90s, 30m, 2h or 1d; without it, until it is taken back.");

    public static Option<TimeSpan?> Duration(string name, string description) => new(name)
    {
        HelpName = "duration",
        Description = description,
        CustomParser = result =>
        {
            if (DurationText.Parse(result.Tokens[0].Value) is { } duration)
            {
                return duration;
            }

            result.AddError($"{name}: found '{result.Tokens[0].Value}'; allowed: a whole number of s, m, h or d, up to 365d, such as 2h.");
            return null;
        },
    };

    public static string Who(ParseResult parsed) => Line(Operator.Or(parsed.GetValue(By)));

    public static string? Reason(ParseResult parsed) => parsed.GetValue(Why) is { Length: > 0 } told ? Line(told) : null;

    /// <summary>Gives the orders and shows what came of them.</summary>
    public static async Task<int> GiveAsync(ParseResult parsed, IReadOnlyList<OrderedThing> things, CancellationToken cancellation, string? daemon = null)
    {
        await using var queues = CommonOptions.OpenQueues(parsed);
        var request = new OrderRequest(things, daemon ?? parsed.GetValue(Server), Who(parsed), parsed.GetValue(For), Reason(parsed));
        return await ShowAsync(parsed, await GiveOrders.RunAsync(queues, request, cancellation));
    }

    /// <summary>Exit code 0: kept in a database; 69 or 78, as of the store that did not take it: in force, and kept nowhere that outlives Redis; or nothing was found to be taken back, and not every store was heard.</summary>
    public static async Task<int> ShowAsync(ParseResult parsed, OrderAnswer answer)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        if (parsed.GetValue(Json))
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(answer, Indented));
        }
        else
        {
            foreach (var line in OrderText.Of(answer))
            {
                await output.WriteLineAsync(Printable.Of(line));
            }
        }

        foreach (var line in OrderText.FaultsOf(answer))
        {
            await error.WriteLineAsync(Printable.Of(line));
        }

        return answer is { IsDurable: true, IsUnknown: false } ? ExitCode.Success : ExitRule.Of(answer.Stores.Select(store => store.Failure).OfType<OperationFailure>(), otherwise: ExitCode.Unavailable);
    }

    private static string Line(string text) => text.ReplaceLineEndings(" ").Trim() is var line && line.Length > 200 ? line[..200] : line;
}
