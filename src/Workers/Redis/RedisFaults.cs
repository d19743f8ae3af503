using StackExchange.Redis;

namespace Workers.Redis;

/// <summary>What the client's exceptions mean to us (pure).</summary>
internal static class RedisFaults
{
    private static readonly string[] NotNow =
    [
        "LOADING", "BUSY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "READONLY", "MISCONF", "OOM", "NOREPLICAS", "NOAUTH", "WRONGPASS", "NOPERM",
    ];

    public static bool IsNoScript(Exception failure) => Says(failure, "NOSCRIPT");

    public static bool IsNoPermission(Exception failure) => Says(failure, "NOPERM");

    public static bool IsOfTheClient(Exception failure) => failure is RedisException or TimeoutException or ObjectDisposedException;

    /// <summary>The room's own exception for a failure of the client.</summary>
    public static Exception Translate(Exception failure, string call, RedisAddress address) => failure switch
    {
        RedisServerException server when !IsNotNow(server.Message) => new RedisRefusedException($"Redis refused {call}: {server.Message}", server),
        RedisServerException server => new RedisUnavailableException($"Redis at {address} cannot serve {call} now: {server.Message}", server),
        TimeoutException timeout => new RedisUnavailableException($"Redis at {address} did not answer {call} in time.", timeout),
        RedisConnectionException lost => new RedisUnavailableException($"Redis at {address} is not reachable ({lost.FailureType}).", lost),
        _ => new RedisUnavailableException($"The connection to Redis at {address} is closed.", failure),
    };

    private static bool Says(Exception failure, string word) =>
        failure is RedisServerException server && server.Message.StartsWith(word, StringComparison.Ordinal);

    private static bool IsNotNow(string message) => NotNow.Any(word => message.StartsWith(word, StringComparison.Ordinal));
}
