using Microsoft.Extensions.Logging;
using Workers.Database;
using Workers.Hosting.Environments;
using Workers.Hosting.Loops;
using Workers.Jobs.Feed;

namespace Workers.Webhooks;

/// <summary>
/// Makes and sends the deliveries of one environment as long as this server serves; several servers share them by the table. What one held when it died is sent again by another when its lease has
/// ended, under the same id.
/// </summary>
/// <param name="dataOf">What is told of an event, as JSON.</param>
/// <param name="random">Spreads tries that are made again.</param>
internal sealed partial class WebhookLoop(WebhookStore store, WebhookKey key, WebhookSender sender, Func<FeedEvent, (string Type, string Data)> dataOf, Random random, TimeProvider time, ILogger<WebhookLoop> logger)
{
    private const int MostAtOnce = 32;
    private const int MostOfEndpoint = 4;

    /// <summary>Of all, for addresses that do not answer: the rest is kept for those that do.</summary>
    private const int MostOfSilent = 8;

    private const int MostPages = 4;

    /// <summary>Longer than a try with its settling.</summary>
    private static readonly TimeSpan Lease = WebhookSender.Longest + TimeSpan.FromSeconds(45);

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WhenRefused = TimeSpan.FromSeconds(10);

    private readonly List<(Task Task, bool Answers)> _sending = [];
    private Guid? _identity;
    private WebhookRefusal? _said;

    private string Label => store.Environment.Label();

    private IEnumerable<Task> Sending => _sending.Select(one => one.Task);

    /// <summary>The longest time between two passes when all is well.</summary>
    public static TimeSpan LongestPace => WhenRefused;

    public async Task RunAsync(BackgroundLoop loop, CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                var serves = false;
                await loop.PassAsync(async passing => serves = await RunOnceAsync(passing), stop);
                await Task.WhenAny([Task.Delay(serves ? Pace : WhenRefused, time, stop), .. Sending]);
            }
        }
        finally
        {
            // What is on its way is given up; its lease ends, and another sends it again.
            await SentAsync();
        }
    }

    /// <summary>One pass: deliveries are made of what happened, and those that are due set out.</summary>
    /// <returns>False where this server may not deliver here.</returns>
    public async Task<bool> RunOnceAsync(CancellationToken stop)
    {
        var arrived = Sending.Where(task => task.IsCompleted).ToList();
        _sending.RemoveAll(one => arrived.Contains(one.Task));
        await Task.WhenAll(arrived);
        var identity = _identity ??= (await store.ListAsync(null, stop)).Identity;
        var check = key.CheckOf(store.Environment, identity);
        for (var pages = 0; pages < MostPages; pages++)
        {
            var fanned = await store.FanAsync(check, stop);
            Say(fanned.Refusal);
            if (fanned.Refusal is not null)
            {
                return false;
            }

            if (!fanned.More)
            {
                break;
            }
        }

        var token = Guid.NewGuid();
        if (_sending.Count < MostAtOnce)
        {
            var ofSilent = MostOfSilent - _sending.Count(one => !one.Answers);
            foreach (var due in await store.ClaimAsync(check, token, MostAtOnce - _sending.Count, MostOfEndpoint, ofSilent, Lease, stop))
            {
                _sending.Add((SendAsync(due, identity, token, stop), due.Answers));
            }
        }

        return true;
    }

    /// <summary>Ends when those that have set out have arrived.</summary>
    public Task SentAsync() => Task.WhenAll(Sending);

    private async Task SendAsync(DueDelivery due, Guid identity, Guid token, CancellationToken stop)
    {
        try
        {
            var outcome = await TryAsync(due, identity, stop);
            if (await store.SettleAsync(due.Id, token, outcome, random.NextDouble(), stop) is DeliveryState.Dead)
            {
                LogDead(Label, due.Id, due.EndpointId, outcome.Status, outcome.Answer);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Its lease ends.
        }
        catch (DatabaseException away)
        {
            // So it does here; whether it arrived is not written down, and it is sent again under its id.
            LogAway(Label, away.Message);
        }
    }

    /// <summary>Whatever is thrown is a try that failed: it counts, and the next one waits, so that a message which cannot be made or sent ends like one that nobody takes.</summary>
    private async Task<DeliveryOutcome> TryAsync(DueDelivery due, Guid identity, CancellationToken stop)
    {
        try
        {
            var oldest = due.FormerFrom ?? due.Generation;
            var secrets = Enumerable.Range(oldest, due.Generation - oldest + 1).Reverse().Select(generation => key.SecretOf(store.Environment, identity, due.EndpointId, generation));
            return await sender.SendAsync(due.Url, due.Id, PayloadOf(due), secrets, stop);
        }
#pragma warning disable CA1031 // What one message throws holds up no other.
        catch (Exception fault) when (!(fault is OperationCanceledException && stop.IsCancellationRequested))
#pragma warning restore CA1031
        {
            // Its words may hold what is secret of the address.
            LogFault(Label, due.Id, due.EndpointId, fault.GetType().FullName ?? "");
            return new(false, false, null, $"Not sent: a fault of this program ({fault.GetType().Name}).");
        }
    }

    private string PayloadOf(DueDelivery due)
    {
        var (type, data) = due.Event is { } happened ? dataOf(happened.In(Guid.Empty)) : ("ping", "{}");
        return $$"""{"type":"{{type}}","timestamp":"{{(due.Event?.At ?? due.MadeAt).UtcDateTime:O}}","data":{{data}}}""";
    }

    private void Say(WebhookRefusal? refusal)
    {
        if (refusal == _said)
        {
            return;
        }

        _said = refusal;
        switch (refusal)
        {
            case WebhookRefusal.Key:
                LogOtherKey(Label);
                break;
            case WebhookRefusal.Home:
                LogOtherHome(Label);
                break;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment}: webhooks wait until the database answers: {Reason}")]
    private partial void LogAway(string environment, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Environment}: a fault of this program ({Type}) ended a try of delivery {Delivery} to endpoint {Endpoint}; it counts as one that failed")]
    private partial void LogFault(string environment, Guid delivery, Guid endpoint, string type);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment}: no webhook is delivered: this server's WEBHOOK_KEY is not the one that the secrets are derived from, or the database is a copy from another environment. Set the key of the other servers; a copy that is to deliver with secrets of its own is confirmed by an operator: webhooks confirm, then rotate each")]
    private partial void LogOtherKey(string environment);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment}: no webhook is delivered: this database was restored or copied, and nobody has said that it may call anybody from here. Where it takes the place of the former one, an operator confirms it: webhooks confirm")]
    private partial void LogOtherHome(string environment);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment}: delivery {Delivery} to endpoint {Endpoint} is given up ({Status}): {Answer}")]
    private partial void LogDead(string environment, Guid delivery, Guid endpoint, int? status, string answer);
}
