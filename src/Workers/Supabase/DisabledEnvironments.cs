using System.Collections.Concurrent;
using Workers.Hosting;

namespace Workers.Supabase;

/// <summary>Environments that are configured and not served at this moment, each with the reason and its remedy.</summary>
internal sealed class DisabledEnvironments(IEnumerable<KeyValuePair<EnvironmentName, string>> reasons)
{
    private readonly ConcurrentDictionary<EnvironmentName, string> _reasons = new(reasons);

    public IReadOnlyDictionary<EnvironmentName, string> Reasons => _reasons;

    public bool Contains(EnvironmentName environment) => _reasons.ContainsKey(environment);

    /// <returns>Whether the reason is news.</returns>
    public bool Explain(EnvironmentName environment, string reason)
    {
        var isNews = !_reasons.TryGetValue(environment, out var before) || before != reason;
        _reasons[environment] = reason;
        return isNews;
    }

    public void Remove(EnvironmentName environment) => _reasons.TryRemove(environment, out _);
}
