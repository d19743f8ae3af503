using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Operations.Documents;
using Workers.Operations.Intake;
using Workers.Supervisor.Peers;

namespace Workers.Cli;

/// <summary><c>enqueue FILE</c> or <c>enqueue --source … --number …</c>: nothing is added unless every row is good, or <c>--skip-bad</c> says otherwise.</summary>
internal static class EnqueueCommand
{
    private static readonly Option<bool> SkipBad = new("--skip-bad") { Description = "Add the good rows and only report the bad ones." };

    private static readonly Option<bool> Quote = new("--quote") { Description = "Tell first what it will cost." };

    private static readonly Option<bool> Json = new("--json") { Description = "Prints one line of JSON for each document." };

    private static readonly Option<TargetEnvironment?> EnvironmentOption = CommonOptions.Environment();

    public static Command Create()
    {
        var command = new Command("enqueue", "Adds one document or a file of documents to a queue.") { OrderInput.FileArgument, EnvironmentOption, SkipBad, Quote, Json };
        OrderInput.AddColumns(command);
        command.SetAction(RunAsync);
        return command;
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

        var plan = IntakePlan.Of(new(rows, environment, parsed.GetValue(SkipBad)), queues.Configured);
        foreach (var fault in plan.Faults)
        {
            await error.WriteLineAsync(fault.ToString());
        }

        if (!plan.IsAdmitted)
        {
            await error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{plan.BadRows} bad, {plan.Orders.Count} good: nothing was added. Correct the rows above, or add the good ones with --skip-bad."));
            return ExitCode.Data;
        }

        if (plan is { BadRows: 0, Orders: [] })
        {
            await error.WriteLineAsync("There is no document in it: nothing was added. Give at least one row below the header, or one object in the JSON array.");
        }

        if (parsed.GetValue(Quote))
        {
            await QuoteCommand.WriteAsync(parsed.GetValue(Json) ? error : output, await QuoteDocuments.RunAsync(queues, plan, cancellation));
        }

        var refused = await WriteAsync(AddDocuments.RunAsync(queues, plan, cancellation), output, error, parsed.GetValue(Json));
        if (refused > 0 && !plan.SkipBad)
        {
            await error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{refused} refused by the database: nothing was added. Correct the rows above, or add the good ones with --skip-bad."));
        }

        return plan.BadRows > 0 || plan.Orders.Count == 0 || refused > 0 ? ExitCode.Data : ExitCode.Success;
    }

    /// <returns>How many documents the databases refused.</returns>
    private static async Task<int> WriteAsync(IAsyncEnumerable<AddedDocuments> environments, TextWriter output, TextWriter error, bool isJson)
    {
        var refused = 0;
        await foreach (var added in environments)
        {
            var environment = added.Environment.Label();
            foreach (var (order, id, result, reason, there) in added.Documents)
            {
                if (isJson)
                {
                    var told = new { added.Environment, id, result, order.Document.DocumentSource, order.Document.DocumentNumber, order.Place, reason, there };
                    await output.WriteLineAsync(JsonSerializer.Serialize(told, DaemonDirectory.Json));
                    continue;
                }

                var named = $"{environment} {order.Document.DocumentSource} {order.Document.DocumentNumber}";
                await (result switch
                {
                    EnqueueResult.Created when there is not null => output.WriteLineAsync($"{id} {named} (beside {there.Id}: {DocumentColumns.StatusOf(there.StatusId)})"),
                    EnqueueResult.Created => output.WriteLineAsync($"{id} {named}"),
                    EnqueueResult.Existing => output.WriteLineAsync($"{id} {named} (already there{(there is null ? "" : $": {DocumentColumns.StatusOf(there.StatusId)}")})"),
                    EnqueueResult.Refused => error.WriteLineAsync($"{order.Place}: {named}: {reason}"),
                    _ => Task.CompletedTask,
                });
            }

            refused += added.Count(EnqueueResult.Refused);
            await (isJson ? error : output).WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{environment}: {added.Count(EnqueueResult.Created)} added, {added.Count(EnqueueResult.Existing)} already there, {added.Count(EnqueueResult.Refused)} refused{ThereText(added)}"));
        }

        return refused;
    }

    /// <summary>In which status the rows are that were there before.</summary>
    private static string ThereText(AddedDocuments added)
    {
        var (existing, beside) = (added.CountThere(EnqueueResult.Existing), added.CountThere(EnqueueResult.Created));
        var told = existing.Count > 0 ? $"; already there: {Sums(existing)}" : "";
        return beside.Count == 0 ? told
            : string.Create(CultureInfo.InvariantCulture, $"{told}; {beside.Sum(group => group.Documents)} of the added ask for what was there already: {Sums(beside)} (an idempotency_key adds a document once)");

        static string Sums(IEnumerable<(JobStatus Status, int Documents)> groups) =>
            string.Join(", ", groups.Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Documents} at {DocumentColumns.StatusOf(group.Status)}")));
    }
}
