using System.Globalization;
using System.Text;

namespace Simulators.Integrator;

/// <summary>One event as the algorithm dispatched it. <paramref name="LastEventId"/> is the source's last id then;
/// <paramref name="HasId"/> says whether this event's own block named it.</summary>
public sealed record ParsedEvent(string Type, string Data, string LastEventId, bool HasId);

/// <summary>
/// The WHATWG parsing and interpreting of one event stream, from bytes cut anywhere. A line ends at CR at once and an
/// LF right behind it belongs to it. Lines are cut before they are decoded, which is the same: no byte of a longer
/// UTF-8 sequence is a CR or LF.
/// </summary>
public sealed class EventStreamParser(string lastEventIdBuffer = "")
{
    private static readonly byte[] Mark = [0xEF, 0xBB, 0xBF];
    private readonly List<byte> line = [];
    private readonly StringBuilder data = new();
    private string type = "";
    private string idBuffer = lastEventIdBuffer;
    private bool idInBlock;
    private bool afterReturn;
    private int markSeen;

    /// <summary>The source's last event id: it changes where a block ends, with or without data.</summary>
    public string LastEventId { get; private set; } = lastEventIdBuffer;

    /// <summary>The reconnection time that the stream told last.</summary>
    public TimeSpan? Retry { get; private set; }

    /// <summary>How many comment lines came.</summary>
    public int Comments { get; private set; }

    /// <summary>How many blocks ended without data, and so without an event.</summary>
    public int BlocksWithoutData { get; private set; }

    /// <summary>Whether bytes of an unfinished block are held, which the end of the stream drops.</summary>
    public bool HoldsUnfinished => line.Count > 0 || data.Length > 0 || type.Length > 0 || idInBlock;

    /// <summary>Takes some bytes and gives the events that they finished.</summary>
    public IReadOnlyList<ParsedEvent> Feed(ReadOnlySpan<byte> bytes)
    {
        var events = new List<ParsedEvent>();
        foreach (var one in bytes)
        {
            if (markSeen >= 0 && PassesMark(one))
                continue;
            if (afterReturn && one == '\n')
            {
                afterReturn = false;
                continue;
            }

            afterReturn = one == '\r';
            if (one is (byte)'\r' or (byte)'\n')
                EndLine(events);
            else
                line.Add(one);
        }

        return events;
    }

    /// <summary>Holds back what may be the byte order mark at the very start; what was none after all is given to the line.</summary>
    private bool PassesMark(byte one)
    {
        if (one == Mark[markSeen])
        {
            markSeen = markSeen == 2 ? -1 : markSeen + 1;
            return true;
        }

        line.AddRange(Mark.AsSpan(0, markSeen));
        markSeen = -1;
        return false;
    }

    private void EndLine(List<ParsedEvent> events)
    {
        var text = Encoding.UTF8.GetString([.. line]);
        line.Clear();
        if (text.Length == 0)
        {
            Dispatch(events);
            return;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon == 0)
        {
            Comments++;
            return;
        }

        var name = colon < 0 ? text : text[..colon];
        var value = colon < 0 ? "" : text[(colon + 1)..];
        Process(name, value.StartsWith(' ') ? value[1..] : value);
    }

    private void Process(string name, string value)
    {
        switch (name)
        {
            case "event":
                type = value;
                break;
            case "data":
                data.Append(value).Append('\n');
                break;
            case "id" when !value.Contains('\0', StringComparison.Ordinal):
                idBuffer = value;
                idInBlock = true;
                break;
            case "retry" when value.Length > 0 && value.All(char.IsAsciiDigit):
                Retry = TimeSpan.FromMilliseconds(long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var told) ? Math.Min(told, int.MaxValue) : int.MaxValue);
                break;
        }
    }

    private void Dispatch(List<ParsedEvent> events)
    {
        LastEventId = idBuffer;
        if (data.Length == 0)
            BlocksWithoutData++;
        else
            events.Add(new(type.Length == 0 ? "message" : type, data.ToString(0, data.Length - 1), LastEventId, idInBlock));
        data.Clear();
        type = "";
        idInBlock = false;
    }
}
