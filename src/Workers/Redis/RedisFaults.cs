using StackExchange.Redis;

namespace Workers.Redis;

/// <summary>What the client's exceptions mean to us: the one place where they are translated (pure).</summary>
internal static class RedisFaults
{
    /// <summary>How an operator makes all keys lie in one slot.</summary>
    public const string OneSlot = "On Redis Cluster all keys must lie in one slot: set REDIS_KEY_PREFIX to a prefix with a {hash tag}, such as {workers}:, for every daemon.";

    private const string WrongType = "WRONGTYPE";

    private static readonly string[] NotNow =
    [
        "LOADING", "BUSY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "MOVED", "ASK", "NOAUTH", "WRONGPASS", "NOPERM",
    ];

    private static readonly string[] ReadOnly = ["READONLY", "MISCONF", "NOREPLICAS"];

    public static bool IsNoScript(Exception failure) => Says(failure, "NOSCRIPT");

    public static bool IsNoPermission(Exception failure) => Says(failure, "NOPERM");

    public static bool IsWrongType(Exception failure) => Says(failure, WrongType);

    /// <summary>Whether the client says so of a connection, a server or a call. Its refusals to send a call at all have no base of their own.</summary>
    public static bool IsOfTheClient(Exception failure) =>
        failure is RedisException or RedisCommandException or TimeoutException or ObjectDisposedException;

    /// <summary>The room's own exception for a failure of the client.</summary>
    public static RedisFailureException Translate(Exception failure, string call, RedisAddress address) => failure switch
    {
        RedisServerException server when Says(server, "OOM") =>
            new RedisUnavailableException($"Redis at {address} takes no writes ({call}): it is out of memory (OOM). Raise its maxmemory (CONFIG SET maxmemory, also in redis.conf), or free some.", server) { Silence = RedisSilence.OutOfMemory },
        RedisServerException server when ReadOnly.Any(word => Says(server, word)) =>
            new RedisUnavailableException($"Redis at {address} cannot serve {call} now: {server.Message}", server) { Silence = RedisSilence.TakesNoWrites },
        RedisServerException server when NotNow.Any(word => Says(server, word)) =>
            new RedisUnavailableException($"Redis at {address} cannot serve {call} now: {server.Message}", server),
        RedisServerException server when Says(server, "CROSSSLOT") => new RedisRefusedException($"Redis refused {call}: {server.Message.TrimEnd('.')}. {OneSlot}", server),
        RedisServerException server => new RedisRefusedException($"Redis refused {call}: {server.Message}", server),
        RedisCommandException command when Holds(command, "replica") =>
            new RedisUnavailableException($"Redis at {address} is a replica just now and takes no {call}.", command) { Silence = RedisSilence.TakesNoWrites },
        RedisCommandException command when Holds(command, "slot") => new RedisRefusedException($"{call} was not sent to Redis: {command.Message} {OneSlot}", command),
        RedisCommandException command => new RedisRefusedException($"{call} was not sent to Redis at {address}: {command.Message}", command),
        TimeoutException timeout => new RedisUnavailableException($"Redis at {address} did not answer {call} in time.", timeout),
        RedisConnectionException lost => new RedisUnavailableException($"Redis at {address} is not reachable ({lost.FailureType}).", lost),
        _ => new RedisUnavailableException($"The connection to Redis at {address} is closed.", failure),
    };

    /// <summary>A server's error begins with its code; before Redis 7 one that came out of a script stands behind the script's name and line.</summary>
    private static bool Says(Exception failure, string word)
    {
        if (failure is not RedisServerException { Message: var message })
        {
            return false;
        }

        const string place = "@user_script";
        var at = message.StartsWith("ERR Error running script", StringComparison.Ordinal) ? message.LastIndexOf(place, StringComparison.Ordinal) : -1;
        var code = at < 0 ? message : message.AsSpan(at + place.Length).TrimStart(": 0123456789-");
        return code.StartsWith(word, StringComparison.Ordinal);
    }

    private static bool Holds(RedisCommandException failure, string word) => failure.Message.Contains(word, StringComparison.OrdinalIgnoreCase);
}
