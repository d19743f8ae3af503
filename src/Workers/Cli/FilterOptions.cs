using System.CommandLine;
using Workers.Hosting;
using Workers.Jobs;
using Workers.Operations.Documents;

namespace Workers.Cli;

/// <summary>The options that say which documents a command means; the same words for every command.</summary>
internal sealed class FilterOptions
{
    private readonly Option<string[]> _status = Several("--status", "status", "1 to 5 or a name; several by commas.");
    private readonly Option<string[]> _outcome = Several("--outcome", "word", "Why they ended at 5, as in not_found; several by commas.");
    private readonly Option<string[]> _kind = Several("--kind", "kind", "index, acte or plan; several by commas.", "--source");
    private readonly Option<string?> _number = One("--number", "number", "Lot or inscription number, spaces as you like; with * behind its beginning.");
    private readonly Option<string?> _lot = One("--lot", "number", "Likewise, of an index or a plan only.");
    private readonly Option<string?> _dossier = One("--dossier", "text", "The office's file that they are bought for.");
    private readonly Option<string?> _older = One("--older", "duration", "Added longer ago than this, as in 2h.");
    private readonly Option<string?> _since = One("--since", "time", "Added since a day or time of Quebec, or a duration ago, as in 2026-11-01 or 3d.");
    private readonly Option<string?> _review = One("--review", "state", "needed, none, open, refused or decided.");
    private readonly Option<string?> _text = One("--text", "text", "Somewhere in number, dossier, names, or what is said of it: error, review, history, purchases. It reads every row that the other options leave.");

    /// <summary>In the order in which help shows them.</summary>
    public IEnumerable<Option> All => [_status, _outcome, _kind, _number, _lot, _dossier, _older, _since, _review, _text];

    /// <summary>Puts them into a command.</summary>
    public FilterOptions AddTo(Command command)
    {
        foreach (var option in All)
        {
            command.Add(option);
        }

        return this;
    }

    /// <exception cref="CommandException">A word was not understood; all of them are told together.</exception>
    public DocumentFilter Read(ParseResult parsed)
    {
        var words = new FilterWords(
            [], parsed.GetValue(_status) ?? [], parsed.GetValue(_outcome) ?? [], parsed.GetValue(_kind) ?? [], parsed.GetValue(_number), parsed.GetValue(_lot), parsed.GetValue(_dossier),
            parsed.GetValue(_older), parsed.GetValue(_since), parsed.GetValue(_review), parsed.GetValue(_text));
        var (filter, faults) = words.Parse(TimeProvider.System.GetUtcNow());
        return faults.Count == 0 ? filter : throw new CommandException(ExitCode.Usage, Printable.Lines(string.Join('\n', faults)));
    }

    private static Option<string[]> Several(string name, string help, string description, params string[] also) => new(name, also) { HelpName = help, Description = description };

    private static Option<string?> One(string name, string help, string description) => new(name) { HelpName = help, Description = description };
}
