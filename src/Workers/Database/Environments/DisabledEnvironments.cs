using System.Collections.Concurrent;
using Workers.Hosting.Environments;

namespace Workers.Database.Environments;

/// <summary>Environments that are configured and not served at this moment, each with the reason and its remedy.</summary>
internal sealed class DisabledEnvironments(IEnumerable<KeyValuePair<TargetEnvironment, string>> reasons)
{
    private readonly ConcurrentDictionary<TargetEnvironment, string> _reasons = new(reasons);

    public IReadOnlyDictionary<TargetEnvironment, string> Reasons => _reasons;

    public bool Contains(TargetEnvironment environment) => _reasons.ContainsKey(environment);

    /// <returns>Whether the reason is news.</returns>
    public bool Explain(TargetEnvironment environment, string reason)
    {
        var isNews = !_reasons.TryGetValue(environment, out var before) || before != reason;
        _reasons[environment] = reason;
        return isNews;
    }

    public void Remove(TargetEnvironment environment) => _reasons.TryRemove(environment, out _);
}
