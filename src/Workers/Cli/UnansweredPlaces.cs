using System.CommandLine;
using Workers.Hosting;
using Workers.Operations;

namespace Workers.Cli;

/// <summary>What is told of environments that did not answer while something was looked for in all.</summary>
internal static class UnansweredPlaces
{
    /// <summary>It was found elsewhere, by a word that may mean something there too.</summary>
    public static async Task TellAsync(ParseResult parsed, IReadOnlyList<OperationException> faults)
    {
        foreach (var fault in faults)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(Printable.Of($"Not looked at: {fault.Message}"));
        }
    }

    /// <summary>Nothing was found where a database answered.</summary>
    /// <param name="faults">One at least.</param>
    /// <param name="what">What was looked for, as in <c>document 3f2504e0</c>.</param>
    public static CommandException Refusal(Queues queues, IReadOnlyList<OperationException> faults, string what)
    {
        var others = faults.Count < queues.Configured.Count ? $"No other environment has a {what}. " : "";
        return new(ExitRule.Of(faults.Select(fault => fault.Failure)), string.Join(Environment.NewLine, faults.Select(fault => fault.Message).Append($"{others}--env asks one alone.").Select(Printable.Of)));
    }
}
