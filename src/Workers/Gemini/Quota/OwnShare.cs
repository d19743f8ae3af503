using Workers.Steering;

namespace Workers.Gemini.Quota;

/// <summary>
/// What this process sent lately, and what it may still send while nobody can be asked. It mirrors every send, so that Redis can be told
/// of what it missed. Safe for several threads: what may be sent is decided and counted in one step.
/// </summary>
internal sealed class OwnShare(Steered<GeminiOptions> settings, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly SentWindow _sent = new();
    private readonly long _origin = time.GetTimestamp();
    private TimeSpan _contact;
    private TimeSpan _frozenUntil;

    /// <summary>The process's own clock.</summary>
    public TimeSpan Now => time.GetElapsedTime(_origin);

    /// <summary>The part of the limits that Redis left to this process, 0 to 1.</summary>
    public double Part { get; private set; }

    public GeminiUsage Usage { get; private set; } = new() { MaxRequests = settings.Configured.MaxRequestsPerMinute, MaxTokens = settings.Configured.MaxTokensPerMinute };

    public void Learn(double part, GeminiUsage usage) => (Part, Usage) = (part, usage);

    /// <summary>Redis answered to what was asked then.</summary>
    /// <param name="hasForgotten">It lost what it was told before.</param>
    public void Heard(TimeSpan asked, bool hasForgotten)
    {
        lock (_gate)
        {
            if (hasForgotten)
            {
                _sent.Forgotten(Today);
            }

            _contact = asked;
        }
    }

    /// <summary>Nothing is sent without Redis for so long.</summary>
    public void Freeze(TimeSpan stop)
    {
        lock (_gate)
        {
            _frozenUntil = Now + stop;
        }
    }

    /// <summary>Counts one more call if it may be sent without Redis, by this process's part and its own last minute.</summary>
    /// <returns>Where it was counted; null when it may not be sent.</returns>
    public SentWindow.Slot? TrySendAlone(long tokens)
    {
        lock (_gate)
        {
            var (now, options) = (Now, settings.Current);
            var limits = new AloneLimits(
                Math.Min(Usage.MaxRequests, options.MaxRequestsPerMinute),
                Math.Min(Usage.MaxTokens, options.MaxTokensPerMinute),
                Usage.MaxRequestsPerDay - Usage.RequestsToday);
            return now >= _frozenUntil && now - _contact >= Usage.ParkedFor
                && WithoutRedis.MaySend(Part, now - _contact, _sent.Sum(now), _sent.Untold, tokens, limits)
                ? _sent.Add(now, Today, tokens, known: false)
                : null;
        }
    }

    /// <summary>Counts a call that Redis admitted.</summary>
    /// <returns>Where it was counted; its tokens are corrected by <see cref="Correct"/>.</returns>
    public SentWindow.Slot Sent(long tokens)
    {
        lock (_gate)
        {
            return _sent.Add(Now, Today, tokens, known: true);
        }
    }

    /// <summary>Counts a call from now on, not from where it was counted.</summary>
    public SentWindow.Slot Move(SentWindow.Slot counted, long tokens)
    {
        lock (_gate)
        {
            return _sent.Move(counted, Now, tokens);
        }
    }

    public void Correct(SentWindow.Slot slot, int requests, long tokens)
    {
        lock (_gate)
        {
            _sent.Correct(slot, requests, tokens);
        }
    }

    /// <summary>What Redis does not know of: the slots of the last minute, and the requests of the day.</summary>
    public Untold FindUntold()
    {
        lock (_gate)
        {
            var now = Now;
            var slots = _sent.UntoldSlots(now);
            return new(slots, [.. slots.Select(slot => (now - slot.Start, slot.Requests, slot.Tokens))], _sent.Untold);
        }
    }

    /// <summary>Redis knows of these now.</summary>
    public void Told(Untold untold)
    {
        lock (_gate)
        {
            _sent.Told(untold.Today);
            foreach (var slot in untold.Slots)
            {
                slot.Known = true;
            }
        }
    }

    private int Today => time.GetUtcNow() is var now ? PacificDay.At(now).Number(now) : 0;
}

/// <param name="Sends">Of each slot: its age, requests and tokens.</param>
/// <param name="Today">Requests of the day.</param>
internal sealed record Untold(IReadOnlyList<SentWindow.Slot> Slots, IReadOnlyList<(TimeSpan Age, int Requests, long Tokens)> Sends, long Today)
{
    public bool IsNothing => Slots.Count is 0 && Today is 0;
}
