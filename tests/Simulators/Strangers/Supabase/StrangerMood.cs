namespace Simulators.Strangers.Supabase;

/// <summary>The part of the address that a mood concerns.</summary>
[Flags]
internal enum StrangerRealm
{
    None = 0,
    Rest = 1,
    Storage = 2,
    Everything = Rest | Storage,
}

/// <summary>
/// What the way from Postgres and Storage to the client does to answers. One mood holds at a time; the ready ones are in
/// <see cref="StrangerMoods"/>, each with its source.
/// </summary>
internal sealed record StrangerMood(string Name)
{
    public static StrangerMood Normal { get; } = new("normal");

    public StrangerRealm Realm { get; init; } = StrangerRealm.Everything;

    /// <summary>Only so many requests of the realm meet the mood, those after them find all well; null is all.</summary>
    public int? Answers { get; init; }

    /// <summary>Answered in place of asking anybody behind: nothing is done.</summary>
    public StrangerAnswer? Instead { get; init; }

    /// <summary>True: <see cref="Instead"/> comes from behind the check of keys, so that a wrong key is told first.</summary>
    public bool BehindKeys { get; init; }

    /// <summary>Answered after the work was done and committed: its own answer is lost.</summary>
    public StrangerAnswer? Afterwards { get; init; }

    public StrangerWire Wire { get; init; } = new();
}

/// <summary>Whether a body is packed with gzip.</summary>
internal enum StrangerPacking
{
    /// <summary>As a well-behaved edge does.</summary>
    WhenAccepted,
    Never,

    /// <summary>Also for a client that did not ask.</summary>
    Always,
}

/// <summary>How a finished answer goes on the wire.</summary>
internal sealed record StrangerWire
{
    public StrangerPacking Packing { get; init; }

    /// <summary>True: several chunks instead of a Content-Length.</summary>
    public bool Chunked { get; init; }

    /// <summary>True: with what the hosted edge and gateway add.</summary>
    public bool EdgeHeaders { get; init; }

    /// <summary>True: header lines come twice.</summary>
    public bool TwiceHeaders { get; init; }

    /// <summary>The share of the body that arrives before the connection ends; null is all of it.</summary>
    public double? CutConnectionAt { get; init; }

    /// <summary>The share of the body that is sent as if it were all of it; null is all of it.</summary>
    public double? CutBodyAt { get; init; }

    /// <summary>What a good answer's body is replaced by, of the same status and type.</summary>
    public byte[]? Body { get; init; }

    /// <summary>True: the connection ends where an answer should begin.</summary>
    public bool Reset { get; init; }

    /// <summary>Bytes that go out at once when <see cref="DripPause"/> is set.</summary>
    public int DripBytes { get; init; } = 16;

    /// <summary>The wait between two drips; zero sends all at once.</summary>
    public TimeSpan DripPause { get; init; }
}
