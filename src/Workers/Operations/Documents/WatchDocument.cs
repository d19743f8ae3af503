using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Progress;
using Workers.Redis;

namespace Workers.Operations.Documents;

/// <param name="Environment">Null looks in all that are configured.</param>
/// <param name="After">The last mark that was seen, by its sequence; null begins with what is kept.</param>
internal sealed record WatchRequest(Guid Id, TargetEnvironment? Environment = null, string? After = null);

/// <summary>Where a document is at one moment of following it.</summary>
/// <param name="Percent">Never smaller than in an earlier step.</param>
/// <param name="Stage">What was worked on; null at the end.</param>
/// <param name="Sequence">Of the mark that told it; null where the row did, because Redis did not answer or has none.</param>
/// <param name="End">Only in the last step.</param>
internal sealed record WatchStep(TargetEnvironment Environment, JobStatus Status, int Percent, string? Stage, string? Worker, string? Sequence, DocumentPlace? End = null);

/// <summary>
/// Follows one document to its end. The row says where it is, Redis what happens between; what is missed while Redis is away is asked for by
/// sequence, and meanwhile the row alone is followed. Nothing is changed by it.
/// </summary>
internal static class WatchDocument
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Reconnect = TimeSpan.FromSeconds(5);

    /// <summary>A restart of the database passes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <returns>A step for each change; the last one has the end. No step when no environment that was asked has the document.</returns>
    /// <exception cref="OperationException">The environment is not configured, or its database did not answer for a minute.</exception>
    public static async IAsyncEnumerable<WatchStep> RunAsync(Queues queues, WatchRequest request, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (await FindAsync(queues, request, cancellation) is not var (environment, place))
        {
            yield break;
        }

        var options = queues.Settings.Get<RedisOptions>();
        await using var marks = new MarksOf(request.Id, options, request.After, time);
        var last = new WatchStep(environment, place.StatusId, 0, null, null, null);
        var isFirst = true;
        var answered = time.GetTimestamp();
        while (true)
        {
            foreach (var mark in await marks.ReadAsync(cancellation))
            {
                // A step of work is told as such, also where the document has ended since.
                var step = new WatchStep(environment, place.HasEnded ? JobStatus.EnTraitement : place.StatusId, Math.Max(last.Percent, mark.Percent), mark.Stage, mark.Worker, mark.Sequence);
                yield return last = step;
                isFirst = false;
            }

            var now = last with { Status = place.StatusId, Percent = Math.Max(last.Percent, place.Progress), Stage = place.Progress > last.Percent ? place.ProgressStage : last.Stage ?? place.ProgressStage };
            if (place.HasEnded)
            {
                yield return now with { Sequence = null, Worker = null, Stage = null, End = place };
                yield break;
            }

            if (isFirst || (now.Status, now.Percent) != (last.Status, last.Percent))
            {
                yield return last = now with { Sequence = null, Worker = null };
                isFirst = false;
            }

            await Task.Delay(Pace, time, cancellation);
            try
            {
                place = await Queues.AskAsync(environment, queues[environment].ReadPlaceAsync(request.Id, cancellation))
                    ?? throw new OperationException(OperationFailure.Refused, $"{environment.Label()}: the row of {request.Id} was deleted while it was followed.");
                answered = time.GetTimestamp();
            }
            catch (OperationException away) when (away.Failure is OperationFailure.Unavailable && time.GetElapsedTime(answered) < Patience)
            {
                // Asked again at the next pass.
            }
        }
    }

    private static async Task<(TargetEnvironment Environment, DocumentPlace Place)?> FindAsync(Queues queues, WatchRequest request, CancellationToken cancellation)
    {
        foreach (var environment in request.Environment is { } asked ? [queues.Require(asked)] : queues.Configured)
        {
            if (await Queues.AskAsync(environment, queues[environment].ReadPlaceAsync(request.Id, cancellation)) is { } place)
            {
                return (environment, place);
            }
        }

        return null;
    }

    /// <summary>The document's marks in Redis, from where they were left; none while Redis does not answer.</summary>
    private sealed class MarksOf(Guid id, RedisOptions options, string? after, TimeProvider time) : IAsyncDisposable
    {
        private RedisGateway? _redis;
        private long? _failed;
        private string? _after = after;

        public async Task<IReadOnlyList<KeptMark>> ReadAsync(CancellationToken cancellation)
        {
            if (_failed is { } moment && time.GetElapsedTime(moment) < Reconnect)
            {
                return [];
            }

            try
            {
                _redis ??= await RedisGateway.ConnectAsync(options, time, NullLoggerFactory.Instance, cancellation);
                var marks = await new ProgressHistory(_redis, new(options)).ReadAsync(id, _after, cancellation);
                _after = marks is [.., var latest] ? latest.Sequence : _after;
                _failed = null;
                return marks;
            }
            catch (RedisFailureException)
            {
                _failed = time.GetTimestamp();
                return [];
            }
        }

        public ValueTask DisposeAsync() => _redis?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
