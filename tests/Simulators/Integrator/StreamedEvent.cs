namespace Simulators.Integrator;

/// <summary>An event as it came: over which connection (from 0), in which place of all (from 0), when.</summary>
public sealed record StreamedEvent(int Place, int Connection, Uri Address, string Type, string Data, string LastEventId, bool HasId, DateTimeOffset At);

/// <summary>One connection of a reader: what it sent as <c>Last-Event-ID</c>, what was answered (0: nothing), how it ended.</summary>
public sealed record StreamConnection(int Number, Uri Address, string LastEventIdSent, int Status, long BodyBytes, StreamEnd End, string Detail);

/// <summary>How a connection ended.</summary>
public enum StreamEnd
{
    /// <summary>The server ended the stream in order.</summary>
    Ended,

    /// <summary>The reader cut itself.</summary>
    CutByReader,

    /// <summary>It broke, or was never made.</summary>
    Broken,

    /// <summary>Another answer than 200 with an event stream.</summary>
    Refused,

    /// <summary>The reader was told to stop.</summary>
    Stopped,
}
