using System.Globalization;
using Workers.Hosting.Environments;
using Workers.Redis;

namespace Workers.Operations.Health;

/// <summary>Clocks that do not agree: days of budgets, waits and the age of what is shown are then not what they seem (pure).</summary>
internal static class ClockSigns
{
    public static IEnumerable<HealthFinding> Of(HealthFacts facts)
    {
        var databases = facts.Answering.Where(environment => environment.ClockAheadSeconds is not null)
            .Select(environment => (environment.Environment, Ahead: TimeSpan.FromSeconds(environment.ClockAheadSeconds!.Value))).ToList();
        var redis = facts.RedisAhead;
        if (redis is { } shared && IsWrong(shared) && databases.Count > 0 && databases.All(one => IsWrong(one.Ahead) && !IsWrong(one.Ahead - shared)))
        {
            // All others agree, so it is ours.
            yield return new(HealthCause.MachineClock, null, $"This machine's clock is {Words(-shared)} those of Redis and of the databases. Let it be synchronised.", "timedatectl");
            yield break;
        }

        foreach (var (environment, ahead) in databases.Where(one => IsWrong(one.Ahead)))
        {
            yield return new(
                HealthCause.DatabaseClock, environment, $"{environment.Label()}: the database's clock is {Words(ahead)} this machine's. Let the clocks of both be synchronised.", SourceSigns.Doctor(environment));
        }

        if (redis is { } other && IsWrong(other))
        {
            yield return new(HealthCause.RedisClock, null, $"Redis' clock is {Words(other)} this machine's. Let the clocks of both be synchronised.", "Workers doctor --only redis");
            yield break;
        }

        foreach (var daemon in facts.Daemons.Where(daemon => daemon.RedisAheadSeconds is { } told && IsWrong(TimeSpan.FromSeconds(told))).DistinctBy(daemon => daemon.Host, StringComparer.Ordinal))
        {
            yield return new(
                HealthCause.MachineClock, null, $"{daemon.Host}: the clock of the daemon {daemon.Id} is {Words(-TimeSpan.FromSeconds(daemon.RedisAheadSeconds!.Value))} that of Redis. Let it be synchronised there.", "timedatectl");
        }
    }

    public static bool IsWrong(TimeSpan ahead) => RedisClock.IsWrong(ahead);

    /// <summary>As in "42 s ahead of".</summary>
    public static string Words(TimeSpan ahead) => string.Create(CultureInfo.InvariantCulture, $"{ahead.Duration().TotalSeconds:0} s {(ahead > TimeSpan.Zero ? "ahead of" : "behind")}");
}
