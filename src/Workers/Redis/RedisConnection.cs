using System.Security.Authentication;
using StackExchange.Redis;

namespace Workers.Redis;

/// <summary>Opens one multiplexer to the configured server.</summary>
internal static class RedisConnection
{
    /// <summary>Opens a multiplexer; it may still be connecting when it is returned.</summary>
    public static async Task<ConnectionMultiplexer> OpenAsync(RedisOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var opening = ConnectionMultiplexer.ConnectAsync(Configure(options));
        try
        {
            return await opening.WaitAsync(2 * options.Timeout, time, cancellation);
        }
        catch
        {
            // Whatever comes too late is closed, not kept.
            _ = opening.ContinueWith(
                late => late.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            throw;
        }
    }

    private static ConfigurationOptions Configure(RedisOptions options)
    {
        var timeout = (int)options.Timeout.TotalMilliseconds;
        return new()
        {
            EndPoints = { { options.Url.Host, options.Url.Port } },
            User = options.Url.User,
            Password = options.Url.Password,
            DefaultDatabase = options.Url.Database,
            Ssl = options.Url.Tls,
            SslHost = options.Url.Tls ? options.Url.Host : null,
            SslProtocols = options.Url.Tls ? SslProtocols.Tls12 | SslProtocols.Tls13 : null,
            ClientName = "workers",
            AbortOnConnectFail = false,

            // The client counts CONFIG GET among an administrator's commands.
            AllowAdmin = true,
            ConnectTimeout = timeout,
            SyncTimeout = timeout,
            AsyncTimeout = timeout,
            KeepAlive = 5,
            ReconnectRetryPolicy = new LinearRetry(500),
            TieBreaker = "",

            // With a channel of its own the client opens the connection for messages at once, not when first listened to.
            ConfigurationChannel = options.KeyPrefix + "connection",

            // What cannot be sent now fails now: callers decide themselves what an outage means to them.
            BacklogPolicy = BacklogPolicy.FailFast,

            // Every second a PING must bring a PONG: a connection whose answers no longer fit their questions is dropped.
            HeartbeatConsistencyChecks = true,

            // A server that stops being a replica is written to again at once: the client asks for its role every second, not every minute.
            ConfigCheckSeconds = 1,

            // Answers have the same shapes from every server and through every proxy.
            Protocol = RedisProtocol.Resp2,
        };
    }
}
