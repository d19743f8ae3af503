namespace Simulators.Servers;

/// <summary>How a network link is. The default is a good one.</summary>
internal sealed record LinkState
{
    /// <summary>Added to whatever passes, each way.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>At most so much more, drawn for each piece.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>What a client sends is not delivered for now.</summary>
    public bool HoldsRequests { get; init; }

    /// <summary>What a server answers is not delivered for now: requests are carried out and nobody hears of it.</summary>
    public bool HoldsAnswers { get; init; }

    /// <summary>Open connections are reset, and new ones too.</summary>
    public bool Cut { get; init; }

    public static LinkState Good { get; } = new();

    public static LinkState Slow { get; } = new() { Latency = TimeSpan.FromMilliseconds(60), Jitter = TimeSpan.FromMilliseconds(120) };

    /// <summary>Nothing passes either way, and no connection closes.</summary>
    public static LinkState Stalled { get; } = new() { HoldsRequests = true, HoldsAnswers = true };

    /// <summary>Cut one way: what is asked arrives, what is answered does not.</summary>
    public static LinkState Mute { get; } = new() { HoldsAnswers = true };

    public static LinkState Broken { get; } = new() { Cut = true };
}
