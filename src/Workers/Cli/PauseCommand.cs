using System.CommandLine;
using Workers.Hosting;
using Workers.Operations.Orders;
using Workers.Steering;

namespace Workers.Cli;

/// <summary><c>pause WHAT</c> and <c>resume WHAT</c>: running daemons begin nothing of a kind, or do so again.</summary>
internal static class PauseCommand
{
    private const string Examples = "Such as: pool ocr; source index; env prod; account 99X9999; buying; gemini.";

    private static readonly Argument<string[]> What = new("what") { Description = $"What is paused. {Examples}", Arity = ArgumentArity.OneOrMore };

    private static readonly Argument<string[]> Again = new("what") { Description = "What goes on, as it was paused; 'all' for everything that is paused or drained.", Arity = ArgumentArity.OneOrMore };

    public static Command CreatePause()
    {
        var command = new Command(
            "pause",
            "Lets running daemons begin nothing of a kind; what runs ends normally. Buying, and an account, stop just before the request that bills, at no cost. Holds over restarts, until 'resume'.")
        {
            What, OrderOptions.Server, OrderOptions.For, OrderOptions.Why, OrderOptions.By, OrderOptions.Json,
        };
        command.SetAction((parsed, cancellation) => OrderOptions.GiveAsync(parsed, [new(SteeringVerb.Pause, SubjectOf(parsed.GetValue(What)!))], cancellation));
        return command;
    }

    public static Command CreateResume()
    {
        var command = new Command("resume", "Ends a pause.") { Again, OrderOptions.Server, OrderOptions.Why, OrderOptions.By, OrderOptions.Json };
        command.SetAction(ResumeAsync);
        return command;
    }

    private static async Task<int> ResumeAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var words = parsed.GetValue(Again)!;
        if (words is not [var one] || !string.Equals(one, "all", StringComparison.OrdinalIgnoreCase))
        {
            return await OrderOptions.GiveAsync(parsed, [new(SteeringVerb.Pause, SubjectOf(words), IsLifted: true)], cancellation);
        }

        if (parsed.GetValue(OrderOptions.Server) is not null)
        {
            throw new CommandException(ExitCode.Usage, "'resume all' ends every pause and drain of every daemon: leave --server out, or name what goes on.");
        }

        await using var queues = CommonOptions.OpenQueues(parsed);
        return await OrderOptions.ShowAsync(parsed, await GiveOrders.ResumeAllAsync(queues, OrderOptions.Who(parsed), OrderOptions.Reason(parsed), cancellation));
    }

    private static string SubjectOf(string[] words) =>
        PauseSubject.Parse(words) ?? throw new CommandException(ExitCode.Usage, $"found '{Printable.Of(string.Join(' ', words))}'; allowed: {PauseSubject.Allowed}.");
}
