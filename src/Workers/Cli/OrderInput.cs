using System.CommandLine;
using System.Globalization;
using Workers.Hosting;
using Workers.Hosting.Files;
using Workers.Operations.Intake;

namespace Workers.Cli;

/// <summary>The documents that a command is given: a file, or one document by an option for each column.</summary>
internal static class OrderInput
{
    public static Argument<FileInfo?> FileArgument { get; } = new("file")
    {
        Description = "CSV with a header line, or a JSON array (*.json); - reads CSV from standard input. Columns: " + string.Join(", ", DocumentRow.Columns)
            + ". Each environment's documents are added in one transaction, all or none; docs/enqueue.md has the forms that are read.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly (string Column, Option<string?> Option)[] Columns =
    [
        ("document_source", new("--source", "--kind") { Description = "index, acte or plan_cadastraux.", HelpName = "kind" }),
        ("document_number", new("--number") { Description = "Lot or inscription number.", HelpName = "number" }),
        ("circonscription_fonciere", new("--circonscription") { Description = "Land registration division, e.g. Montréal.", HelpName = "name" }),
        ("cadastre", new("--cadastre") { Description = "Cadastre, for index and plan.", HelpName = "name" }),
        ("designation_secondaire", new("--designation") { Description = "Secondary designation, if any.", HelpName = "text" }),
        ("acte_type", new("--acte-type") { Description = "Acte, Avis d'adresse, Radiation or Acte divers; for acte.", HelpName = "type" }),
        ("priority", new("--priority") { Description = "Each step counts as ten minutes of waiting: higher goes first; 0 is usual.", HelpName = "number" }),
        ("max_attempts", new("--max-attempts") { Description = "Attempts per stage; 3 is usual.", HelpName = "count" }),
        ("idempotency_key", new("--key") { Description = "The same key adds one document, however often it is sent.", HelpName = "text" }),
        ("dossier", new("--dossier") { Description = "The office's file for which it is bought.", HelpName = "text" }),
        ("due_at", new("--due") { Description = "When the office wants it, for GEMINI_TIER=auto: a day, or a day and time of Quebec.", HelpName = "time" }),
    ];

    public static void AddColumns(Command command)
    {
        foreach (var (_, option) in Columns)
        {
            command.Options.Add(option);
        }
    }

    /// <returns>The document that the options say; null where they say none.</returns>
    public static FileRow? ReadColumns(ParseResult parsed)
    {
        var given = Columns.Select(column => (column.Column, Text: parsed.GetValue(column.Option)?.Trim())).Where(column => !string.IsNullOrEmpty(column.Text)).ToList();
        return given.Count > 0 ? FileRow.Of("command line", given.Select(column => KeyValuePair.Create(column.Column, column.Text!))) : null;
    }

    /// <exception cref="CommandException">The arguments or the file are not understood.</exception>
    public static OrderFile Read(ParseResult parsed)
    {
        var given = ReadColumns(parsed);
        if (parsed.GetValue(FileArgument) is not { } file)
        {
            return given is not null
                ? new([given], null)
                : throw new CommandException(ExitCode.Usage, $"Give a file, or --source and --number. See {parsed.CommandResult.Command.Name} --help.");
        }

        if (given is not null)
        {
            throw new CommandException(ExitCode.Usage, "Give a file or a single document, not both.");
        }

        try
        {
            var read = OrderFile.Read(BytesOf(file), isJson: file.Extension.Equals(".json", StringComparison.OrdinalIgnoreCase));
            return read.Note is { } note ? read with { Note = $"{file}: {note.Text}" } : read;
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
