using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workers.Database;
using Workers.Hosting.Loops;
using Workers.Jobs;
using Workers.Jobs.Parking;
using Workers.Redis;

namespace Workers.Registre.Canary;

/// <summary>
/// Walks through the site once a day from <c>REGISTRE_CANARY_AT</c> on, one daemon for all, and parks buying in this daemon while a finding
/// stands in Redis, whoever made it. What hinders a walk is tried again, until the morning is over.
/// </summary>
internal sealed partial class CanaryLoop(
    RegistreOptions options, SiteWalk walk, CanaryMemory memory, Databases databases, ParkingLot parking, BackgroundLoops loops, TimeProvider time, ILogger<CanaryLoop> logger)
    : BackgroundService
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan WalkInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(2);

    /// <summary>Walks if it is time and nobody has.</summary>
    public async Task WalkAsync(CancellationToken stop)
    {
        if (DailyTurn.Today(options.CanaryAt, time.GetUtcNow()) is not { } day)
        {
            return;
        }

        bool isOurs;
        try
        {
            isOurs = await memory.TakeAsync(day, stop);
        }
        catch (RedisUnavailableException)
        {
            // The connection itself is watched and told elsewhere; the walk is tried again while the morning lasts.
            return;
        }

        if (isOurs)
        {
            await WalkAsync(day, stop);
        }
    }

    /// <summary>Parks buying here while a finding stands. What was parked stays so while Redis is away.</summary>
    public async Task WatchAsync(CancellationToken stop)
    {
        CanaryFinding? standing;
        try
        {
            standing = await memory.ReadFindingAsync(stop);
        }
        catch (RedisUnavailableException)
        {
            return;
        }

        if (standing is not { } finding)
        {
            return;
        }

        foreach (var environment in databases.Environments)
        {
            parking.Park(
                environment, JobStage.Download, ParkingCause.SiteShape, finding.Describe(time.GetUtcNow()), "a walk finds the old shape, or 'canary accept' says that this one is right",
                async cancellation => (await memory.ReadFindingAsync(cancellation))?.Describe(time.GetUtcNow()));
        }
    }

    /// <summary>The first look is at the start: what was parked before a restart stays so.</summary>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        loops.RepeatAsync("canary watch", WatchInterval, WatchAsync, stoppingToken, atOnce: true),
        options.CanaryAt is null ? Task.CompletedTask : loops.RepeatAsync("canary", WalkInterval, WalkAsync, stoppingToken, longest: 2 * Longest));

    private async Task WalkAsync(string day, CancellationToken stop)
    {
        using var bound = new CancellationTokenSource(Longest, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, stop);
        try
        {
            var verdict = await memory.JudgeAsync(await walk.RunAsync(both.Token), stop);

            // After a finding another walk of this morning may find that it was one bad page.
            if (await memory.KeepAsync(verdict, stop))
            {
                LogFound(logger, verdict.Seen.Hash, verdict.Why);
            }
            else if (verdict.Differences.Count == 0)
            {
                await memory.DoneAsync(day, stop);
                LogWell(logger, verdict.Seen.Hash);
            }

            await WatchAsync(stop);
        }
        catch (Exception hindrance) when (hindrance is RegistreFailure or RedisUnavailableException)
        {
            LogHindered(logger, hindrance.Message);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            LogHindered(logger, FormattableString.Invariant($"it took more than {Longest.TotalMinutes:0} minutes"));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The registry's site is not as it was (shape {Hash}), and buying is parked: {Why}")]
    private static partial void LogFound(ILogger logger, string hash, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "The registry's site is as it was (shape {Hash}).")]
    private static partial void LogWell(ILogger logger, string hash);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The walk through the registry's site was hindered, and is tried again this morning: {Reason}")]
    private static partial void LogHindered(ILogger logger, string reason);
}
