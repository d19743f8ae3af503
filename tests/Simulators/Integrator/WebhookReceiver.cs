using System.Net;
using System.Net.Sockets;

namespace Simulators.Integrator;

/// <summary>
/// The address of an office's own system that is told of events: it verifies every delivery after Standard Webhooks,
/// keeps account of them, and answers as its mood is. Plain HTTP/1.1 over a socket on loopback.
/// </summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private readonly ReceiverLedger ledger = new();
    private readonly Queue<ReceiverMood> moods = new();
    private readonly List<Task> serving = [];
    private readonly TimeProvider time;
    private readonly Task accepting;
    private string[] secrets;
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int elsewhere;
    private int connections;

    /// <summary>Listens at once.</summary>
    /// <param name="secrets">All that count now, several in a rotation.</param>
    /// <param name="time">The clock by which the window is measured; slow moods go by the true one.</param>
    public WebhookReceiver(IEnumerable<string> secrets, TimeProvider time)
    {
        this.secrets = [.. secrets];
        this.time = time;
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        Address = new Uri($"http://127.0.0.1:{port}/hook");
        Elsewhere = new Uri($"http://127.0.0.1:{port}/elsewhere");
        accepting = Task.Run(AcceptAsync);
    }

    /// <summary>Where it is told.</summary>
    public Uri Address { get; }

    /// <summary>Where redirects lead. Whoever comes there is counted, and nothing is verified.</summary>
    public Uri Elsewhere { get; }

    /// <summary>The mood when no other is left.</summary>
    public ReceiverMood Otherwise { get; set; } = ReceiverMood.Ok;

    /// <summary>Chooses the mood of a delivery (head, how many came before it) before all else, unless it gives nothing.</summary>
    public Func<WireHead, int, ReceiverMood?>? Choose { get; set; }

    /// <summary>The pause between two bytes of slow moods.</summary>
    public TimeSpan SlowStep { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>What a delivery that is not verified is answered, where the mood is a lawful 2xx.</summary>
    public int RefuseWith { get; set; } = 401;

    /// <summary>All deliveries, in order.</summary>
    public IReadOnlyList<ReceivedDelivery> Deliveries { get { lock (gate) return ledger.Deliveries; } }

    /// <summary>Those that were not verified.</summary>
    public IReadOnlyList<ReceivedDelivery> Refused =>
        [.. Deliveries.Where(one => one.Refusal is not null and not RefusalReason.NotRead)];

    /// <summary>The verified messages by their <c>webhook-id</c>.</summary>
    public IReadOnlyDictionary<string, VerifiedMessage> Messages { get { lock (gate) return ledger.Messages; } }

    /// <summary>How many requests followed a redirect.</summary>
    public int CameElsewhere => Volatile.Read(ref elsewhere);

    /// <summary>How many connections were made.</summary>
    public int Connections => Volatile.Read(ref connections);

    /// <summary>The secrets that count from now on.</summary>
    public void SetSecrets(params IEnumerable<string> now) => Volatile.Write(ref secrets, [.. now]);

    /// <summary>The moods of the next deliveries, one each, behind those already told.</summary>
    public void Answer(params IEnumerable<ReceiverMood> next)
    {
        lock (gate)
        {
            foreach (var mood in next)
                moods.Enqueue(mood);
        }
    }

    /// <summary>Waits until the account is as asked.</summary>
    public async Task WaitUntilAsync(Func<WebhookReceiver, bool> asked, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(asked);
        while (true)
        {
            Task next;
            lock (gate)
                next = changed.Task;
            if (asked(this))
                return;
            await next.WaitAsync(cancel).ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        listener.Dispose();
        await accepting.ConfigureAwait(false);
        Task[] left;
        lock (gate)
            left = [.. serving];
        await Task.WhenAll(left).ConfigureAwait(false);
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var socket = await listener.AcceptSocketAsync(stop.Token).ConfigureAwait(false);
                socket.NoDelay = true;
                var number = Interlocked.Increment(ref connections) - 1;
                lock (gate)
                    serving.Add(Task.Run(() => ServeAsync(socket, number)));
            }
            catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // Stopped, or a caller that was gone before it was taken.
            }
        }
    }

    private async Task ServeAsync(Socket socket, int number)
    {
        using var stream = new NetworkStream(socket, ownsSocket: true);
        var wire = new WireReader(stream);
        var answers = new MoodAnswers(stream, socket, wire, SlowStep, this);
        try
        {
            while (await wire.ReadHeadAsync(stop.Token).ConfigureAwait(false) is { } head)
            {
                if (!await OneAsync(head, wire, answers, number).ConfigureAwait(false))
                    return;
            }
        }
        catch (Exception over) when (over is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // The caller hung up, or the receiver stopped.
        }
        finally
        {
            Signal();
        }
    }

    /// <summary>Takes one request. Returns whether the connection goes on.</summary>
    private async Task<bool> OneAsync(WireHead head, WireReader wire, MoodAnswers answers, int number)
    {
        if (head.StartLine.Contains(Elsewhere.AbsolutePath, StringComparison.Ordinal))
        {
            Interlocked.Increment(ref elsewhere);
            Signal();
            await answers.PlainAsync(200, stop.Token).ConfigureAwait(false);
            return false;
        }

        var mood = NextMood(head);
        var delivery = new ReceivedDelivery(
            0, number, time.GetUtcNow(), mood, head, [], head.Only("webhook-id"), RefusalReason.NotRead, "", [], 0);
        if (mood is ReceiverMood.ClosesBeforeBody or ReceiverMood.AnswersBeforeBody)
        {
            Add(delivery with { Answered = mood == ReceiverMood.AnswersBeforeBody ? 500 : 0 }, null);
            if (mood == ReceiverMood.AnswersBeforeBody)
                await answers.EarlyAsync(head, stop.Token).ConfigureAwait(false);
            return false;
        }

        try
        {
            var body = await answers.TakeBodyAsync(head, mood, stop.Token).ConfigureAwait(false);
            var verdict = DeliveryJudge.Judge(head, body, Volatile.Read(ref secrets), time.GetUtcNow());
            var answered = MoodAnswers.StatusOf(mood);
            if (verdict.Refusal is not null && answered is >= 200 and < 300)
                answered = RefuseWith;
            delivery = delivery with
            {
                Body = body,
                Id = verdict.Id,
                Refusal = verdict.Refusal,
                Detail = verdict.Detail,
                SignedBy = verdict.SignedBy,
                Answered = answered,
            };
            Add(delivery, verdict.Timestamp);
        }
        catch (Exception broken) when (broken is IOException or SocketException)
        {
            Add(delivery with { Refusal = RefusalReason.BrokenOff, Detail = broken.Message }, null);
            return false;
        }

        if (delivery.Refusal is not null && delivery.Answered == RefuseWith)
        {
            await answers.PlainAsync(RefuseWith, stop.Token).ConfigureAwait(false);
            return false;
        }

        return await answers.GiveAsync(mood, head, stop.Token).ConfigureAwait(false);
    }

    private ReceiverMood NextMood(WireHead head)
    {
        lock (gate)
        {
            if (Choose?.Invoke(head, ledger.Deliveries.Count) is { } chosen)
                return chosen;
            return moods.TryDequeue(out var next) ? next : Otherwise;
        }
    }

    private void Add(ReceivedDelivery delivery, DateTimeOffset? timestamp)
    {
        lock (gate)
            ledger.Add(delivery, timestamp);
        Signal();
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
