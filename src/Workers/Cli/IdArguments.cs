using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Operations;
using Workers.Operations.Documents;
using Workers.Operations.Reviews;
using Workers.Supervisor.Peers;

namespace Workers.Cli;

/// <summary>Ids on the command line, whole or by their beginning, for every command that takes one; of a beginning that several ids have the candidates are shown.</summary>
internal static class IdArguments
{
    private static readonly JsonSerializerOptions Indented = new(DaemonDirectory.Json) { WriteIndented = true };

    public static Argument<IdWord[]> Many(string description) => new("id")
    {
        Description = description,
        Arity = ArgumentArity.ZeroOrMore,
        CustomParser = result => [.. result.Tokens.Select(token => Read(result, token.Value)).OfType<IdWord>()],
    };

    public static Argument<IdWord> One(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result => Read(result, result.Tokens[0].Value),
    };

    public static Option<IdWord?> Optional(string name, string description) => new(name)
    {
        HelpName = "id",
        Description = description,
        CustomParser = result => Read(result, result.Tokens[0].Value),
    };

    /// <summary>
    /// Where documents are that are named by their ids: the environment that was asked for, or the only one; of several each id is looked for in all of them, and only one that two have is
    /// asked about. One that does not answer hides none of another.
    /// </summary>
    /// <returns>With an environment that is known, a whole id as it is, whether or not a document has it.</returns>
    /// <exception cref="CommandException">No document, or several, are meant; or they are not all in one environment.</exception>
    /// <exception cref="OperationException">The environment is not configured, or its database did not answer.</exception>
    public static async Task<(TargetEnvironment Environment, IReadOnlyList<Guid> Ids)> PlaceAsync(
        ParseResult parsed, Queues queues, IReadOnlyList<IdWord> words, TargetEnvironment? asked, bool isJson, CancellationToken cancellation)
    {
        if (asked is not null || queues.Configured.Count == 1 || words.Count == 0)
        {
            var environment = CommonOptions.Choose(queues, asked);
            var ids = new List<Guid>();
            foreach (var word in words)
            {
                ids.Add(word.Whole ?? (await FindAsync(parsed, queues, word, environment, isJson, "name one by more of its id", cancellation)).Document.Id);
            }

            return (environment, ids);
        }

        List<FoundDocument> found = [];
        foreach (var word in words)
        {
            found.Add(await FindAsync(parsed, queues, word, null, isJson, "name one by more of its id, or say which with --env", cancellation));
        }

        var places = found.Select(one => one.Environment).Distinct().ToList();
        return places is [var place] ? (place, [.. found.Select(one => one.Document.Id)])
            : throw new CommandException(ExitCode.Usage, $"These documents are in several environments ({Names(places)}): name those of one at a time.");
    }

    /// <summary>Of one document.</summary>
    /// <inheritdoc cref="PlaceAsync(ParseResult, Queues, IReadOnlyList{IdWord}, TargetEnvironment?, bool, CancellationToken)"/>
    public static async Task<(TargetEnvironment Environment, Guid Id)> PlaceAsync(
        ParseResult parsed, Queues queues, IdWord word, TargetEnvironment? asked, bool isJson, CancellationToken cancellation)
    {
        var (environment, ids) = await PlaceAsync(parsed, queues, [word], asked, isJson, cancellation);
        return (environment, ids[0]);
    }

    /// <param name="orDocument">The word may also mean a document.</param>
    /// <returns>A whole id as it is, whether or not an item has it.</returns>
    /// <exception cref="CommandException">Nothing, or several, have an id that begins so.</exception>
    /// <exception cref="OperationException">A database did not answer.</exception>
    public static async Task<Guid> ItemAsync(
        ParseResult parsed, Queues queues, IdWord word, TargetEnvironment? environment, bool orDocument, bool isJson, CancellationToken cancellation)
    {
        if (word.Whole is { } whole)
        {
            return whole;
        }

        // An environment that does not answer ends it below: items are looked for in all.
        IReadOnlyList<FoundDocument> documents = orDocument ? (await DocumentNames.FindAsync(queues, word, environment, cancellation)).Matches : [];
        var items = await ReviewNames.FindAsync(queues, word, environment, cancellation);
        if (documents.Count + items.Count != 1)
        {
            await WriteAsync(
                parsed.InvocationConfiguration.Output, isJson,
                [
                    .. documents.Select(found => new Candidate(found.Document.Id, found.Environment, $"{DocumentSources.WordOf(found.Document.DocumentSource)} {found.Document.DocumentNumber}")),
                    .. items.Select(found => new Candidate(found.Item.Id, found.Environment, $"{found.Item.DocumentSource} {found.Item.DocumentNumber}, {found.Item.Field}")),
                ]);
            var told = queues.Words;
            throw new CommandException(ExitCode.Data, documents.Count + items.Count == 0
                ? told.Say("review.no_such", new() { ["id"] = word.Text, ["environments"] = EnvironmentsOf(queues, environment) })
                : told.Say("review.several", new() { ["id"] = word.Text, ["count"] = documents.Count + items.Count }));
        }

        return documents is [var document] ? document.Document.Id : items[0].Item.Id;
    }

    /// <summary>Why a word means no document, or several, which are shown.</summary>
    /// <param name="asked">As it was typed.</param>
    /// <param name="environment">Where it was looked for; null: in all.</param>
    /// <param name="remedy">What is to be done where it means several.</param>
    public static async Task<CommandException> RefusalAsync(
        ParseResult parsed, Queues queues, string asked, TargetEnvironment? environment, NamedDocuments found, bool isJson, string remedy)
    {
        if (found is { Matches: [], Faults: [] })
        {
            return new CommandException(ExitCode.Data, Printable.Of($"No document {asked} in {EnvironmentsOf(queues, environment)}."));
        }

        if (found.Matches is [])
        {
            return UnansweredPlaces.Refusal(queues, found.Faults, $"document {asked}");
        }

        await UnansweredPlaces.TellAsync(parsed, found.Faults);
        await WriteAsync(parsed.InvocationConfiguration.Output, found.Matches, isJson);
        return new CommandException(ExitCode.Data, Printable.Of(string.Create(CultureInfo.InvariantCulture, $"{found.Matches.Count} documents are meant by '{asked}': {remedy}.")));
    }

    /// <param name="asked">The one that was asked; null: all.</param>
    public static string EnvironmentsOf(Queues queues, TargetEnvironment? asked) => asked is { } one ? one.Label() : string.Join(", ", queues.Configured.Select(name => name.Label()));

    /// <exception cref="CommandException">No document, or several, are meant.</exception>
    private static async Task<FoundDocument> FindAsync(
        ParseResult parsed, Queues queues, IdWord word, TargetEnvironment? environment, bool isJson, string remedy, CancellationToken cancellation)
    {
        var found = await DocumentNames.FindAsync(queues, word, environment, cancellation);
        if (found.Matches is not [var only])
        {
            throw await RefusalAsync(parsed, queues, word.Text, environment, found, isJson, remedy);
        }

        if (word.Whole is null)
        {
            await UnansweredPlaces.TellAsync(parsed, found.Faults);
        }

        return only;
    }

    private static string Names(IEnumerable<TargetEnvironment> environments) => string.Join(", ", environments.Select(name => name.Label().ToLowerInvariant()));

    private static IdWord? Read(ArgumentResult result, string text)
    {
        if (IdWord.Parse(text) is { IsLikeANumber: false } word)
        {
            return word;
        }

        result.AddError($"'{text}' is neither an id nor its first {IdWord.Least} digits or more, with a dash where all are decimal; 'documents' lists ids, and 'explain {text}' shows the whole one where this is a number, or a shorter beginning.");
        return null;
    }

    private static async Task WriteAsync(TextWriter output, IReadOnlyList<FoundDocument> matches, bool isJson)
    {
        if (isJson)
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(new { matches }, Indented));
            return;
        }

        var columns = DocumentColumns.Choose(["id", "env", "status", "kind", "number", "circonscription", "age"]).Columns;
        var now = TimeProvider.System.GetUtcNow();
        var rows = matches.Select(match => (IReadOnlyList<string>)[.. columns.Select(column => column.Text(match, now))]);
        foreach (var line in ListText.Table([.. columns.Select(column => column.Name)], rows, TerminalWidth.Of(output)))
        {
            await output.WriteLineAsync(line);
        }
    }

    private static async Task WriteAsync(TextWriter output, bool isJson, IReadOnlyList<Candidate> candidates)
    {
        if (isJson && candidates.Count > 0)
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(new { matches = candidates }, Indented));
            return;
        }

        foreach (var one in candidates)
        {
            await output.WriteLineAsync(Printable.Of($"{one.Id}  {one.Environment.Label()}  {one.What}"));
        }
    }

    private sealed record Candidate(Guid Id, TargetEnvironment Environment, string What);
}
