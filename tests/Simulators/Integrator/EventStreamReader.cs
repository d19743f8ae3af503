using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Simulators.Integrator;

/// <summary>
/// A client of server-sent events by the WHATWG text: one source over many connections. It notes every event in order
/// and drops none, so that a test can tell what was lost or came twice.
/// </summary>
public sealed class EventStreamReader(EventStreamOptions options, TimeProvider time) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly List<StreamedEvent> events = [];
    private readonly List<StreamConnection> connections = [];
    private readonly Random random = new(options.Seed);
    private readonly CancellationTokenSource stop = new();
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan reconnection = options.ReconnectionTime;
    private TimeSpan? held;
    private string lastEventId = options.LastEventId;
    private int cuts;
    private Task? running;

    /// <summary>Every event so far, in order.</summary>
    public IReadOnlyList<StreamedEvent> Events { get { lock (gate) return [.. events]; } }

    /// <summary>Every connection that ended so far, in order.</summary>
    public IReadOnlyList<StreamConnection> Connections { get { lock (gate) return [.. connections]; } }

    /// <summary>The source's last event id.</summary>
    public string LastEventId { get { lock (gate) return lastEventId; } }

    /// <summary>How many comment lines came over all connections.</summary>
    public int Comments { get; private set; }

    /// <summary>How many unfinished blocks were dropped where a connection ended.</summary>
    public int Unfinished { get; private set; }

    /// <summary>Why the source ended for good; nothing while it goes on or where it was stopped.</summary>
    public string? Failure { get; private set; }

    /// <summary>The ids that events themselves carried, in order.</summary>
    public IReadOnlyList<string> Ids => [.. Events.Where(one => one.HasId).Select(one => one.LastEventId)];

    /// <summary>Ids that more than one event carried.</summary>
    public IReadOnlyList<string> RepeatedIds => [.. Ids.GroupBy(id => id, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => same.Key)];

    /// <summary>Begins to read.</summary>
    public EventStreamReader Start()
    {
        running ??= Task.Run(() => RunAsync(stop.Token));
        return this;
    }

    /// <summary>Stops reading and waits until the connection is closed. All that was noted stays.</summary>
    public async Task StopAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        if (running is not null)
            await running.ConfigureAwait(false);
    }

    /// <summary>Waits until what was noted is as asked, or the source ended for good.</summary>
    /// <returns>Whether it is as asked.</returns>
    public async Task<bool> WaitUntilAsync(Func<IReadOnlyList<StreamedEvent>, bool> asked, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(asked);
        while (true)
        {
            Task next;
            lock (gate)
                next = changed.Task;
            if (asked(Events))
                return true;
            if (running is { IsCompleted: true })
                return asked(Events);
            await next.WaitAsync(cancel).ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        stop.Dispose();
    }

    private async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            var at = 0;
            for (var number = 0; !cancel.IsCancellationRequested; number++)
            {
                var ended = await ConnectAsync(number, options.Addresses[at], cancel).ConfigureAwait(false);
                lock (gate)
                    connections.Add(ended);
                Signal();
                if (ended.End == StreamEnd.Stopped)
                    return;
                if (ended.End == StreamEnd.Refused && (!options.TriesAfterRefusal || ended.Status == 204))
                {
                    Failure = $"{ended.Status}: {ended.Detail}";
                    return;
                }

                at = options.Addresses.Count == 1 ? 0 : (at + random.Next(1, options.Addresses.Count)) % options.Addresses.Count;
                await PauseAsync(held ?? reconnection, cancel).ConfigureAwait(false);
                held = null;
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Told to stop while it waited.
        }
        finally
        {
            _ = Task.Run(async () =>
            {
                // Whoever waits looks again when the task is over.
                if (running is not null)
                    await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                Signal();
            }, CancellationToken.None);
        }
    }

    private async Task<StreamConnection> ConnectAsync(int number, Uri address, CancellationToken cancel)
    {
        var sent = LastEventId;
        var note = new StreamConnection(number, address, sent, 0, 0, StreamEnd.Broken, "");
        WireLink? link = null;
        try
        {
            link = await WireLink.ConnectAsync(address, options.BytesPerRead < 4096, from: null, cancel).ConfigureAwait(false);
            link.Reader.AtOnce = options.BytesPerRead;
            await link.Stream.WriteAsync(Request(address, sent), cancel).ConfigureAwait(false);
            var head = await link.Reader.ReadHeadAsync(cancel).ConfigureAwait(false) ?? throw new WireException("no answer");
            note = note with { Status = head.Status };
            if (head.Status == 0)
                throw new WireException("no HTTP");
            var mediaType = (head.Only("Content-Type") ?? "").Split(';')[0].Trim();
            if (head.Status != 200 || !mediaType.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase))
            {
                if (int.TryParse(head.Only("Retry-After"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
                    held = TimeSpan.FromSeconds(seconds);
                return note with { End = StreamEnd.Refused, Detail = head.Status == 200 ? $"no event stream: {mediaType}" : head.StartLine };
            }

            return await ReadAsync(link, head, note, cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return note with { End = StreamEnd.Stopped };
        }
        catch (Exception broken) when (broken is IOException or SocketException)
        {
            return note with { Detail = broken.Message };
        }
        finally
        {
            link?.Dispose();
        }
    }

    private async Task<StreamConnection> ReadAsync(WireLink link, WireHead head, StreamConnection note, CancellationToken cancel)
    {
        var body = link.Reader.BodyOf(head, isAnswer: true);
        var parser = new EventStreamParser(options.Memory == EventIdMemory.AsBrowsers ? LastEventId : "");
        var cutAt = options.CutWithin is { } within && cuts < options.MostCuts ? random.Next(1, within + 1) : long.MaxValue;
        var some = new byte[Math.Max(1, options.BytesPerRead)];
        var end = StreamEnd.Ended;
        var detail = "";
        long read = 0;
        try
        {
            while (read < cutAt)
            {
                var most = (int)Math.Min(some.Length, cutAt - read);
                var count = await body.ReadAsync(some.AsMemory(0, most), cancel).ConfigureAwait(false);
                if (count == 0)
                    break;
                read += count;
                Note(parser, parser.Feed(some.AsSpan(0, count)), note);
                await PauseAsync(options.PauseBetweenReads, cancel).ConfigureAwait(false);
            }

            if (read >= cutAt)
            {
                cuts++;
                end = StreamEnd.CutByReader;
                if (options.CutsByReset)
                    link.Reset();
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            end = StreamEnd.Stopped;
        }
        catch (Exception broken) when (broken is IOException or SocketException)
        {
            (end, detail) = (StreamEnd.Broken, broken.Message);
        }

        Comments += parser.Comments;
        Unfinished += parser.HoldsUnfinished ? 1 : 0;
        return note with { BodyBytes = read, End = end, Detail = detail };
    }

    private void Note(EventStreamParser parser, IReadOnlyList<ParsedEvent> parsed, StreamConnection note)
    {
        reconnection = parser.Retry ?? reconnection;
        lock (gate)
        {
            if (parser.BlocksWithoutData > 0 || parsed.Count > 0)
                lastEventId = parser.LastEventId;
            foreach (var one in parsed)
                events.Add(new(events.Count, note.Number, note.Address, one.Type, one.Data, one.LastEventId, one.HasId, time.GetUtcNow()));
        }

        if (parsed.Count > 0)
            Signal();
    }

    private byte[] Request(Uri address, string sent)
    {
        var head = new StringBuilder($"GET {address.PathAndQuery} HTTP/1.1\r\nHost: {address.Authority}\r\n");
        head.Append("Accept: text/event-stream\r\nCache-Control: no-store\r\n");
        if (options.Key is not null)
            head.Append(CultureInfo.InvariantCulture, $"Authorization: Bearer {options.Key}\r\n");
        if (sent.Length > 0)
            head.Append(CultureInfo.InvariantCulture, $"Last-Event-ID: {sent}\r\n");
        return Encoding.UTF8.GetBytes(head.Append("\r\n").ToString());
    }

    private Task PauseAsync(TimeSpan asked, CancellationToken cancel)
    {
        var pause = asked < options.LongestWait ? asked : options.LongestWait;
        return pause > TimeSpan.Zero ? Task.Delay(pause, time, cancel) : Task.CompletedTask;
    }

    private void Signal()
    {
        lock (gate)
        {
            changed.TrySetResult();
            changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
