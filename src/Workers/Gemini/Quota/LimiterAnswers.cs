using System.Globalization;

namespace Workers.Gemini.Quota;

internal enum ReserveVerdict
{
    Ok,

    /// <summary>The process must announce itself (tick), or has no share of the limits yet.</summary>
    Join,

    /// <summary>Redis is new or lost its data.</summary>
    Closed,

    /// <summary>A 429 stopped everyone.</summary>
    Frozen,

    /// <summary>The day's quota is used up.</summary>
    Parked,
}

internal enum GrantVerdict
{
    /// <summary>Send it when its delay is over.</summary>
    Granted,

    /// <summary>The id cannot be used any more: ask under another.</summary>
    Stale,

    /// <summary>Larger than the minute's tokens in force.</summary>
    TooLarge,
}

/// <param name="Delay">From the moment of the answer; zero where nothing was granted.</param>
internal readonly record struct Admitted(GrantVerdict Verdict, TimeSpan Delay)
{
    public static Admitted Of(string reply) => reply switch
    {
        "-1" => new(GrantVerdict.Stale, TimeSpan.Zero),
        "-2" => new(GrantVerdict.TooLarge, TimeSpan.Zero),
        _ => new(GrantVerdict.Granted, TimeSpan.FromMilliseconds(double.Parse(reply, CultureInfo.InvariantCulture))),
    };
}

/// <summary>Limits that an operator sets for everyone; null leaves one to what the processes declare.</summary>
/// <param name="Lasts">Null: until the next order.</param>
internal sealed record LimitOrder(long? RequestsPerMinute, long? TokensPerMinute, long? RequestsPerDay, TimeSpan? Lasts);

/// <param name="Wait">When to ask again for what was not admitted.</param>
/// <param name="Admitted">For a prefix of the calls, in the order asked.</param>
internal sealed record QuotaAnswer(ReserveVerdict Verdict, string Epoch, TimeSpan Wait, IReadOnlyList<Admitted> Admitted);

/// <param name="Share">This process's share of the limits, 0 to 1.</param>
/// <param name="Missing">Processes that stopped answering and are not known to be dead.</param>
internal sealed record TickAnswer(string Epoch, double Share, GeminiUsage Usage, IReadOnlyList<string> Missing);
