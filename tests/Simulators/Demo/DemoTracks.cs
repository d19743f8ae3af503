using System.Globalization;

namespace Simulators.Demo;

/// <summary>One document on its way: what the feed expects, and what the queue said last.</summary>
internal sealed class DemoTrack(string key, DemoDocument document)
{
    private readonly List<int> _statuses = [];
    private DateTime? _first;
    private DateTime? _last;

    public string Key => key;

    public DemoDocument Document => document;

    public DemoRow? Row { get; set; }

    /// <summary>The statuses it went through, such as "1→2→3→2→4".</summary>
    public string Moves => string.Join('→', _statuses);

    /// <summary>From the first to the last move.</summary>
    public TimeSpan Took => _first is { } first && _last is { } last ? last - first : TimeSpan.Zero;

    /// <summary>True when nothing more will happen by itself: read, failed, or a plan that is stored.</summary>
    public bool HasEnded => Row is { Status: 4 or 5 } || (Row is { Status: 3 } && document.Source == "plan_cadastraux");

    /// <summary>True when it ended as the feed says.</summary>
    public bool EndedWell => HasEnded && Row!.Status == document.EndsAt && Row.Outcome == document.Outcome;

    /// <summary>What the feed says, such as "5 not_found".</summary>
    public string Expected => string.Create(CultureInfo.InvariantCulture, $"{document.EndsAt} {document.Outcome}").Trim();

    /// <summary>A short name for people.</summary>
    public string Name => $"{document.Environment} {document.Source} {document.Number}";

    /// <summary>Takes an event in; true when it was a move.</summary>
    public bool Take(DemoEvent happened)
    {
        if (happened.To is not { } to || (_statuses.Count > 0 && _statuses[^1] == to))
        {
            return false;
        }

        _statuses.Add(to);
        _first ??= happened.At;
        _last = happened.At;
        return true;
    }
}

/// <summary>All documents of the demo.</summary>
internal sealed class DemoTracks(IReadOnlyList<DemoDocument> feed)
{
    public IReadOnlyList<DemoTrack> All { get; } =
        [.. feed.Select((document, index) => new DemoTrack(DemoFeed.KeyOf(index), document))];

    public bool HaveEnded => All.All(track => track.HasEnded);

    public bool EndedWell => All.All(track => track.EndedWell);

    /// <summary>The document with this key in this environment; null for one that the feed did not put there.</summary>
    public DemoTrack? Find(string environment, string key) =>
        All.FirstOrDefault(track => track.Key == key && track.Document.Environment == environment);
}
