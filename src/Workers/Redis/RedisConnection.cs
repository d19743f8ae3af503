using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using StackExchange.Redis;

namespace Workers.Redis;

/// <summary>Opens one multiplexer to the configured server.</summary>
internal static class RedisConnection
{
    /// <summary>In bytes: what tells the one refusal from the other stands at a line's beginning.</summary>
    private const int LongestLine = 256;

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

    /// <summary>Why no connection came about. The client says the same for a closed port, a wrong password and a bad certificate.</summary>
    /// <returns>The reason with the next step, and of which kind it is.</returns>
    public static async Task<(string Why, RedisSilence Silence)> DiagnoseAsync(RedisOptions options, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(options.Url.Host, options.Url.Port, cancellation).AsTask().WaitAsync(options.Timeout, time, cancellation);
            if (!options.Url.Tls)
            {
                if (await HearAsync(socket, options, time, cancellation) is not { } said)
                {
                    return (string.Create(CultureInfo.InvariantCulture, $"What listens at {options.Url} takes connections and answers nothing within {options.Timeout.TotalSeconds:0.#} s: Redis hangs or is stopped there (SIGSTOP, a full disk, a long script), or it is no Redis. ")
                        + "Look at the server's process and log; restart it where it does not come back.", RedisSilence.Hangs);
                }

                if (RefusalOf(said) is { } refusal)
                {
                    return ($"Redis at {options.Url} {refusal}.", RedisSilence.Refuses);
                }

                if (said.StartsWith("+OK", StringComparison.Ordinal) || said.StartsWith("-LOADING", StringComparison.Ordinal))
                {
                    return ($"Redis at {options.Url} takes the user and password of REDIS_URL and served us nothing in time: it loads its data, or is busy. It is asked again.", RedisSilence.Away);
                }
            }
        }
        catch (SocketException unknown) when (unknown.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain)
        {
            return ($"The host '{options.Url.Host}' of REDIS_URL has no address ({unknown.Message}). Correct REDIS_URL or the name service.", RedisSilence.Away);
        }
        catch (Exception closed) when (closed is SocketException or TimeoutException)
        {
            return ($"Nothing answers at {options.Url}. Start Redis there or correct REDIS_URL.", RedisSilence.Away);
        }

        return ($"Something listens at {options.Url} but serves us no Redis: check user and password in REDIS_URL"
            + (options.Url.Tls ? ", and that the certificate is valid for this host." : ", and that the server speaks Redis without TLS."), RedisSilence.Away);
    }

    /// <summary>What a server's first line about our user says against it; null where it says nothing of that kind. Pure.</summary>
    internal static string? RefusalOf(string line) => line switch
    {
        _ when line.StartsWith("-ERR max number of clients", StringComparison.Ordinal) => "has no room for another client (maxclients)",
        _ when line.StartsWith("-WRONGPASS", StringComparison.Ordinal) => "refuses the user or password of REDIS_URL (WRONGPASS): correct REDIS_URL (redis://user:password@host:port), or the user on the server",
        _ when line.StartsWith("-NOAUTH", StringComparison.Ordinal) => "wants a password, and REDIS_URL has none (NOAUTH): redis://user:password@host:port",
        _ when line.StartsWith("-DENIED", StringComparison.Ordinal) => "is in protected mode and serves its own machine alone (DENIED)",
        _ => null,
    };

    /// <summary>Every Redis says something to a user's name or a PING. A server that closes the connection has answered too.</summary>
    /// <returns>The first line of its answer, or what came of it; null where nothing came in time.</returns>
    private static async Task<string?> HearAsync(Socket socket, RedisOptions options, TimeProvider time, CancellationToken cancellation)
    {
        string[] asked = options.Url switch
        {
            { Password: null } => ["PING"],
            { User: null } => ["AUTH", options.Url.Password],
            _ => ["AUTH", options.Url.User, options.Url.Password],
        };
        try
        {
            var request = string.Concat(asked.Select(word => $"${Encoding.UTF8.GetByteCount(word).ToString(CultureInfo.InvariantCulture)}\r\n{word}\r\n").Prepend($"*{asked.Length.ToString(CultureInfo.InvariantCulture)}\r\n"));
            await socket.SendAsync(Encoding.UTF8.GetBytes(request), cancellation);
        }
        catch (SocketException)
        {
            return "";
        }

        return await ReadLineAsync(socket, options, time, cancellation);
    }

    /// <summary>A line may come in several packets.</summary>
    /// <returns>The first line; as much of it as fits, or came before the connection or the time ended; null where nothing came in time.</returns>
    private static async Task<string?> ReadLineAsync(Socket socket, RedisOptions options, TimeProvider time, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(options.Timeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        var answer = new byte[LongestLine];
        var length = 0;
        try
        {
            int more;
            do
            {
                more = await socket.ReceiveAsync(answer.AsMemory(length), stop.Token);
                length += more;
            }
            while (more > 0 && length < answer.Length && !answer.AsSpan(0, length).Contains((byte)'\n'));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            if (length == 0)
            {
                return null;
            }
        }
        catch (SocketException)
        {
            // What came before the connection ended is the answer.
        }

        return Encoding.ASCII.GetString(answer, 0, length);
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
