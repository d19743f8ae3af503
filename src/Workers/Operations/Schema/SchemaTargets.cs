using Workers.Database.Postgres;
using Workers.Hosting.Environments;
using Workers.Hosting.Settings;

namespace Workers.Operations.Schema;

/// <summary>A database that can be changed.</summary>
internal sealed record SchemaTarget(TargetEnvironment Environment, PostgresAddress Address);

/// <summary>Which databases a change of the schema would go to (pure).</summary>
/// <param name="Unreachable">Environments whose settings hold no address of their database.</param>
internal sealed record SchemaTargets(IReadOnlyList<SchemaTarget> Reachable, IReadOnlyList<TargetEnvironment> Unreachable)
{
    /// <param name="asked">Null takes every environment that is configured.</param>
    public static SchemaTargets Of(LoadedSettings settings, TargetEnvironment? asked)
    {
        var environments = ConfiguredEnvironments.Of(settings).Where(environment => asked is null || environment.Name == asked).ToList();
        List<SchemaTarget> reachable = [];
        List<TargetEnvironment> unreachable = asked is { } name && environments.Count == 0 ? [name] : [];
        foreach (var environment in environments)
        {
            if (PostgresAddress.TryParse(environment.Options.DatabaseUrl, out var address))
            {
                reachable.Add(new(environment.Name, address));
            }
            else
            {
                unreachable.Add(environment.Name);
            }
        }

        return new(reachable, unreachable);
    }
}
