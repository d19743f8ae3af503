using Microsoft.Extensions.Logging.Abstractions;
using Workers.Hosting.Environments;
using Workers.Hosting.Loops;
using Workers.Jobs.Feed;
using Workers.Operations;
using Workers.Progress;
using Workers.Redis;

namespace Workers.Web.Live;

/// <summary>
/// Follows one environment for all who listen at this server, as long as anybody does: its history, how it stands, and the marks of documents that are worked on. Each goes on without the
/// others: without Redis events are told all the same.
/// </summary>
internal sealed class LiveTail(TargetEnvironment environment, Queues queues, Verdicts verdicts, BackgroundLoops loops, TimeProvider time)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan StatePace = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(3);

    /// <summary>How long in all whoever listens waits for those that have no place for more, where much happened at once.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <summary>What happens to a document that begins anew.</summary>
    private static readonly string[] Anew = ["retried", "requeued"];

    private readonly Lock _gate = new();
    private readonly ProgressFloors _floors = new();
    private FeedPlace? _place;
    private TimeSpan _waited;

    public LiveAudience Audience { get; } = new();

    /// <summary>Until nobody listens any more.</summary>
    public Task RunAsync(CancellationToken stop) => Task.WhenAll(
        loops.RunAsync(NameOf("events"), AfterFailure, FollowAsync, stop), loops.RunAsync(NameOf("states"), null, WatchAsync, stop), loops.RunAsync(NameOf("progress"), null, (_, stopping) => HearAsync(stopping), stop));

    private string NameOf(string part) => $"live {part} {environment.Label()}";

    private async Task FollowAsync(BackgroundLoop loop, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var wait = AfterFailure;
            await loop.PassAsync(async passing => wait = await TellMoreAsync(passing) ? TimeSpan.Zero : Pace, stop);
            await RestAsync(wait, stop);
        }
    }

    /// <returns>Whether more has happened before now.</returns>
    private async Task<bool> TellMoreAsync(CancellationToken stop)
    {
        var page = await queues.FeedOf(environment).ReadAsync(_place, EventFeed.Most, stop);
        IReadOnlyList<LiveEvent> events = [.. page.Events.Select(one => LiveEvent.Of(environment, one))];
        while (Audience.HasNoPlaceFor(events) && _waited < Patience)
        {
            await Task.Delay(Look, time, stop);
            _waited += Look;
        }

        Tell(page, events);
        _place = page.Next;
        _waited = page.More ? _waited : TimeSpan.Zero;
        return page.More;
    }

    private void Tell(FeedPage page, IReadOnlyList<LiveEvent> events)
    {
        if (page.IsGone)
        {
            Audience.Reset(page.Next);
            return;
        }

        foreach (var begun in page.Events.Where(one => Anew.Contains(one.Kind, StringComparer.Ordinal)))
        {
            lock (_gate)
            {
                _floors.BeginAnew(begun.JobId, begun.At);
            }
        }

        Audience.Tell(events, page.Next);
    }

    private async Task WatchAsync(BackgroundLoop loop, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Audience.StatesWanted.WaitAsync(stop);
            await loop.PassAsync(LookAsync, stop);
            await RestAsync(StatePace, stop);
        }
    }

    private async Task LookAsync(CancellationToken stop)
    {
        try
        {
            foreach (var state in LiveStateViews.Of(await verdicts.AnsweredAsync(environment, stop), environment))
            {
                Audience.Tell(state);
            }
        }
        catch (OperationException)
        {
            // The verdict itself says who is away, where it can be had.
        }
    }

    private async Task HearAsync(CancellationToken stop)
    {
        var options = queues.Settings.Get<RedisOptions>();
        while (!stop.IsCancellationRequested)
        {
            try
            {
                // The gateway keeps the subscription across breaks.
                await using var redis = await RedisGateway.ConnectAsync(options, time, NullLoggerFactory.Instance, stop);
                await using var marks = await redis.SubscribeAsync(new RedisKeys(options).ProgressMarks, Hear, stop);
                await RestAsync(Timeout.InfiniteTimeSpan, stop);
                return;
            }
            catch (RedisFailureException)
            {
                await RestAsync(AfterFailure, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private void Hear(string message)
    {
        if (ProgressMark.FromJson(message) is not { } mark || mark.Environment != environment)
        {
            return;
        }

        // Told within, so that what is told rises too.
        lock (_gate)
        {
            var percent = Math.Clamp(mark.Percent, 0, 100);
            if (_floors.Rises(mark.Claim.Id, mark.Claim.ClaimToken, percent))
            {
                Audience.Tell(LiveState.Of(new ProgressView(mark.Claim.Id, StageOf(mark.Stage), percent)), isKept: false);
            }
        }
    }

    /// <summary>Anybody may write to the channel.</summary>
    private static string StageOf(string stage) => stage.Length <= 40 && stage.All(letter => char.IsAsciiLetterUpper(letter) || letter is '_') ? stage : "";

    /// <summary>Whoever rests looks afterwards whether it goes on.</summary>
    private async Task RestAsync(TimeSpan wait, CancellationToken stop) => await Task.Delay(wait, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
