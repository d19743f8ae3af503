using System.Text.RegularExpressions;
using Workers.Hosting;
using Workers.Hosting.Settings;

[assembly: HasSettings(typeof(Workers.Redis.RedisOptions))]

namespace Workers.Redis;

/// <summary>How to reach Redis, and under which names this deployment and this server keep their keys.</summary>
internal sealed partial class RedisOptions : ICheckedOptions
{
    [Setting("REDIS_URL", "Address of Redis: redis:// or rediss://, with user, password and database.", Secret = true)]
    public RedisAddress Url { get; init; } = RedisAddress.Local;

    [Setting("REDIS_KEY_PREFIX", "Put before every key and channel, so that deployments share one Redis; may hold one {hash tag} for Redis Cluster.", Example = "{office}:")]
    public string KeyPrefix { get; init; } = "";

    [Setting("SERVER_ID", "Name of this server; needed when several servers share one Redis, each with its own capacity.", Example = "vm-1")]
    public string? ServerId { get; init; }

    [Setting("REDIS_TIMEOUT_MS", "Longest wait for an answer of Redis.", Min = 100, Max = 10_000)]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    public IEnumerable<ConfigurationFault> Check()
    {
        if (Url is { User: not null, Password: null })
        {
            yield return new("REDIS_URL", "(hidden)", RedisAddress.Allowed, "A user needs a password: redis://user:password@host.");
        }

        if (!Prefix().IsMatch(KeyPrefix))
        {
            yield return new("REDIS_KEY_PREFIX", KeyPrefix, "letters, digits and - _ . : / with at most one {hash tag}",
                "Correct REDIS_KEY_PREFIX or leave it out.");
        }

        if (ServerId is { } id && !Identifier().IsMatch(id))
        {
            yield return new("SERVER_ID", id, "letters, digits and - _ . (at most 64)", "Correct SERVER_ID or leave it out.");
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9\-_.:/]*(\{[A-Za-z0-9\-_.:/]+\}[A-Za-z0-9\-_.:/]*)?\z", RegexOptions.ExplicitCapture, PatternBound.Milliseconds)]
    private static partial Regex Prefix();

    [GeneratedRegex(@"\A[A-Za-z0-9\-_.]{1,64}\z", RegexOptions.ExplicitCapture, PatternBound.Milliseconds)]
    private static partial Regex Identifier();
}
