using System.Globalization;
using Workers.Hosting.Settings;

namespace Workers.Redis;

/// <summary>What a server says of how it is set up; null where it does not say. Pure.</summary>
/// <param name="IsCluster">Whether keys are spread over slots.</param>
/// <param name="MaxMemory">Bytes; zero: no bound of its own.</param>
/// <param name="Policy">What it does when that is full, e.g. <c>noeviction</c>.</param>
/// <param name="KeepsData">Whether what it holds is there again after a restart.</param>
/// <param name="Version">As in <c>7.2.4</c>.</param>
internal sealed record RedisTraits(bool? IsCluster, long? MaxMemory, string? Policy, bool? KeepsData, string? Version = null)
{
    private const string NoEviction = "noeviction";

    public static RedisTraits Unknown { get; } = new(null, null, null, null);

    /// <param name="info">The answer of INFO.</param>
    /// <param name="save">The points at which it saves a snapshot, as CONFIG GET says them; null when it may not be asked.</param>
    public static RedisTraits Of(string info, string? save)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in info.Split('\n', StringSplitOptions.TrimEntries))
        {
            if (line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
            {
                fields.TryAdd(line[..colon], line[(colon + 1)..]);
            }
        }

        return new(
            fields.GetValueOrDefault("cluster_enabled") is { } cluster ? cluster is "1" : null,
            long.TryParse(fields.GetValueOrDefault("maxmemory"), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : null,
            fields.GetValueOrDefault("maxmemory_policy"),
            fields.GetValueOrDefault("aof_enabled") is "1" ? true : save is null ? null : !string.IsNullOrWhiteSpace(save),
            fields.GetValueOrDefault("redis_version"));
    }

    /// <summary>Why this server cannot be used, with the remedy; null when it can.</summary>
    public string? FindRefusal(RedisOptions options)
    {
        if (IsCluster is true && !options.KeyPrefix.Contains('{', StringComparison.Ordinal))
        {
            return new ConfigurationFault(
                "REDIS_KEY_PREFIX", options.KeyPrefix, $"a prefix with a {{hash tag}}, such as {{workers}}:, because Redis at {options.Url} is a cluster and all keys must lie in one of its slots",
                "Set the same prefix for every daemon of the deployment.").ToString();
        }

        if (IsCluster is true && options.Url.Database != 0)
        {
            return new ConfigurationFault(
                "REDIS_URL", options.Url.ToString(), "an address without a database, because a cluster has only database 0", "Take the number from the end of REDIS_URL; REDIS_KEY_PREFIX tells deployments apart.").ToString();
        }

        return MaxMemory > 0 && Policy is not (null or NoEviction)
            ? new ConfigurationFault(
                "maxmemory-policy", Policy, $"{NoEviction}, because Redis at {options.Url} has a maxmemory of {MaxMemory >> 20} MB and would drop reservations and counts of what was sent when that is full",
                $"CONFIG SET maxmemory-policy {NoEviction}, also in redis.conf or the provider's settings; or use a Redis of its own.").ToString()
            : null;
    }

    /// <summary>What an operator should know of a server that can be used.</summary>
    public IEnumerable<string> FindWarnings(RedisAddress address)
    {
        if (KeepsData is false)
        {
            yield return $"Redis at {address} keeps nothing over a restart (appendonly no, save \"\"). Then nothing starts until daemons have registered again what they hold, "
                + "Gemini is not called for a minute, and these begin anew: the day's count of GEMINI_MAX_RPD as far as no running daemon knows it, "
                + "the passwords that the registry refused, and an order of 'gemini limit'. Set appendonly yes to keep them.";
        }

        var unread = string.Join(" and ", Unread());
        if (unread.Length > 0)
        {
            yield return $"Redis at {address} does not tell {unread}: make sure that its maxmemory-policy is {NoEviction} and that it keeps its data over a restart.";
        }
    }

    private IEnumerable<string> Unread()
    {
        if (MaxMemory is null || Policy is null)
        {
            yield return "its maxmemory-policy";
        }

        if (KeepsData is null)
        {
            yield return "whether it keeps its data (CONFIG GET save)";
        }
    }
}
