using System.Globalization;
using Workers.Database.Environments;
using Workers.Database;
using Workers.Gemini.Quota;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Hosting.Files;
using Workers.Hosting.Listener;
using Workers.Jobs;
using Workers.Jobs.Claims;
using Workers.Jobs.Leases;
using Workers.Jobs.Outcomes;
using Workers.Jobs.Parking;
using Workers.Redis;
using Workers.Registre;
using Workers.Steering;
using Workers.Supervisor.Queue;

namespace Workers.Supervisor;

/// <summary>What this daemon needs, and whether that serves it, from what its loops know anyhow.</summary>
internal sealed class DaemonDependencies(
    RedisGateway redis, Databases databases, DisabledEnvironments disabled, QueueWatch queues, ParkingLot parking, ClaimDispatcher claims, JobRescuer rescuer, GeminiLimiter gemini,
    SteeringBoard steering, DataFolder data, RegistreOptions registre)
{
    public IReadOnlyList<Dependency> Look(Pools pools)
    {
        var (ordered, clocks) = (steering.State, rescuer.Resting());
        return Of(
            pools,
            redis.IsConnected ? redis.WhyNoWrites : "it does not answer; who holds a document finishes it, and nothing new starts",
            [
                .. from environment in databases.Environments
                   select new ServedEnvironment(
                       environment,
                       disabled.Reasons.GetValueOrDefault(environment) ?? queues.Silent.GetValueOrDefault(environment)
                           ?? clocks.FirstOrDefault(reason => reason.StartsWith($"{environment.Label()}: ", StringComparison.Ordinal)) ?? ordered.FindUntold(environment),
                       parking.Find(environment, JobStage.Download)?.Describe(),
                       parking.Find(environment, JobStage.Ocr)?.Describe()),
            ],
            claims.Rests(),
            gemini.Usage.WhyParked,
            FreeSpace.FindFault(data.Root, registre.DiskFree),
            redis.ClockAhead);
    }

    /// <summary>What stands is told by the part that stands: whoever is away, and the work that waits for it (pure).</summary>
    /// <param name="redis">Why it does not serve; null while it does.</param>
    /// <param name="gemini">Why nothing is asked of it, as far as its limits tell.</param>
    /// <param name="disk">Why there is no room for another document; null while there is.</param>
    /// <param name="redisAhead">How far Redis' clock is ahead of ours; null where it is not known.</param>
    internal static IReadOnlyList<Dependency> Of(Pools pools, string? redis, IReadOnlyList<ServedEnvironment> environments, IReadOnlyList<ClaimRest> rests, string? gemini, string? disk = null, TimeSpan? redisAhead = null)
    {
        List<Dependency> all = [new("redis", redis)];
        if (RedisClock.IsWrong(redisAhead))
        {
            all.Add(new("clock", string.Create(CultureInfo.InvariantCulture, $"it is {redisAhead!.Value.Duration().TotalSeconds:0} s {(redisAhead > TimeSpan.Zero ? "behind" : "ahead of")} that of Redis")));
        }

        foreach (var environment in environments)
        {
            var label = environment.Environment.Label();
            var own = rests.Where(rest => rest.Environment == environment.Environment).ToList();
            var whyNot = environment.WhyNot ?? own.Find(rest => rest.Of is OutageOf.Database)?.Describe();
            all.Add(new($"environment {label}", whyNot));
            if (pools.HasFlag(Pools.Registre))
            {
                all.Add(new($"buying {label}", WorkOf(JobStage.Download, environment.BuyingParked ?? disk)));
            }

            if (pools.HasFlag(Pools.Ocr))
            {
                all.Add(new($"reading {label}", WorkOf(JobStage.Ocr, environment.ReadingParked)));
            }

            string? WorkOf(JobStage stage, string? parked) => whyNot is not null ? $"environment {label} is not" : parked ?? own.Find(rest => rest.Stage == stage)?.Describe();
        }

        if (pools.HasFlag(Pools.Ocr))
        {
            all.Add(new("gemini", gemini ?? rests.FirstOrDefault(rest => rest.Of is OutageOf.Model)?.Describe()));
        }

        return all;
    }

    /// <summary>An environment that is configured, as the loops know it.</summary>
    /// <param name="WhyNot">Why its database serves nothing; null while it does.</param>
    /// <param name="BuyingParked">Why nothing is bought; null while that is not parked.</param>
    internal sealed record ServedEnvironment(TargetEnvironment Environment, string? WhyNot, string? BuyingParked = null, string? ReadingParked = null);
}
