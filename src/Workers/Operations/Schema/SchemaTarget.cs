using Workers.Database.Postgres;
using Workers.Hosting.Environments;
using Workers.Hosting.Settings;

namespace Workers.Operations.Schema;

/// <summary>A database whose schema can be changed: one that is reached directly.</summary>
internal sealed record SchemaTarget(TargetEnvironment Environment, PostgresAddress Address)
{
    /// <param name="asked">Null means every environment that is configured.</param>
    /// <exception cref="OperationException">An environment is not configured or cannot be reached directly; then none is given.</exception>
    public static IReadOnlyList<SchemaTarget> Of(LoadedSettings settings, TargetEnvironment? asked)
    {
        var environments = ConfiguredEnvironments.Of(settings).Where(environment => asked is null || environment.Name == asked).ToArray();
        List<SchemaTarget> targets = [];
        List<string> unreachable = asked is { } name && environments.Length == 0 ? [name.Label()] : [];
        foreach (var environment in environments)
        {
            if (PostgresAddress.TryParse(environment.Options.DatabaseUrl, out var address))
            {
                targets.Add(new(environment.Name, address));
            }
            else
            {
                unreachable.Add(environment.Name.Label());
            }
        }

        return unreachable.Count == 0
            ? targets
            : throw new OperationException(OperationFailure.Misconfigured, string.Join(System.Environment.NewLine, unreachable.Select(label =>
                $"{label}: migrate needs {label}_SUPABASE_DB_URL (in Supabase: Connect, session pooler). Or paste the output of: workers migrate --print, into the project's SQL editor.")));
    }
}
