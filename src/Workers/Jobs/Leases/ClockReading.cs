namespace Workers.Jobs.Leases;

/// <summary>What a database's clock showed to one question of this process, and when that was on the process's own monotonic clock.</summary>
/// <param name="Clock">The database's clock, read at some moment between the question and the answer.</param>
/// <param name="Asked">When the question was sent.</param>
/// <param name="Answered">When the answer had come.</param>
internal sealed record ClockReading(DateTimeOffset Clock, TimeSpan Asked, TimeSpan Answered)
{
    /// <summary>Two clocks that are both right part by no more than one in so many.</summary>
    private const int Drift = 1000;

    /// <returns>Null where no database can have that clock: the first or the last year that there is.</returns>
    public static ClockReading? Of(DateTimeOffset clock, TimeSpan asked, TimeSpan answered) =>
        clock.Year is > 1 and < 9999 ? new(clock, asked, answered) : null;

    /// <summary>What the database's clock may show to a question that is sent now, if it goes as this process's own does.</summary>
    public ClockBounds Expect(TimeSpan now, TimeSpan margin)
    {
        var tolerance = margin + ((now - Asked) / Drift);
        return new(Clock + (now - Answered) - tolerance, Clock + (now - Asked) + tolerance);
    }

    /// <summary>How far a later reading is off, by more than the two questions can have taken: ahead is positive, behind negative.</summary>
    public TimeSpan StepTo(ClockReading later)
    {
        var went = later.Clock - Clock;
        var (shortest, longest) = (later.Asked - Answered, later.Answered - Asked);
        return went > longest ? went - longest : went < shortest ? went - shortest : TimeSpan.Zero;
    }
}

/// <summary>Between which times the database's clock is expected to be; outside of them no lease is judged by it.</summary>
internal sealed record ClockBounds(DateTimeOffset NotBefore, DateTimeOffset NotAfter)
{
    /// <summary>For a question that only wants to know the time.</summary>
    public static ClockBounds Never { get; } = new(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
}
