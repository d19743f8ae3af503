using Shouldly;

namespace Workers.Gemini.Quota;

/// <summary>One call as it really was.</summary>
/// <param name="start">When it may be sent, in moved milliseconds; when it was, if that was later.</param>
internal sealed class TrueCall(string process, long start, long tokens, long sigma)
{
    public string Process { get; } = process;

    public long Start { get; set; } = start;

    public int Requests { get; private set; } = 1;

    public long Tokens { get; private set; } = tokens;

    public long Sigma { get; } = sigma;

    public bool IsOpen { get; private set; } = true;

    /// <summary>Redis lost it.</summary>
    public bool IsForgotten { get; set; }

    public void Settle(long used)
    {
        (IsOpen, Requests, Tokens) = (false, used < 0 ? 0 : 1, Math.Max(0, used));
    }
}

/// <summary>What was really sent, which limits really are in force, and so what must be shown and may be admitted.</summary>
internal sealed class LimiterTruth(LimiterRig rig)
{
    public static readonly GeminiOptions Configured = new() { MaxRequestsPerMinute = 30, MaxTokensPerMinute = 100_000, MaxRequestsPerDay = 120 };
    private const long Named = 3_600_000;

    private readonly Dictionary<string, TrueCall> _calls = [];
    private LimitOrder _order = new(null, null, null, null);
    private long _orderedUntil;
    private (long Tokens, long Until) _named;
    private (long From, long Frozen, long Parked) _stop;
    private int _day;

    /// <summary>What the living processes are configured with.</summary>
    public Dictionary<string, GeminiOptions> Declared { get; } = [];

    public long Today { get; private set; }

    public IEnumerable<KeyValuePair<string, TrueCall>> Calls => _calls;

    public long RequestLimit => Ordered?.RequestsPerMinute ?? Declared.Values.Min(options => options.MaxRequestsPerMinute);

    public long TokenLimit =>
        (Ordered?.TokensPerMinute ?? Declared.Values.Min(options => options.MaxTokensPerMinute)) is var limit && rig.Now < _named.Until && _named.Tokens > 0
            ? Math.Min(limit, _named.Tokens) : limit;

    public long DayLimit => Ordered?.RequestsPerDay ?? Declared.Values.Min(options => options.MaxRequestsPerDay ?? long.MaxValue);

    public bool MayAdmit => rig.Now >= _stop.From && rig.Now >= _stop.Frozen && rig.Now >= _stop.Parked && Today < DayLimit;

    public bool Knows(string id) => _calls.ContainsKey(id);

    private LimitOrder? Ordered => rig.Now < _orderedUntil ? _order : null;

    /// <summary>Was granted: now it must not have passed any limit.</summary>
    public void Grant(string process, string id, long start, QuotaRequest request, string when)
    {
        if (_calls.TryGetValue(id, out var known) && !known.IsForgotten && IsInRing(known))
        {
            known.IsOpen.ShouldBeTrue($"{when}: {id} is settled and cannot be granted again");
            Math.Max(known.Start, rig.Now).ShouldBe(start, $"{when}: {id} was granted twice");
            return;
        }

        MayAdmit.ShouldBeTrue($"{when}: {id} was admitted although nothing may be ({_stop}, {Today} of {DayLimit} today)");
        _calls[id] = new(process, start, request.Tokens, request.Sigma);
        Today++;
        var window = _calls.Values.Where(call => call.Start > rig.Now - 60_000).ToList();
        window.Sum(call => call.Requests).ShouldBeLessThanOrEqualTo((int)RequestLimit, $"{when}: requests of a minute");
        window.Sum(call => call.Tokens).ShouldBeLessThanOrEqualTo(TokenLimit, $"{when}: tokens of a minute");
    }

    public void Settle(string id, long used)
    {
        if (_calls.TryGetValue(id, out var call) && call.IsOpen && !call.IsForgotten && IsInRing(call))
        {
            call.Settle(used);
            Today -= used < 0 && call.Start >= DayStart - 1000 ? 1 : 0;
        }
    }

    /// <summary>Sent and still in the window.</summary>
    public bool IsCounted(TrueCall call) => call.Requests > 0 && !call.IsForgotten && IsInRing(call);

    public void SendLate(TrueCall call, long start)
    {
        if (start > call.Start)
        {
            var today = (DayStart - 1000) / 100;
            Today += call.Start / 100 < today && start / 100 >= today ? 1 : 0;
            call.Start = start;
        }
    }

    public void Order(LimitOrder order)
    {
        var isEmpty = (order.RequestsPerMinute ?? order.TokensPerMinute ?? order.RequestsPerDay) is null;
        (_order, _orderedUntil) = (order, isEmpty ? 0 : order.Lasts is { } lasts ? rig.Now + (long)lasts.TotalMilliseconds : long.MaxValue);
        _named = order.TokensPerMinute is null ? _named : (0, _named.Until);
        _stop.Parked = order.RequestsPerDay is null ? _stop.Parked : 0;
    }

    public void Freeze(TimeSpan asked, bool daily, long namedTokens)
    {
        var most = Ordered?.TokensPerMinute ?? Declared.Values.Min(options => options.MaxTokensPerMinute);
        _named = namedTokens > 0 ? (namedTokens < most ? namedTokens : 0, rig.Now + Named) : _named;
        _stop.Frozen = daily ? _stop.Frozen : Math.Max(_stop.Frozen, rig.Now + (long)asked.TotalMilliseconds);
        _stop.Parked = daily ? rig.Now + (long)rig.UntilMidnight.TotalMilliseconds : _stop.Parked;
    }

    /// <summary>Redis lost everything; what is told of the day counts again.</summary>
    public void Forget()
    {
        foreach (var call in _calls.Values)
        {
            call.IsForgotten = true;
        }

        _stop = (rig.Now + 62_000, 0, 0);
        (_orderedUntil, _named, _day) = (0, default, PacificDay.At(rig.GetUtcNow()).Number(rig.GetUtcNow()));
    }

    /// <summary>Time has moved and a script has run.</summary>
    public void Turn()
    {
        var day = PacificDay.At(rig.GetUtcNow()).Number(rig.GetUtcNow());
        if (day != _day)
        {
            (_day, _stop.Parked) = (day, 0);
            Today = _calls.Values.Where(call => !call.IsForgotten && IsInRing(call) && call.Start / 100 >= (DayStart - 1000) / 100).Sum(call => call.Requests);
        }
    }

    /// <summary>What the sums must hold: requests, tokens, and the variance of what is not settled.</summary>
    public string Sums()
    {
        var ring = _calls.Values.Where(call => !call.IsForgotten && IsInRing(call)).ToList();
        return $"{ring.Sum(call => call.Requests)} {ring.Sum(call => call.Tokens)} {ring.Where(call => call.IsOpen).Sum(call => call.Sigma * call.Sigma)}";
    }

    /// <summary>What operators must read: tenths of a second that have not left the minute.</summary>
    public (long Requests, long Tokens) Shown()
    {
        var window = _calls.Values.Where(call => !call.IsForgotten && ((call.Start / 100) + 1) * 100 > rig.Now - 60_000).ToList();
        return (window.Sum(call => call.Requests), window.Sum(call => call.Tokens));
    }

    private long DayStart => (_day * 86_400_000L) - (long)PacificDay.At(rig.GetUtcNow()).Offset.TotalMilliseconds;

    private bool IsInRing(TrueCall call) => call.Start / 100 > ((rig.Now - 61_000) / 100) - 1;
}
