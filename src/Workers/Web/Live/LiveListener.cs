using Workers.Jobs.Feed;

namespace Workers.Web.Live;

/// <summary>What one who listens has not been told yet.</summary>
/// <param name="Reset">Where to go on, where what is known must be read anew first.</param>
/// <param name="Place">Up to which these events tell all; null before the first.</param>
internal sealed record LiveNews(FeedPlace? Reset, IReadOnlyList<LiveEvent> Events, IReadOnlyList<LiveState> States, FeedPlace? Place);

/// <summary>One who listens: what is told waits here, so much and no more.</summary>
/// <param name="lose">Called at once, from whoever tells, where more events wait than there is place for: it goes on by its cursor.</param>
internal sealed class LiveListener(LiveFilter filter, Action lose)
{
    /// <summary>Events that may wait.</summary>
    public const int MostEvents = 2000;

    /// <summary>States that may wait; of more the oldest is left out, which its next change tells.</summary>
    public const int MostStates = 500;

    private readonly Lock _gate = new();
    private readonly OrderedDictionary<string, LiveState> _states = new(StringComparer.Ordinal);
    private List<LiveEvent> _events = [];
    private FeedPlace? _reset;
    private FeedPlace? _place;
    private bool _isLost;
    private TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when there is something to take.</summary>
    public Task Told
    {
        get
        {
            lock (_gate)
            {
                return _told.Task;
            }
        }
    }

    /// <summary>Whether it wants to know how things are; progress it is told all the same.</summary>
    public bool TakesStates => filter.TakesStates;

    /// <summary>Whether those of these that it is told would cost it the stream.</summary>
    public bool HasNoPlaceFor(IReadOnlyList<LiveEvent> events)
    {
        int waiting;
        lock (_gate)
        {
            waiting = _events.Count;
        }

        return waiting + events.Count > MostEvents && events.Count(filter.Takes) is > 0 and var more && waiting + more > MostEvents;
    }

    /// <param name="place">Up to which these tell all.</param>
    public void Tell(IReadOnlyList<LiveEvent> events, FeedPlace place)
    {
        bool isLost;
        lock (_gate)
        {
            if (_isLost)
            {
                return;
            }

            var before = _events.Count;
            _events.AddRange(events.Where(filter.Takes));
            _place = place;
            isLost = _isLost = _events.Count > MostEvents;
            if (isLost)
            {
                _events = [];
            }
            else if (_events.Count > before)
            {
                _told.TrySetResult();
            }
        }

        if (isLost)
        {
            lose();
        }
    }

    public void Tell(LiveState state)
    {
        if (!filter.Takes(state))
        {
            return;
        }

        lock (_gate)
        {
            _states[state.Key] = state;
            if (_states.Count > MostStates)
            {
                _states.RemoveAt(0);
            }

            _told.TrySetResult();
        }
    }

    /// <summary>What was told before may not be all; events go on after this place.</summary>
    public void Reset(FeedPlace place)
    {
        lock (_gate)
        {
            (_reset, _place) = (place, place);
            _events.Clear();
            _told.TrySetResult();
        }
    }

    /// <summary>Has it look whether it may go on.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            _told.TrySetResult();
        }
    }

    /// <summary>All that waits.</summary>
    public LiveNews Take()
    {
        lock (_gate)
        {
            var news = new LiveNews(_reset, _events, [.. _states.Values], _place);
            (_reset, _events) = (null, []);
            _states.Clear();
            if (_told.Task.IsCompleted)
            {
                _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return news;
        }
    }
}
