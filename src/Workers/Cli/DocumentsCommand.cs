using System.CommandLine;
using System.Text.Json;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Jobs.Search;
using Workers.Operations.Documents;
using Workers.Supervisor.Peers;

namespace Workers.Cli;

/// <summary><c>documents</c>: lists and finds documents of all environments, as a table, as CSV or as JSON.</summary>
internal static class DocumentsCommand
{
    private static readonly JsonSerializerOptions Indented = new(DaemonDirectory.Json) { WriteIndented = true };

    private static readonly Option<TargetEnvironment?> EnvironmentOption = CommonOptions.Environment("prod, staging or dev; all that are configured where none is named.");

    private static readonly Option<string?> Columns = new("--columns") { HelpName = "names", Description = $"By commas: {DocumentColumns.Names}." };

    private static readonly Option<string> Sort = new("--sort") { HelpName = "by", Description = "created, updated or priority (the latest or highest first), or number; from the other end with a + before it.", DefaultValueFactory = _ => "created" };

    private static readonly Option<int> Limit = new("--limit") { HelpName = "n", Description = "How many are told, from 1 to 1000000.", DefaultValueFactory = _ => 50 };

    private static readonly Option<string?> After = new("--after") { HelpName = "place", Description = "Goes on where the page before ended, as it was told there." };

    private static readonly Option<bool> Csv = new("--csv") { Description = "Prints CSV that Excel reads as it is meant; a text that it would take for a formula gets an apostrophe." };

    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON." };

    private static readonly FilterOptions Filter = new();

    public static Command Create()
    {
        Limit.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() is < 1 or > 1_000_000)
            {
                result.AddError($"--limit: found '{result.Tokens[0].Value}'; allowed: 1 to 1000000.");
            }
        });
        var command = new Command("documents", "Lists documents, the latest first.");
        Filter.AddTo(command);
        foreach (var option in new Option[] { EnvironmentOption, Columns, Sort, Limit, After, Csv, Json })
        {
            command.Add(option);
        }

        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var request = Request(parsed);
        var (isCsv, isJson) = (parsed.GetValue(Csv), parsed.GetValue(Json));
        if (isCsv && isJson)
        {
            throw new CommandException(ExitCode.Usage, "--csv and --json: found both; allowed: one of them.");
        }

        await using var queues = CommonOptions.OpenQueues(parsed);
        var columns = ColumnsOf(parsed, hasSeveral: queues.Configured.Count > 1 && request.Environment is null);
        var found = await FindDocuments.RunAsync(queues, request, cancellation);
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        foreach (var fault in found.Faults)
        {
            await error.WriteLineAsync(fault.Message);
        }

        if (isJson)
        {
            var documents = found.Documents.Select(one => new { one.Environment, one.Document });
            await output.WriteLineAsync(JsonSerializer.Serialize(new { documents, next = found.Next?.ToString(), faults = found.Faults.Select(fault => fault.Message) }, Indented));
        }
        else
        {
            await WriteAsync(output, columns, found, isCsv);
            await TellRestAsync(isCsv ? error : output, found);
        }

        return ExitRule.Of(found.Faults.Select(fault => fault.Failure));
    }

    private static async Task WriteAsync(TextWriter output, IReadOnlyList<DocumentColumn> columns, FoundDocuments found, bool isCsv)
    {
        var now = TimeProvider.System.GetUtcNow();
        string[] headers = [.. columns.Select(column => column.Name)];
        var rows = found.Documents.Select(one => (IReadOnlyList<string>)[.. columns.Select(column => column.Text(one, now))]).ToList();
        if (isCsv)
        {
            bool[] isText = [.. columns.Select(column => column.IsText)];
            await output.WriteAsync(CsvText.ByteOrderMark);
            foreach (var row in rows.Prepend(headers))
            {
                await output.WriteLineAsync(CsvText.LineOf(row, isText));
            }
        }
        else if (rows.Count > 0)
        {
            foreach (var line in ListText.Table(headers, rows, TerminalWidth.Of(output)))
            {
                await output.WriteLineAsync(line);
            }
        }
    }

    private static async Task TellRestAsync(TextWriter output, FoundDocuments found)
    {
        if (found is { Documents: [], Faults: [] })
        {
            await output.WriteLineAsync("No document is so.");
        }

        if (found.Next is { } next)
        {
            await output.WriteLineAsync($"More: the same with --after {next}");
        }
    }

    private static FindRequest Request(ParseResult parsed)
    {
        var filter = Filter.Read(parsed);
        var word = parsed.GetValue(Sort)!;
        if (!Enum.TryParse<DocumentSort>(word.TrimStart('+'), ignoreCase: true, out var sort) || !char.IsAsciiLetter(word[^1]))
        {
            throw new CommandException(ExitCode.Usage, $"--sort: found '{word}'; allowed: created, updated, number, priority; from the other end with a + before it.");
        }

        ListCursor? behind = null;
        if (parsed.GetValue(After) is { } text && !ListCursor.TryParse(text, out behind))
        {
            throw new CommandException(ExitCode.Usage, $"--after: found '{text}'; allowed: the place that the page before told.");
        }

        return new(filter, parsed.GetValue(EnvironmentOption), sort, Descending: sort is not DocumentSort.Number ^ word[0] is '+', behind, parsed.GetValue(Limit));
    }

    private static IReadOnlyList<DocumentColumn> ColumnsOf(ParseResult parsed, bool hasSeveral)
    {
        var names = parsed.GetValue(Columns)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            ?? [.. DocumentColumns.Usual.Where(name => hasSeveral || name is not "env")];
        var (columns, unknown) = DocumentColumns.Choose(names);
        return unknown.Count == 0 && columns.Count > 0 ? columns
            : throw new CommandException(ExitCode.Usage, Printable.Of($"--columns: found '{string.Join(", ", unknown)}'; allowed: {DocumentColumns.Names}."));
    }
}
