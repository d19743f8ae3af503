using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Workers.Database;
using Workers.Hosting.Environments;
using Workers.Jobs.Feed;
using Workers.Operations;
using Workers.Progress;
using Workers.Redis;

namespace Workers.Web.Live;

/// <summary>
/// Follows one environment for all who listen at this server, as long as anybody does: its history, how it stands, and the marks of documents that are worked on. Each goes on without the
/// others: without Redis events are told all the same.
/// </summary>
internal sealed partial class LiveTail(TargetEnvironment environment, Queues queues, Verdicts verdicts, TimeProvider time, ILogger<LiveTail> logger)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan StatePace = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(3);

    /// <summary>What happens to a document that begins anew.</summary>
    private static readonly string[] Anew = ["retried", "requeued"];

    private readonly Lock _gate = new();
    private readonly ProgressFloors _floors = new();

    public LiveAudience Audience { get; } = new();

    /// <summary>Until nobody listens any more.</summary>
    public Task RunAsync(CancellationToken stop) => Task.WhenAll(FollowAsync(stop), WatchAsync(stop), HearAsync(stop));

    private async Task FollowAsync(CancellationToken stop)
    {
        var feed = queues.FeedOf(environment);
        FeedPlace? place = null;
        var isAway = false;
        while (!stop.IsCancellationRequested)
        {
            var wait = Pace;
            try
            {
                var page = await feed.ReadAsync(place, EventFeed.Most, stop);
                Tell(page);
                (place, wait) = (page.Next, page.More ? TimeSpan.Zero : Pace);
                isAway = false;
            }
            catch (DatabaseException away)
            {
                if (!isAway)
                {
                    LogAway(environment.Label(), away.Message);
                }

                (isAway, wait) = (true, AfterFailure);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }

            await RestAsync(wait, stop);
        }
    }

    private void Tell(FeedPage page)
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

        Audience.Tell([.. page.Events.Select(one => LiveEvent.Of(environment, one))], page.Next);
    }

    private async Task WatchAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
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
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }

            await RestAsync(StatePace, stop);
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment}: events are not told to who listens until the database answers: {Reason}")]
    private partial void LogAway(string environment, string reason);
}
