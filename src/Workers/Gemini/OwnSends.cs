namespace Workers.Gemini;

/// <summary>
/// What this process sent in the last 61 seconds, by its own clock: the basis of sending without Redis, and what Redis is
/// told when it comes back. Pure; the caller guards it.
/// </summary>
internal sealed class OwnSends
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(61);
    private static readonly TimeSpan Width = TimeSpan.FromMilliseconds(100);

    private readonly Queue<Slot> _slots = new();
    private Slot? _last;

    /// <summary>Sends within a tenth of a second, one kind at a time.</summary>
    internal sealed class Slot(TimeSpan start, bool known)
    {
        public TimeSpan Start { get; } = start;

        /// <summary>Whether Redis was told.</summary>
        public bool Known { get; set; } = known;

        public int Requests { get; set; }

        public long Tokens { get; set; }
    }

    /// <returns>Where it was counted, to be corrected when its real use is known.</returns>
    public Slot Add(TimeSpan now, long tokens, bool known)
    {
        if (_last is null || now - _last.Start >= Width || _last.Known != known)
        {
            _slots.Enqueue(_last = new(now, known));
        }

        _last.Requests++;
        _last.Tokens += tokens;
        return _last;
    }

    public (long Requests, long Tokens) Sum(TimeSpan now)
    {
        Forget(now);
        return (_slots.Sum(slot => (long)slot.Requests), _slots.Sum(slot => slot.Tokens));
    }

    /// <summary>The slots that Redis was not told of; all of them once it lost its data.</summary>
    public IReadOnlyList<Slot> Untold(TimeSpan now)
    {
        Forget(now);
        return [.. _slots.Where(slot => !slot.Known)];
    }

    /// <summary>Redis lost its data: it knows of nothing.</summary>
    public void Forgotten()
    {
        foreach (var slot in _slots)
        {
            slot.Known = false;
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
