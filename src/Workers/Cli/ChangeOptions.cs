using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Changes;
using Workers.Operations;
using Workers.Operations.Changes;
using Workers.Supervisor.Peers;

namespace Workers.Cli;

/// <summary>
/// What the commands share that change documents: ids or a filter, a preview before more than one, <c>--yes</c>. One id acts at once; the command says how.
/// </summary>
internal sealed class ChangeOptions
{
    private static readonly JsonSerializerOptions Indented = new(DaemonDirectory.Json) { WriteIndented = true };

    private readonly Argument<IdWord[]> _ids;
    private readonly FilterOptions _filter = new();
    private readonly BulkVerb _verb;
    private readonly int[] _statuses;

    private readonly Option<bool> _yes = new("--yes") { Description = "Carries out what the preview of several documents shows." };
    private readonly Option<string?> _by = CommonOptions.Words("--by", "name", "Who orders it; the user of this machine where nobody is named.");
    private readonly Option<string?> _reason = CommonOptions.Words("--reason", "text", "Kept in each document's history.");
    private readonly Option<bool> _json = new("--json") { Description = "Prints JSON." };
    private readonly Option<TargetEnvironment?> _environment = CommonOptions.Environment("prod, staging or dev; an id is found without it, wherever it is.");

    /// <param name="statuses">That are meant where neither ids nor statuses are named.</param>
    public ChangeOptions(BulkVerb verb, string ids, params int[] statuses) => (_verb, _ids, _statuses) = (verb, IdArguments.Many(ids), statuses);

    public Command AddTo(Command command, params Option[] own)
    {
        command.Add(_ids);
        foreach (var option in own)
        {
            command.Add(option);
        }

        _filter.AddTo(command);
        foreach (var option in new Option[] { _environment, _reason, _by, _yes, _json })
        {
            command.Add(option);
        }

        return command;
    }

    public string? Reason(ParseResult parsed) => parsed.GetValue(_reason)?.ReplaceLineEndings(" ");

    /// <param name="actAsync">Changes one document at once.</param>
    public async Task<int> RunAsync(
        ParseResult parsed, BulkOptions options, Func<Queues, TargetEnvironment, Guid, Task<OperatorAnswer>> actAsync, CancellationToken cancellation)
    {
        var words = parsed.GetValue(_ids) ?? [];
        var filter = _filter.Read(parsed);
        if (filter.IsEmpty && words.Length == 0)
        {
            throw new CommandException(ExitCode.Usage, "Give an id, or say which documents are meant, as by --status or --outcome. See --help.");
        }

        await using var queues = CommonOptions.OpenQueues(parsed);
        var (environment, ids) = await IdArguments.PlaceAsync(parsed, queues, words, parsed.GetValue(_environment), parsed.GetValue(_json), cancellation);
        if (ids.Count > 0)
        {
            filter = filter with { Ids = [.. ids.Distinct()] };
        }

        if (filter is { Ids: [var only] } && filter == new DocumentFilter { Ids = filter.Ids })
        {
            return await OperatorAnswers.WriteAsync(parsed, [await actAsync(queues, environment, only)], parsed.GetValue(_json));
        }

        if (filter is { Ids: null, Statuses: null, Outcomes: null })
        {
            filter = filter with { Statuses = _statuses };
        }

        return await RunAsync(parsed, queues, new(environment, _verb, filter, options), cancellation);
    }

    private async Task<int> RunAsync(ParseResult parsed, Queues queues, ChangeRequest request, CancellationToken cancellation)
    {
        var (output, isJson, isSure) = (parsed.InvocationConfiguration.Output, parsed.GetValue(_json), parsed.GetValue(_yes));
        var preview = await PreviewChange.RunAsync(queues, request, cancellation);
        if (!isJson)
        {
            foreach (var line in ChangeText.LinesOf(preview))
            {
                await output.WriteLineAsync(Printable.Of(line));
            }
        }

        if (!isSure || preview.Changed == 0)
        {
            await output.WriteLineAsync(
                isJson ? JsonSerializer.Serialize(new { preview, bulk = (BulkChange?)null }, Indented)
                : preview.Changed == 0 ? "Nothing is there to be changed."
                : string.Create(CultureInfo.InvariantCulture, $"Nothing was changed: the same with --yes changes these {preview.Changed:N0}."));
            return preview.Changed == 0 ? ExitCode.Data : ExitCode.Success;
        }

        var who = Operator.Or(parsed.GetValue(_by));
        var started = await CarryOutChange.StartAsync(queues, Guid.NewGuid(), preview, request.Options, who, Reason(parsed), cancellation);
        if (!isJson)
        {
            await output.WriteLineAsync(started.Existing ? $"The same order runs already as bulk change {started.Bulk.Id}: it is gone on with." : $"bulk change {started.Bulk.Id}");
        }

        return await BulkCommand.FollowAsync(parsed, queues, request.Environment, started.Bulk.Id, isJson ? end => JsonSerializer.Serialize(new { preview, bulk = end }, Indented) : null, cancellation);
    }
}
