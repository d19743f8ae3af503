using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Operations;

namespace Workers.Cli;

/// <param name="One">As a sentence names one that it does not find.</param>
/// <param name="List">The command that lists them.</param>
internal sealed record ManagedKind(string One, string Several, string List);

/// <param name="Told">What the environment answered.</param>
internal sealed record ManagedList<T>(TargetEnvironment Environment, T Told);

/// <param name="All">Of each environment that answered.</param>
/// <param name="AreSeveral">More than one was asked.</param>
/// <param name="AreWhole">Each answered.</param>
internal sealed record ManagedLists<T>(IReadOnlyList<ManagedList<T>> All, bool AreSeveral, bool AreWhole);

/// <summary>What <c>webhooks</c>, <c>senders</c> and <c>uploads</c> share: the environment that they work on, and how they tell.</summary>
internal static class ManagedOptions
{
    public static readonly Option<TargetEnvironment?> Environment = CommonOptions.Environment();

    /// <summary>Of lists.</summary>
    public static readonly Option<TargetEnvironment?> AnyEnvironment = CommonOptions.Environment("prod, staging or dev; all that are configured where none is named.");

    /// <summary>Of what an id names.</summary>
    public static readonly Option<TargetEnvironment?> FoundEnvironment = CommonOptions.Environment("prod, staging or dev; an id is found without it, wherever it is.");

    /// <exception cref="OperationException">It was not carried out.</exception>
    public static async Task<int> RunAsync(ParseResult parsed, Func<Queues, TargetEnvironment, Task> actAsync)
    {
        await using var queues = CommonOptions.OpenQueues(parsed);
        await actAsync(queues, CommonOptions.Choose(queues, parsed.GetValue(Environment)));
        return ExitCode.Success;
    }

    /// <summary>Shows the environment that is named, or all: one that does not answer is told, and hides no other.</summary>
    /// <returns>The exit code of who did not answer.</returns>
    /// <exception cref="OperationException">The only one that is asked did not answer.</exception>
    public static async Task<int> ListAsync<T>(ParseResult parsed, Func<Queues, TargetEnvironment, Task<T>> readAsync, Func<Queues, ManagedLists<T>, Task> showAsync)
    {
        await using var queues = CommonOptions.OpenQueues(parsed);
        var (lists, faults) = await ReadAsync(queues, parsed.GetValue(AnyEnvironment), readAsync);
        foreach (var fault in faults)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(Printable.Of(fault.Message));
        }

        await showAsync(queues, new(lists, lists.Count + faults.Count > 1, faults.Count == 0));
        return ExitRule.Of(faults.Select(fault => fault.Failure));
    }

    /// <summary>Acts on what an id names, whole or by its beginning, in the environment that is named, or wherever it is.</summary>
    /// <param name="typed">The id.</param>
    /// <exception cref="CommandException">Nothing, or several, have an id that begins so.</exception>
    /// <exception cref="OperationException">It was not carried out.</exception>
    public static async Task<int> RunAsync(
        ParseResult parsed, string typed, ManagedKind kind, Func<Queues, TargetEnvironment, Task<IEnumerable<Guid>>> idsAsync, Func<Queues, TargetEnvironment, Guid, Task> actAsync)
    {
        var word = IdWord.Parse(typed) ?? throw new CommandException(ExitCode.Data, $"'{Printable.Of(typed)}' is no id: its first {IdWord.Least} digits or more, as '{kind.List}' shows them.");
        await using var queues = CommonOptions.OpenQueues(parsed);
        var asked = parsed.GetValue(FoundEnvironment);
        var (lists, faults) = await ReadAsync(queues, asked, idsAsync);
        var found = lists.SelectMany(list => list.Told.Where(id => id.ToString("N").StartsWith(word.Digits, StringComparison.Ordinal)).Select(id => (list.Environment, Id: id))).ToList();
        if (found is [] && faults.Count > 0)
        {
            throw UnansweredPlaces.Refusal(queues, faults, $"{kind.One} '{typed}'");
        }

        if (found is not [var one])
        {
            var remedy = found.Select(each => each.Environment).Distinct().Count() > 1 ? " Name one by more of its id, or say which with --env." : "";
            throw new CommandException(
                ExitCode.Data, $"{(found.Count == 0 ? $"No {kind.One}" : $"Several {kind.Several}")} '{Printable.Of(typed)}' in {IdArguments.EnvironmentsOf(queues, asked)}.{remedy}");
        }

        if (word.Whole is null)
        {
            await UnansweredPlaces.TellAsync(parsed, faults);
        }

        await actAsync(queues, one.Environment, one.Id);
        return ExitCode.Success;
    }

    /// <summary>Of the environment that is named, or of all.</summary>
    /// <exception cref="OperationException">The only one that is asked did not answer.</exception>
    public static async Task<(IReadOnlyList<ManagedList<T>> Lists, IReadOnlyList<OperationException> Faults)> ReadAsync<T>(
        Queues queues, TargetEnvironment? asked, Func<Queues, TargetEnvironment, Task<T>> readAsync)
    {
        IReadOnlyList<TargetEnvironment> places = asked is { } one ? [queues.Require(one)] : queues.Configured;
        var (lists, faults) = (new List<ManagedList<T>>(), new List<OperationException>());
        foreach (var place in places)
        {
            try
            {
                lists.Add(new(place, await readAsync(queues, place)));
            }
            catch (OperationException away) when (places.Count > 1)
            {
                faults.Add(away);
            }
        }

        return (lists, faults);
    }

    public static Task SayAsync(ParseResult parsed, string text) => parsed.InvocationConfiguration.Output.WriteLineAsync(text);

    public static Task SayJsonAsync<T>(ParseResult parsed, T told) => SayAsync(parsed, JsonSerializer.Serialize(told, OrderOptions.Indented));

    /// <summary>The same with the environment that it is of, as JSON.</summary>
    public static JsonObject Placed<T>(TargetEnvironment environment, T told)
    {
        var node = JsonSerializer.SerializeToNode(told, OrderOptions.Indented)!.AsObject();
        node.Insert(0, "environment", JsonSerializer.SerializeToNode(environment, OrderOptions.Indented));
        return node;
    }

    /// <summary>What an environment tells, as JSON: one object for the only one that is meant, else one for each.</summary>
    public static Task SayListsAsync<T>(ParseResult parsed, ManagedLists<T> lists)
    {
        var all = lists.All.Select(list => Placed(list.Environment, list.Told)).ToList();
        return lists.AreSeveral ? SayJsonAsync(parsed, all) : SayJsonAsync(parsed, all[0]);
    }

    /// <param name="heads">The id first.</param>
    /// <param name="hasSeveral">Of several environments each row tells its own.</param>
    public static async Task SayTableAsync(ParseResult parsed, bool hasSeveral, IReadOnlyList<string> heads, IEnumerable<(TargetEnvironment Environment, IReadOnlyList<string> Cells)> rows)
    {
        IReadOnlyList<string> With(string environment, IReadOnlyList<string> cells) => hasSeveral ? [cells[0], environment, .. cells.Skip(1)] : cells;

        foreach (var line in ListText.Table(With("env", heads), rows.Select(row => With(row.Environment.Label(), row.Cells)), TerminalWidth.Of(parsed.InvocationConfiguration.Output)))
        {
            await SayAsync(parsed, line);
        }
    }

    /// <summary>A secret alone on the output, so that a script can take it; what it is for, beside it.</summary>
    /// <param name="told">What holds it, as JSON is told.</param>
    public static async Task SaySecretAsync<T>(ParseResult parsed, T told, string? secret, string whatFor)
    {
        if (parsed.GetValue(OrderOptions.Json))
        {
            await SayJsonAsync(parsed, told);
            return;
        }

        await SayAsync(parsed, secret ?? "");
        await parsed.InvocationConfiguration.Error.WriteLineAsync($"Keep it now: it is not shown again. {whatFor}");
    }

    public static string Minute(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture) ?? "";
}
