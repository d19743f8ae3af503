using System.CommandLine;
using System.Globalization;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Operations.Intake;

namespace Workers.Cli;

/// <summary><c>enqueue FILE</c> or <c>enqueue --source … --number …</c>: nothing is added unless every row is good, or <c>--skip-bad</c> says otherwise.</summary>
internal static class EnqueueCommand
{
    private static readonly Argument<FileInfo?> FileArgument = new("file")
    {
        Description = "CSV with a header line, or a JSON array (*.json); - reads CSV from standard input. Columns: " + string.Join(", ", DocumentRow.Columns) + ".",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<bool> SkipBad = new("--skip-bad") { Description = "Add the good rows and only report the bad ones." };

    private static readonly Option<TargetEnvironment?> EnvironmentOption = CommonOptions.Environment();

    private static readonly (string Column, Option<string?> Option)[] Columns =
    [
        ("document_source", new("--source") { Description = "index, acte or plan_cadastraux.", HelpName = "kind" }),
        ("document_number", new("--number") { Description = "Lot or inscription number.", HelpName = "number" }),
        ("circonscription_fonciere", new("--circonscription") { Description = "Land registration division, e.g. Montréal.", HelpName = "name" }),
        ("cadastre", new("--cadastre") { Description = "Cadastre, for index and plan.", HelpName = "name" }),
        ("designation_secondaire", new("--designation") { Description = "Secondary designation, if any.", HelpName = "text" }),
        ("acte_type", new("--acte-type") { Description = "Acte, Avis d'adresse, Radiation or Acte divers; for acte.", HelpName = "type" }),
        ("priority", new("--priority") { Description = "Higher goes first; 0 is usual.", HelpName = "number" }),
        ("max_attempts", new("--max-attempts") { Description = "Attempts per stage; 3 is usual.", HelpName = "count" }),
        ("idempotency_key", new("--key") { Description = "The same key adds one document, however often it is sent.", HelpName = "text" }),
    ];

    public static Command Create()
    {
        var command = new Command("enqueue", "Adds one document or a file of documents to a queue.") { FileArgument, EnvironmentOption, SkipBad };
        foreach (var (_, option) in Columns)
        {
            command.Options.Add(option);
        }

        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        await using var queues = CommonOptions.OpenQueues(parsed);
        TargetEnvironment? environment = parsed.GetValue(EnvironmentOption) is { } asked ? queues.Require(asked) : null;
        var plan = IntakePlan.Of(new(Rows(parsed), environment, parsed.GetValue(SkipBad)), queues.Configured);
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

        await WriteAsync(AddDocuments.RunAsync(queues, plan, cancellation), output, error);
        return plan.BadRows > 0 || plan.Orders.Count == 0 ? ExitCode.Data : ExitCode.Success;
    }

    private static async Task WriteAsync(IAsyncEnumerable<AddedBatch> batches, TextWriter output, TextWriter error)
    {
        var (created, existing, refused) = (0, 0, 0);
        await foreach (var batch in batches)
        {
            var environment = batch.Environment.Label();
            foreach (var (document, id, result, reason) in batch.Documents)
            {
                switch (result)
                {
                    case EnqueueResult.Created:
                        created++;
                        await output.WriteLineAsync($"{id} {environment} {document.DocumentSource} {document.DocumentNumber}");
                        break;
                    case EnqueueResult.Existing:
                        existing++;
                        await output.WriteLineAsync($"{id} {environment} {document.DocumentSource} {document.DocumentNumber} (already there)");
                        break;
                    default:
                        refused++;
                        await error.WriteLineAsync($"{environment} {document.DocumentSource} {document.DocumentNumber}: {reason}");
                        break;
                }
            }

            if (batch.IsLast)
            {
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{environment}: {created} added, {existing} already there, {refused} refused"));
                (created, existing, refused) = (0, 0, 0);
            }
        }
    }

    private static IReadOnlyList<FileRow> Rows(ParseResult parsed)
    {
        var given = Columns.Select(column => (column.Column, Text: parsed.GetValue(column.Option)?.Trim())).Where(column => !string.IsNullOrEmpty(column.Text)).ToList();
        if (parsed.GetValue(FileArgument) is not { } file)
        {
            return given.Count > 0
                ? [new("command line", given.ToDictionary(column => column.Column, column => column.Text!, StringComparer.Ordinal))]
                : throw new CommandException(ExitCode.Usage, "Give a file, or --source and --number. See enqueue --help.");
        }

        if (given.Count > 0)
        {
            throw new CommandException(ExitCode.Usage, "Give a file or a single document, not both.");
        }

        try
        {
            var text = file.Name == "-" ? Console.In.ReadToEnd() : File.ReadAllText(file.FullName);
            return OrderFile.Parse(text, isJson: file.Extension.Equals(".json", StringComparison.OrdinalIgnoreCase));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new CommandException(ExitCode.Data, $"{file}: {fault.Message}", fault);
        }
    }
}
