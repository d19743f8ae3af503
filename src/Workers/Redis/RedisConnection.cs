using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using StackExchange.Redis;

namespace Workers.Redis;

/// <summary>Opens one multiplexer to the configured server.</summary>
internal static class RedisConnection
{
    /// <summary>Opens a multiplexer; it may still be connecting when it is returned.</summary>
    /// <exception cref="RedisUnavailableException">The name has no IPv4 address.</exception>
    public static async Task<ConnectionMultiplexer> OpenAsync(RedisOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var address = await ResolveAsync(options.Url.Host, cancellation);
        var opening = ConnectionMultiplexer.ConnectAsync(Configure(options, address));
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

    /// <summary>Why no connection came about. The client says the same for a closed port, a wrong password and a bad certificate.</summary>
    public static async Task<string> DiagnoseAsync(RedisOptions options, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            var address = await ResolveAsync(options.Url.Host, cancellation);
            await socket.ConnectAsync(address, options.Url.Port, cancellation).AsTask().WaitAsync(options.Timeout, time, cancellation);
        }
        catch (RedisUnavailableException nowhere)
        {
            return nowhere.Message;
        }
        catch (Exception closed) when (closed is SocketException or TimeoutException)
        {
            return $"Nothing answers at {options.Url}. Start Redis there or correct REDIS_URL.";
        }

        return $"Something listens at {options.Url} but serves us no Redis: check the password in REDIS_URL"
            + (options.Url.Tls ? ", and that the certificate is valid for this host." : ", and that the server speaks Redis without TLS.");
    }

    private static ConfigurationOptions Configure(RedisOptions options, IPAddress address)
    {
        var timeout = (int)options.Timeout.TotalMilliseconds;
        return new()
        {
            EndPoints = { new IPEndPoint(address, options.Url.Port) },
            Password = options.Url.Password,
            DefaultDatabase = options.Url.Database,
            Ssl = options.Url.Tls,
            SslHost = options.Url.Tls ? options.Url.Host : null,
            SslProtocols = options.Url.Tls ? SslProtocols.Tls12 | SslProtocols.Tls13 : null,
            ClientName = "workers",
            AbortOnConnectFail = false,
            ConnectTimeout = timeout,
            SyncTimeout = timeout,
            KeepAlive = 5,
            ReconnectRetryPolicy = new LinearRetry(500),
            TieBreaker = "",
            ConfigurationChannel = "",
        };
    }

    /// <summary>The client speaks IPv4 only and drops other endpoints without a word.</summary>
    private static async Task<IPAddress> ResolveAsync(string host, CancellationToken cancellation)
    {
        if (IPAddress.TryParse(host, out var literal))
        {
            return literal;
        }

        IPAddress[] found;
        try
        {
            found = await Dns.GetHostAddressesAsync(host, AddressFamily.InterNetwork, cancellation);
        }
        catch (SocketException failure)
        {
            throw new RedisUnavailableException($"The host '{host}' of REDIS_URL has no IPv4 address ({failure.Message}).", failure);
        }

        return found.Length > 0
            ? found[0]
            : throw new RedisUnavailableException($"The host '{host}' of REDIS_URL has no IPv4 address.");
    }
}
