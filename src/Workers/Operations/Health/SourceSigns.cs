using Workers.Database.Migrations;
using Workers.Hosting.Environments;
using Workers.Operations.Status;

namespace Workers.Operations.Health;

/// <summary>Who does not answer, or answers something else than it should (pure).</summary>
internal static class SourceSigns
{
    public static IEnumerable<HealthFinding> Of(HealthFacts facts) => [.. OfRedis(facts.Status), .. facts.Status.Environments.SelectMany(OfDatabase)];

    /// <summary>The part of <c>doctor</c> that looks at one environment.</summary>
    public static string Doctor(TargetEnvironment environment) => $"Workers doctor --only {environment.Label().ToLowerInvariant()}";

    private static IEnumerable<HealthFinding> OfRedis(StatusReport status)
    {
        if (status.Fault is { } said)
        {
            var cause = status.FaultKind switch
            {
                RedisTrouble.Silent => HealthCause.RedisFrozen,
                RedisTrouble.Refuses => HealthCause.RedisRefuses,
                RedisTrouble.OtherUrl => HealthCause.RedisUrlWrong,
                RedisTrouble.Full => HealthCause.RedisFull,
                _ => HealthCause.RedisAway,
            };
            yield return new(cause, null, said, "Workers doctor --only redis");
        }
    }

    private static IEnumerable<HealthFinding> OfDatabase(EnvironmentReport environment)
    {
        if (environment.Fault is { } said)
        {
            var label = environment.Environment.Label();
            var next = environment.FaultKind is SchemaFault.NotMigrated ? $"Workers migrate --env {label.ToLowerInvariant()}{(said.Contains(SchemaCheck.OtherDatabase, StringComparison.Ordinal) ? " --plan" : "")}" : Doctor(environment.Environment);
            yield return new(CauseOf(environment.FaultKind), environment.Environment, said.StartsWith(label, StringComparison.Ordinal) ? said : $"{label}: {said}", next);
        }
    }

    private static HealthCause CauseOf(SchemaFault? fault) => fault switch
    {
        SchemaFault.NoSuchDatabase => HealthCause.DatabaseMissing,
        SchemaFault.KeyRefused => HealthCause.DatabaseKeyRefused,
        SchemaFault.NotMigrated => HealthCause.NotMigrated,
        SchemaFault.Newer => HealthCause.SchemaNewer,
        SchemaFault.OtherMeaning => HealthCause.StatusesDiffer,
        SchemaFault.Refused or SchemaFault.NoRights => HealthCause.DatabaseRefuses,
        _ => HealthCause.DatabaseAway,
    };
}
