using Workers.Capacity.Measurement;

namespace Workers.Capacity.Ledger;

/// <summary>What came of asking for a reservation.</summary>
internal abstract record ReserveAnswer
{
    private ReserveAnswer()
    {
    }

    /// <summary>Why the worker waits, for people; empty when it need not.</summary>
    public abstract string WhyNot { get; }

    internal sealed record Granted(Reservation Reservation) : ReserveAnswer
    {
        public override string WhyNot => "";
    }

    /// <summary>It does not fit now; the worker waits, and holds nothing.</summary>
    internal sealed record Refused(CapacityShortage Shortage) : ReserveAnswer
    {
        public override string WhyNot => Shortage.Message;
    }

    /// <summary>The ledger was not asked: too little memory is really free. The worker waits.</summary>
    internal sealed record Delayed(MemoryShortage Shortage) : ReserveAnswer
    {
        public override string WhyNot => Shortage.Message;
    }

    /// <summary>Redis is away, or the ledger was lost and waits for holders to register again: nothing new starts.</summary>
    /// <param name="Why">For people.</param>
    internal sealed record Unavailable(string Why) : ReserveAnswer
    {
        public override string WhyNot => Why;
    }
}

/// <summary>What came of changing a worker's type.</summary>
internal abstract record SwapAnswer
{
    private SwapAnswer()
    {
    }

    internal sealed record Swapped : SwapAnswer;

    /// <summary>The new one does not fit; the old one is kept.</summary>
    internal sealed record Refused(CapacityShortage Shortage) : SwapAnswer;

    /// <summary>The ledger was not asked: too little memory is really free for the larger one; the old one is kept.</summary>
    internal sealed record Delayed(MemoryShortage Shortage) : SwapAnswer;

    /// <summary>There was nothing to change: reserve again.</summary>
    internal sealed record Lost : SwapAnswer;

    /// <summary>No answer: what is held is settled by the next renewal; until then the worker starts nothing.</summary>
    internal sealed record Unavailable(string Why) : SwapAnswer;
}

/// <summary>Whether this daemon may take part.</summary>
/// <param name="Refusal">Why not, with the remedy; null when it may.</param>
/// <param name="OpensIn">How long the ledger still waits for holders to register again; zero when it is open.</param>
internal sealed record OpenAnswer(string? Refusal, TimeSpan OpensIn);
