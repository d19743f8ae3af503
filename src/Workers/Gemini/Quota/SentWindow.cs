namespace Workers.Gemini.Quota;

/// <summary>
/// What this process sent in the last 61 seconds, by its own clock: the basis of sending without Redis, and what Redis is
/// told when it comes back. Pure; the caller guards it.
/// </summary>
internal sealed class SentWindow
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(61);
    private static readonly TimeSpan Width = TimeSpan.FromMilliseconds(100);

    private readonly Queue<Slot> _slots = new();
    private Slot? _last;
    private int _day;
    private long _today;

    /// <summary>Requests of the day that Redis does not know of.</summary>
    public long Untold { get; private set; }

    /// <summary>Sends within a tenth of a second, one kind at a time.</summary>
    internal sealed class Slot(TimeSpan start, bool known)
    {
        public TimeSpan Start { get; } = start;

        /// <summary>Whether Redis was told.</summary>
        public bool Known { get; set; } = known;

        public int Requests { get; set; }

        public long Tokens { get; set; }
    }

    /// <param name="day">The Pacific day.</param>
    /// <returns>Where it was counted, to be corrected when its real use is known.</returns>
    public Slot Add(TimeSpan now, int day, long tokens, bool known)
    {
        Turn(day);
        _today++;
        Untold += known ? 0 : 1;
        return Enter(now, tokens, known);
    }

    private Slot Enter(TimeSpan now, long tokens, bool known)
    {
        if (_last is null || now - _last.Start >= Width || _last.Known != known)
        {
            _slots.Enqueue(_last = new(now, known));
        }

        _last.Requests++;
        _last.Tokens += tokens;
        return _last;
    }

    /// <summary>Counts a send now that was counted earlier.</summary>
    /// <returns>Where it is counted from now on.</returns>
    public Slot Move(Slot slot, TimeSpan now, long tokens)
    {
        slot.Requests--;
        slot.Tokens -= tokens;
        return Enter(now, tokens, slot.Known);
    }

    public (long Requests, long Tokens) Sum(TimeSpan now)
    {
        Forget(now);
        return (_slots.Sum(slot => (long)slot.Requests), _slots.Sum(slot => slot.Tokens));
    }

    public void Correct(Slot slot, int requests, long tokens)
    {
        slot.Requests += requests;
        slot.Tokens += tokens;
        _today += requests;
        Untold += slot.Known ? 0 : requests;
    }

    /// <summary>The slots that Redis was not told of; all of them once it lost its data.</summary>
    public IReadOnlyList<Slot> UntoldSlots(TimeSpan now)
    {
        Forget(now);
        return [.. _slots.Where(slot => !slot.Known)];
    }

    /// <summary>Redis counted so many of the untold requests of the day.</summary>
    public void Told(long requests) => Untold -= requests;

    /// <summary>Redis lost its data: it knows of nothing.</summary>
    public void Forgotten(int day)
    {
        Turn(day);
        Untold = _today;
        foreach (var slot in _slots)
        {
            slot.Known = false;
        }
    }

    private void Turn(int day)
    {
        if (day != _day)
        {
            (_day, _today, Untold) = (day, 0, 0);
        }
    }

    private void Forget(TimeSpan now)
    {
        while (_slots.TryPeek(out var slot) && now - slot.Start > Window + Width)
        {
            _slots.Dequeue();
        }
    }
}
