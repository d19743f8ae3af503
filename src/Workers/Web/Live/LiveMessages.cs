using System.Buffers;
using System.Text.Json;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Feed;

namespace Workers.Web.Live;

/// <summary>Something that happened, told once and in its order; written out once for all who listen, and not where nobody wants it.</summary>
/// <param name="write">Writes it as it goes over the line; the same each time.</param>
internal sealed class LiveEvent(FeedPlace place, string kind, Guid document, string? dossier, Func<string> write)
{
    private string? _text;

    public FeedPlace Place => place;

    public string Kind => kind;

    public Guid Document => document;

    public string? Dossier => dossier;

    /// <summary>As it goes over the line.</summary>
    public string Text => _text ??= write();

    public static LiveEvent Of(TargetEnvironment environment, FeedEvent happened)
    {
        var view = DocumentEventView.Of(happened);
        return new(happened.Place, view.Kind, happened.JobId, happened.Document?.Dossier, () => EventText.Of(view.Kind, view, new FeedCursor(environment, happened.Place)));
    }
}

/// <summary>How something is now; the latest takes the place of what was not told yet.</summary>
/// <param name="Key">Of what it tells the latest.</param>
/// <param name="Document">Null of what concerns none alone.</param>
internal sealed record LiveState(string Key, string Kind, Guid? Document, string Text)
{
    public static LiveState Of(string kind, object view) => new(kind, kind, null, EventText.Of(kind, view));

    public static LiveState Of(ProgressView progress) => new($"{ProgressView.Kind} {progress.Document}", ProgressView.Kind, progress.Document, EventText.Of(ProgressView.Kind, progress));
}

/// <summary>How a stream of server-sent events is written (pure).</summary>
internal static class EventText
{
    public const string Reset = "reset";

    /// <summary>After which a client that was cut off asks again.</summary>
    public static readonly TimeSpan Again = TimeSpan.FromSeconds(2);

    /// <param name="cursor">Null of what nobody goes on after.</param>
    public static string Of(string kind, object view, FeedCursor? cursor = null) =>
        $"{(cursor is { } place ? $"id: {place}\n" : "")}event: {kind}\ndata: {JsonSerializer.Serialize(view, view.GetType(), WebJson.Options)}\n\n";

    /// <summary>Moves the place at which a client goes on; programs are told nothing.</summary>
    public static string Place(FeedCursor cursor) => $"id: {cursor}\n\n";

    public static string Retry(TimeSpan after) => FormattableString.Invariant($"retry: {after.TotalMilliseconds:0}\n\n");

    /// <summary>Keeps what stands between from taking the stream for dead.</summary>
    public static string Beat => ": here\n\n";
}

/// <summary>A document as an event names it: as it is when it is told.</summary>
/// <param name="Status">1 to 5; <paramref name="StatusName"/> is its word.</param>
internal sealed record EventDocument(Guid Id, string? Source, string? Number, string? Dossier, int? Status, string? StatusName, string? Outcome);

/// <summary>What is told of something that happened: no machine, account, path or sentence of theirs.</summary>
/// <param name="From">The status that it left; null, like <paramref name="To"/>, where it moved to none.</param>
internal sealed record DocumentEventView(string Kind, DateTimeOffset At, int? From, int? To, EventDocument Document)
{
    public const string Prefix = "document.";

    private const string Other = "changed";
    private const int LongestKind = 40;

    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz_");

    public static DocumentEventView Of(FeedEvent happened)
    {
        var document = happened.Document;
        return new(KindOf(happened.Kind), happened.At, happened.From, happened.To, new(
            happened.JobId, document?.Source, document?.Number, document?.Dossier, document?.Status,
            document is not null && Enum.IsDefined((JobStatus)document.Status) ? StatusFlow.NameOf((JobStatus)document.Status) : null, document?.Outcome));
    }

    /// <summary>Whether it is a word that an event may be named by.</summary>
    public static bool IsKind(ReadOnlySpan<char> word) =>
        word.StartsWith(Prefix, StringComparison.Ordinal) && word.Length > Prefix.Length && word.Length <= Prefix.Length + LongestKind && !word[Prefix.Length..].ContainsAnyExcept(Letters);

    /// <summary>The history is the database's own, and what stands in it anybody's who may write there.</summary>
    private static string KindOf(string kind) => IsKind(Prefix + kind) ? Prefix + kind : Prefix + Other;
}
