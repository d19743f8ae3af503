using System.CommandLine;
using Workers.Hosting;
using Workers.Operations.Orders;
using Workers.Steering;

namespace Workers.Cli;

/// <summary><c>set NAME=VALUE…</c> and <c>set NAME… --reset</c>: settings of running daemons, within the bounds that they have in the environment.</summary>
internal static class SetCommand
{
    private static readonly Argument<string[]> What = new("setting") { Description = "NAME=VALUE, or with --reset NAME; several are judged together.", Arity = ArgumentArity.OneOrMore };

    private static readonly Option<bool> Reset = new("--reset") { Description = "Goes back to what is configured." };

    public static Command Create()
    {
        var command = new Command(
            "set",
            "Changes settings of running daemons at once: sizes of pools, limits and budgets, under the same bounds as in the environment. Holds over restarts, until --reset.")
        {
            What, Reset, OrderOptions.Server, OrderOptions.For, OrderOptions.Why, OrderOptions.By, OrderOptions.Json,
        };
        command.SetAction((parsed, cancellation) => OrderOptions.GiveAsync(parsed, ThingsOf(parsed), cancellation));
        return command;
    }

    private static List<OrderedThing> ThingsOf(ParseResult parsed)
    {
        var isReset = parsed.GetValue(Reset);
        if (isReset && parsed.GetValue(OrderOptions.For) is not null)
        {
            throw new CommandException(ExitCode.Usage, "--for needs a value: with --reset leave it out.");
        }

        var things = parsed.GetValue(What)!.Select(word => word.Split('=', 2)).Select(parts => parts switch
        {
            [var name] when isReset => new OrderedThing(SteeringVerb.Set, name, IsLifted: true),
            [var name, var value] when !isReset => new OrderedThing(SteeringVerb.Set, name, value),
            _ => throw new CommandException(
                ExitCode.Usage, $"found '{Printable.Of(string.Join('=', parts))}'; allowed: {(isReset ? "NAME with --reset, such as WORKER_COUNT" : "NAME=VALUE, such as WORKER_COUNT=2; or NAME with --reset")}."),
        }).ToList();
        return things.DistinctBy(thing => thing.Subject, StringComparer.Ordinal).Count() == things.Count
            ? things
            : throw new CommandException(ExitCode.Usage, "A setting stands twice: write it once.");
    }
}
