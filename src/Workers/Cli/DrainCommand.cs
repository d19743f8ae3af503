using System.CommandLine;
using Workers.Steering;

namespace Workers.Cli;

/// <summary><c>drain DAEMON</c> and <c>undrain DAEMON</c>: one daemon finishes what runs and takes nothing.</summary>
internal static class DrainCommand
{
    private static readonly Argument<string> Daemon = new("daemon") { Description = "Its host or SERVER_ID (holds for every start there), or the beginning of its id, as worker ids begin (holds for this start)." };

    public static Command CreateDrain() => Create(
        "drain", "Lets one daemon finish what runs and take nothing, until 'undrain'.", isLifted: false, OrderOptions.For);

    public static Command CreateUndrain() => Create("undrain", "Lets a drained daemon take documents again.", isLifted: true);

    private static Command Create(string name, string description, bool isLifted, params Option[] more)
    {
        var command = new Command(name, description) { Daemon };
        foreach (var option in more.Concat([OrderOptions.Why, OrderOptions.By, OrderOptions.Json]))
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) => OrderOptions.GiveAsync(parsed, [new(SteeringVerb.Drain, "", IsLifted: isLifted)], cancellation, parsed.GetValue(Daemon)));
        return command;
    }
}
