using Workers.Hosting.Environments;

namespace Workers.Database.Environments;

/// <summary>How claims and Gemini's quota are shared among the environments that are configured.</summary>
internal sealed class EnvironmentWeights(IEnumerable<EnvironmentSettings> environments)
{
    private readonly Dictionary<TargetEnvironment, int> _weights = environments.ToDictionary(environment => environment.Name, environment => environment.Weight);

    /// <summary>At least 1; 1 for an environment that is not configured.</summary>
    public int Of(TargetEnvironment environment) => _weights.GetValueOrDefault(environment, 1);
}
