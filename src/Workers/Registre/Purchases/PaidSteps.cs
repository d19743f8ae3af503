namespace Workers.Registre.Purchases;

/// <summary>Whether a paid step is in flight in this process: from just before a request that bills until what became of it is known.</summary>
/// <param name="InFlight">How many.</param>
/// <param name="SecondsUntilNone">When none is expected to be, if no other begins; 0 when none is, null where those that were measured do not tell.</param>
/// <param name="Measured">From how many paid steps that is known.</param>
internal sealed record PaidReport(int InFlight, double? SecondsUntilNone, int Measured);

/// <summary>The paid steps of this process: those in flight, and how long others took. Safe for several threads.</summary>
internal sealed class PaidSteps(TimeProvider time)
{
    /// <summary>So many of the latest are remembered.</summary>
    private const int Remembered = 50;

    private readonly Lock _gate = new();
    private readonly HashSet<PaidStep> _inFlight = [];
    private readonly Queue<TimeSpan> _took = new();

    /// <summary>For one purchase; nothing is in flight before it begins.</summary>
    public PaidStep Open() => new(this);

    public PaidReport Report()
    {
        lock (_gate)
        {
            return PaidEstimate.Of([.. _inFlight.Select(step => time.GetElapsedTime(step.Since))], [.. _took]);
        }
    }

    internal void Begin(PaidStep step)
    {
        lock (_gate)
        {
            step.Since = time.GetTimestamp();
            _inFlight.Add(step);
        }
    }

    /// <param name="wasSent">Nothing is learned from one that was turned back before it was sent.</param>
    internal void End(PaidStep step, bool wasSent)
    {
        lock (_gate)
        {
            if (!_inFlight.Remove(step) || !wasSent)
            {
                return;
            }

            _took.Enqueue(time.GetElapsedTime(step.Since));
            if (_took.Count > Remembered)
            {
                _took.Dequeue();
            }
        }
    }
}

/// <summary>One purchase among the paid steps: in flight from its first request that may bill until it is disposed.</summary>
internal sealed class PaidStep(PaidSteps all) : IDisposable
{
    private bool _began;
    private bool _sent;

    /// <summary>When it began, by the process's clock.</summary>
    public long Since { get; set; }

    /// <summary>In flight from here on, at the latest; again changes nothing.</summary>
    public void Begin()
    {
        if (!_began)
        {
            _began = true;
            all.Begin(this);
        }
    }

    /// <summary>A request that may bill left: how long it takes from the beginning on is worth knowing.</summary>
    public void Sent() => _sent = true;

    public void Dispose() => all.End(this, _sent);
}
