using System.CommandLine;
using System.Globalization;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Operations.Intake;

namespace Workers.Cli;

/// <summary><c>quote FILE</c>: what <c>enqueue FILE</c> would cost; nothing is added.</summary>
internal static class QuoteCommand
{
    /// <summary>Places of the file that one line names.</summary>
    private const int MostNamed = 20;

    private static readonly Option<TargetEnvironment?> EnvironmentOption = CommonOptions.Environment();

    public static Command Create()
    {
        var command = new Command("quote", "Tells what a file of documents would cost, and adds nothing.") { OrderInput.FileArgument, EnvironmentOption };
        OrderInput.AddColumns(command);
        command.SetAction(RunAsync);
        return command;
    }

    /// <summary>A line for each environment, and what its budgets leave of it.</summary>
    public static async Task WriteAsync(TextWriter output, IReadOnlyList<EnvironmentQuote> quotes)
    {
        foreach (var quote in quotes)
        {
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{quote.Environment.Label()}: {quote.New} new for {quote.Cad:0.00} CAD ({quote.PriceCad:0.00} each), {quote.Owned} owned already, {quote.InFlight} in flight, {quote.Refused.Count} refused"));
            if (quote.Owned > 0)
            {
                await output.WriteLineAsync($"  owned already: {string.Join(", ", quote.OwnedAt.Take(MostNamed))}{(quote.Owned > MostNamed ? string.Create(CultureInfo.InvariantCulture, $" and {quote.Owned - MostNamed} more") : "")}");
            }

            if (quote is { New: > 0, DayLimitCad: { } limit, AffordableToday: { } today })
            {
                await output.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture,
                    $"  REGISTRE_BUDGET_CAD_DAY: {quote.SpentCad:0.00} of {limit:0.00} CAD are spent today; it pays for {today} of these {quote.New} today{(today < quote.New ? ", the others wait for the next day" : "")}"));
            }

            foreach (var met in quote.Met.Where(met => quote.New > 0 && met.Budget != "day"))
            {
                await output.WriteLineAsync($"  {met.Describe()}");
            }
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
            await error.WriteLineAsync(note.Text);
        }

        if (rows.Count == 0)
        {
            await error.WriteLineAsync("The file has no rows below its heading: there is nothing to quote. Add a line for each document.");
            return ExitCode.Data;
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
