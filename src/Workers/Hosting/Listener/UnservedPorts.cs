using System.Collections.Concurrent;

namespace Workers.Hosting.Listener;

/// <summary>Addresses at which this daemon is to listen and cannot; it works without, and tries again.</summary>
internal sealed class UnservedPorts
{
    private readonly ConcurrentDictionary<string, string> _reasons = new(StringComparer.Ordinal);

    /// <summary>A sentence for each, with the setting's name first.</summary>
    public IReadOnlyList<string> Report() => [.. _reasons.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}: {one.Value}")];

    /// <param name="setting">That names the address.</param>
    public void Failed(string setting, ListenAddress address, string why) => _reasons[setting] = $"nothing is served at {address}: {why.TrimEnd('.')}. Another program may have the port; it is tried again";

    public void Served(string setting) => _reasons.TryRemove(setting, out _);
}
