using Workers.Jobs.Feed;

namespace Workers.Web.Live;

/// <summary>All who listen to one environment at this server.</summary>
internal sealed class LiveAudience
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LiveState> _states = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _wanted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LiveListener[] _listeners = [];
    private FeedPlace _place;

    /// <summary>Done when it is known where the history is.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Done while anybody wants to know how things are.</summary>
    public Task StatesWanted
    {
        get
        {
            lock (_gate)
            {
                return _wanted.Task;
            }
        }
    }

    /// <summary>Whether these would cost somebody who is told them the stream.</summary>
    public bool HasNoPlaceFor(IReadOnlyList<LiveEvent> events)
    {
        lock (_gate)
        {
            return _listeners.Any(listener => listener.HasNoPlaceFor(events));
        }
    }

    /// <summary>From here on it is told everything, and how things are now at once.</summary>
    /// <returns>The place after which events are told; to be asked when <see cref="Ready"/> is done.</returns>
    public FeedPlace Join(LiveListener listener)
    {
        lock (_gate)
        {
            _listeners = [.. _listeners, listener];
            if (listener.TakesStates)
            {
                _wanted.TrySetResult();
            }

            foreach (var state in _states.Values)
            {
                listener.Tell(state);
            }

            return _place;
        }
    }

    public void Leave(LiveListener listener)
    {
        lock (_gate)
        {
            // Whoever is told something may leave meanwhile: a list that is gone through stays as it is.
            _listeners = [.. _listeners.Where(other => other != listener)];
            if (_wanted.Task.IsCompleted && !_listeners.Any(other => other.TakesStates))
            {
                _wanted = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    /// <param name="place">Up to which these tell all.</param>
    public void Tell(IReadOnlyList<LiveEvent> events, FeedPlace place)
    {
        lock (_gate)
        {
            _place = place;
            foreach (var listener in _listeners)
            {
                listener.Tell(events, place);
            }
        }

        _ready.TrySetResult();
    }

    /// <summary>Tells it where it is news.</summary>
    /// <param name="isKept">Whoever joins later is told it too.</param>
    public void Tell(LiveState state, bool isKept = true)
    {
        lock (_gate)
        {
            if (isKept && _states.TryGetValue(state.Key, out var before) && before.Text == state.Text)
            {
                return;
            }

            if (isKept)
            {
                _states[state.Key] = state;
            }

            foreach (var listener in _listeners)
            {
                listener.Tell(state);
            }
        }
    }

    /// <summary>What was told before may not be all.</summary>
    public void Reset(FeedPlace place)
    {
        lock (_gate)
        {
            _place = place;
            foreach (var listener in _listeners)
            {
                listener.Reset(place);
            }
        }

        _ready.TrySetResult();
    }
}
