using System.CommandLine;
using System.Globalization;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Operations.Intake;

namespace Workers.Cli;

/// <summary><c>quote FILE</c>: what <c>enqueue FILE</c> would cost; nothing is added.</summary>
internal static class QuoteCommand
{
    private static readonly Option<TargetEnvironment?> EnvironmentOption = CommonOptions.Environment();

    public static Command Create()
    {
        var command = new Command("quote", "Tells what a file of documents would cost, and adds nothing.") { OrderInput.FileArgument, EnvironmentOption };
        OrderInput.AddColumns(command);
        command.SetAction(RunAsync);
        return command;
    }

    /// <summary>One line for each environment.</summary>
    public static async Task WriteAsync(TextWriter output, IReadOnlyList<EnvironmentQuote> quotes)
    {
        foreach (var quote in quotes)
        {
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{quote.Environment.Label()}: {quote.New} new for {quote.Cad:0.00} CAD ({quote.PriceCad:0.00} each), {quote.Owned} owned already, {quote.InFlight} in flight, {quote.Refused.Count} refused"));
        }
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        await using var queues = CommonOptions.OpenQueues(parsed);
        TargetEnvironment? environment = parsed.GetValue(EnvironmentOption) is { } asked ? queues.Require(asked) : null;
        var (rows, note) = OrderInput.Read(parsed);
        if (note is not null)
        {
            await error.WriteLineAsync(note);
        }

        var plan = IntakePlan.Of(new(rows, environment, SkipBad: true), queues.Configured);
        var quotes = await QuoteDocuments.RunAsync(queues, plan, cancellation);
        foreach (var fault in plan.Faults.Concat(quotes.SelectMany(quote => quote.Refused)))
        {
            await error.WriteLineAsync(fault.ToString());
        }

        await WriteAsync(output, quotes);
        var invalid = plan.BadRows + quotes.Sum(quote => quote.Refused.Count);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{quotes.Sum(quote => quote.Cad):0.00} CAD for {quotes.Sum(quote => quote.New)} documents; {invalid} invalid; nothing was added"));
        return invalid > 0 || plan.Orders.Count == 0 ? ExitCode.Data : ExitCode.Success;
    }
}
