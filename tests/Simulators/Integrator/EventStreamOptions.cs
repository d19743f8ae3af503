namespace Simulators.Integrator;

/// <summary>What a reader starts a reconnected stream's id buffer with.</summary>
public enum EventIdMemory
{
    /// <summary>With the source's last id, as browsers do: an event without id leaves it.</summary>
    AsBrowsers,

    /// <summary>Empty, by the letter of the text: after a reconnection the first block without id forgets the last one.</summary>
    ByTheLetter,
}

/// <summary>How a reader behaves.</summary>
public sealed record EventStreamOptions
{
    /// <summary>The full addresses (http), with what they ask; the first is tried first.</summary>
    public required IReadOnlyList<Uri> Addresses { get; init; }

    /// <summary>Shown as <c>Authorization: Bearer</c>.</summary>
    public string? Key { get; init; }

    /// <summary>Sent as <c>Last-Event-ID</c> with the first connection.</summary>
    public string LastEventId { get; init; } = "";

    /// <summary>Draws the cuts and the next address. The same seed draws the same.</summary>
    public int Seed { get; init; }

    /// <summary>Cuts itself after so many bytes of a connection's body, drawn anew each time from 1 to this; nothing: never.</summary>
    public int? CutWithin { get; init; }

    /// <summary>How many times it cuts itself at most.</summary>
    public int MostCuts { get; init; } = int.MaxValue;

    /// <summary>Ends its own connections by reset rather than in order.</summary>
    public bool CutsByReset { get; init; }

    /// <summary>Waits so long between two reads.</summary>
    public TimeSpan PauseBetweenReads { get; init; } = TimeSpan.Zero;

    /// <summary>The most bytes of one read; the socket's own buffer is made as small as it goes where this is below 4096.</summary>
    public int BytesPerRead { get; init; } = 16 * 1024;

    /// <summary>What it waits before it connects again, until the stream tells another time.</summary>
    public TimeSpan ReconnectionTime { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest that it waits, whatever a stream or an answer tells.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Whether an answer other than 200 is tried again elsewhere, but for 204, which says to stop. By the letter of the
    /// text any such answer ends the source for good.
    /// </summary>
    public bool TriesAfterRefusal { get; init; }

    /// <summary>With what it starts the id of a reconnected stream.</summary>
    public EventIdMemory Memory { get; init; }
}
