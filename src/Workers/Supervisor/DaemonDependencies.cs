using Workers.Database.Environments;
using Workers.Database;
using Workers.Gemini.Quota;
using Workers.Hosting.Environments;
using Workers.Hosting.Listener;
using Workers.Jobs;
using Workers.Jobs.Claims;
using Workers.Jobs.Leases;
using Workers.Jobs.Parking;
using Workers.Redis;
using Workers.Steering;
using Workers.Supervisor.Queue;

namespace Workers.Supervisor;

/// <summary>What this daemon needs, and whether that serves it, from what its loops know anyhow.</summary>
internal sealed class DaemonDependencies(
    RedisGateway redis, Databases databases, DisabledEnvironments disabled, QueueWatch queues, ParkingLot parking, ClaimDispatcher claims, JobRescuer rescuer, GeminiLimiter gemini,
    SteeringBoard steering)
{
    public IReadOnlyList<Dependency> Look(Pools pools)
    {
        List<Dependency> all = [new("redis", redis.IsConnected ? null : "it does not answer; who holds a document finishes it, and nothing new starts")];
        var ordered = steering.State;
        var resting = claims.Rests().Select(rest => rest.Describe()).Concat(rescuer.Resting()).ToList();
        foreach (var environment in databases.Environments)
        {
            var label = environment.Label();
            var outage = resting.FirstOrDefault(reason => reason.StartsWith($"{label}: ", StringComparison.Ordinal));
            all.Add(new($"environment {label}", disabled.Reasons.GetValueOrDefault(environment) ?? queues.Silent.GetValueOrDefault(environment) ?? outage ?? ordered.FindUntold(environment)));
            if (pools.HasFlag(Pools.Registre))
            {
                all.Add(new($"buying {label}", parking.Find(environment, JobStage.Download)?.Describe()));
            }

            if (pools.HasFlag(Pools.Ocr))
            {
                all.Add(new($"reading {label}", parking.Find(environment, JobStage.Ocr)?.Describe()));
            }
        }

        if (pools.HasFlag(Pools.Ocr))
        {
            all.Add(new("gemini", gemini.Usage.WhyParked));
        }

        return all;
    }
}
