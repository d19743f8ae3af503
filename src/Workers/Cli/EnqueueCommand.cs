using System.CommandLine;
using System.Globalization;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Hosting.Files;
using Workers.Jobs;
using Workers.Operations.Intake;

namespace Workers.Cli;

/// <summary><c>enqueue FILE</c> or <c>enqueue --source … --number …</c>: nothing is added unless every row is good, or <c>--skip-bad</c> says otherwise.</summary>
internal static class EnqueueCommand
{
    private static readonly Argument<FileInfo?> FileArgument = new("file")
    {
        Description = "CSV with a header line, or a JSON array (*.json); - reads CSV from standard input. Columns: " + string.Join(", ", DocumentRow.Columns)
            + ". Each environment's documents are added in one transaction, all or none; docs/enqueue.md has the forms that are read.",
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
        ("dossier", new("--dossier") { Description = "The office's file for which it is bought.", HelpName = "text" }),
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
        var (rows, note) = Rows(parsed);
        if (note is not null)
        {
            await error.WriteLineAsync(note);
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

        var refused = await WriteAsync(AddDocuments.RunAsync(queues, plan, cancellation), output, error);
        if (refused > 0 && !plan.SkipBad)
        {
            await error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{refused} refused by the database: nothing was added. Correct the rows above, or add the good ones with --skip-bad."));
        }

        return plan.BadRows > 0 || plan.Orders.Count == 0 || refused > 0 ? ExitCode.Data : ExitCode.Success;
    }

    /// <returns>How many documents the databases refused.</returns>
    private static async Task<int> WriteAsync(IAsyncEnumerable<AddedDocuments> environments, TextWriter output, TextWriter error)
    {
        var refused = 0;
        await foreach (var added in environments)
        {
            var environment = added.Environment.Label();
            foreach (var (order, id, result, reason) in added.Documents)
            {
                var named = $"{environment} {order.Document.DocumentSource} {order.Document.DocumentNumber}";
                await (result switch
                {
                    EnqueueResult.Created => output.WriteLineAsync($"{id} {named}"),
                    EnqueueResult.Existing => output.WriteLineAsync($"{id} {named} (already there)"),
                    EnqueueResult.Refused => error.WriteLineAsync($"{order.Place}: {named}: {reason}"),
                    _ => Task.CompletedTask,
                });
            }

            refused += added.Count(EnqueueResult.Refused);
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{environment}: {added.Count(EnqueueResult.Created)} added, {added.Count(EnqueueResult.Existing)} already there, {added.Count(EnqueueResult.Refused)} refused"));
        }

        return refused;
    }

    private static OrderFile Rows(ParseResult parsed)
    {
        var given = Columns.Select(column => (column.Column, Text: parsed.GetValue(column.Option)?.Trim())).Where(column => !string.IsNullOrEmpty(column.Text)).ToList();
        if (parsed.GetValue(FileArgument) is not { } file)
        {
            return given.Count > 0
                ? new([FileRow.Of("command line", given.Select(column => KeyValuePair.Create(column.Column, column.Text!)))], null)
                : throw new CommandException(ExitCode.Usage, "Give a file, or --source and --number. See enqueue --help.");
        }

        if (given.Count > 0)
        {
            throw new CommandException(ExitCode.Usage, "Give a file or a single document, not both.");
        }

        try
        {
            var read = OrderFile.Read(BytesOf(file), isJson: file.Extension.Equals(".json", StringComparison.OrdinalIgnoreCase));
            return read with { Note = read.Note is null ? null : $"{file}: {read.Note}" };
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new CommandException(ExitCode.Data, $"{file}: {fault.Message}", fault);
        }
    }

    private static byte[] BytesOf(FileInfo file)
    {
        if (file.Name != "-")
        {
            return GivenFile.ReadBytes(file.FullName, OrderFile.MostBytes);
        }

        using var stream = Console.OpenStandardInput();
        return GivenFile.ReadBytes(stream, OrderFile.MostBytes)
            ?? throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"standard input holds more than {OrderFile.MostBytes >> 20} MB. Split it."));
    }
}
