using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Workers.Redis;

/// <summary>Why no connection to Redis came about. The client says the same for a closed port, a wrong password and a bad certificate, so that it is asked apart.</summary>
internal static class RedisDiagnosis
{
    /// <summary>In bytes: what tells the one refusal from the other stands at a line's beginning.</summary>
    private const int LongestLine = 256;

    /// <summary>A first byte of TLS: an alert, or a handshake.</summary>
    private const string OfTls = "\u0015\u0016";

    /// <summary>A first byte of what Redis answers.</summary>
    private const string OfRedis = "+-:$*";

    /// <returns>The reason with the next step, and of which kind it is.</returns>
    public static async Task<(string Why, RedisSilence Silence)> FindAsync(RedisOptions options, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            return options.Url.Tls ? await OfEncryptedAsync(options, time, cancellation) : await OfPlainAsync(options, time, cancellation);
        }
        catch (SocketException unknown) when (unknown.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain)
        {
            return ($"The host '{options.Url.Host}' of REDIS_URL has no address ({unknown.Message}). Correct REDIS_URL or the name service.", RedisSilence.Away);
        }
        catch (Exception closed) when (closed is SocketException or TimeoutException)
        {
            return ($"Nothing answers at {options.Url}. Start Redis there or correct REDIS_URL.", RedisSilence.Away);
        }
    }

    /// <summary>What a server's first line about our user says against it; null where it says nothing of that kind. Pure.</summary>
    internal static (string Why, RedisSilence Silence)? RefusalOf(string line) => line switch
    {
        _ when line.StartsWith("-ERR max number of clients", StringComparison.Ordinal) => ("has no room for another client (maxclients)", RedisSilence.Crowded),
        _ when line.StartsWith("-WRONGPASS", StringComparison.Ordinal) => ("refuses the user or password of REDIS_URL (WRONGPASS): correct REDIS_URL (redis://user:password@host:port), or the user on the server", RedisSilence.Refuses),
        _ when line.StartsWith("-NOAUTH", StringComparison.Ordinal) => ("wants a password, and REDIS_URL has none (NOAUTH): redis://user:password@host:port", RedisSilence.Refuses),
        _ when line.StartsWith("-ERR", StringComparison.Ordinal) && line.Contains("no password is set", StringComparison.OrdinalIgnoreCase) =>
            ("asks for no password, and REDIS_URL has one: take it out of REDIS_URL, or set requirepass on the server", RedisSilence.Refuses),
        _ when line.StartsWith("-DENIED", StringComparison.Ordinal) => ("is in protected mode and serves its own machine alone (DENIED)", RedisSilence.Refuses),
        _ => null,
    };

    /// <summary>What the first line of an answer tells; null where it tells nothing. Pure.</summary>
    /// <param name="line">Null where nothing came in time, empty where the connection was closed.</param>
    internal static (string Why, RedisSilence Silence)? Judge(string? line, RedisAddress address, TimeSpan waited) => line switch
    {
        null => (string.Create(CultureInfo.InvariantCulture, $"What listens at {address} takes connections and answers nothing within {waited.TotalSeconds:0.#} s: Redis hangs or is stopped there (SIGSTOP, a full disk, a long script), or it is no Redis. ")
            + "Look at the server's process and log; restart it where it does not come back.", RedisSilence.Hangs),
        "" => null,
        _ when RefusalOf(line) is { } refusal => ($"Redis at {address} {refusal.Why}.", refusal.Silence),
        _ when line[0] == '+' || line.StartsWith("-LOADING", StringComparison.Ordinal) =>
            ($"Redis at {address} takes the user and password of REDIS_URL and served us nothing in time: it loads its data, or is busy. It is asked again.", RedisSilence.Away),
        _ when OfTls.Contains(line[0], StringComparison.Ordinal) => SpeaksTls(address),
        _ when line.StartsWith("HTTP/", StringComparison.Ordinal) => ($"What listens at {address} serves us no Redis: it is a web server (it answers HTTP). Correct host and port in REDIS_URL.", RedisSilence.Foreign),
        _ when !OfRedis.Contains(line[0], StringComparison.Ordinal) => ($"What listens at {address} serves us no Redis: it speaks another protocol. Correct host and port in REDIS_URL.", RedisSilence.Foreign),
        _ => null,
    };

    private static (string Why, RedisSilence Silence) SpeaksTls(RedisAddress address) =>
        ($"What listens at {address} speaks TLS, and REDIS_URL does not: write rediss:// there, or give the port without TLS.", RedisSilence.Foreign);

    private static async Task<(string Why, RedisSilence Silence)> OfPlainAsync(RedisOptions options, TimeProvider time, CancellationToken cancellation)
    {
        using var socket = await ConnectAsync(options, time, cancellation);
        await using var wire = new NetworkStream(socket);
        var line = await HearAsync(wire, Greeting(options.Url), options, time, cancellation);
        if (Judge(line, options.Url, options.Timeout) is { } known)
        {
            return known;
        }

        return line is "" && (await ShakeHandsAsync(options, time, cancellation)).SpeaksTls
            ? SpeaksTls(options.Url)
            : ($"Something listens at {options.Url} but serves us no Redis: check user and password in REDIS_URL, and that the server speaks Redis without TLS.", RedisSilence.Away);
    }

    private static async Task<(string Why, RedisSilence Silence)> OfEncryptedAsync(RedisOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var (speaksTls, line) = await ShakeHandsAsync(options, time, cancellation);
        if (!speaksTls)
        {
            // No password goes over a line that nobody encrypts.
            using var socket = await ConnectAsync(options, time, cancellation);
            await using var wire = new NetworkStream(socket);
            var plain = await HearAsync(wire, ["PING"], options, time, cancellation);
            return plain is { Length: > 0 } && OfRedis.Contains(plain[0], StringComparison.Ordinal)
                ? ($"The Redis at {options.Url} speaks no TLS: write redis:// in REDIS_URL, or turn TLS on in the server (tls-port).", RedisSilence.Foreign)
                : Judge(plain, options.Url, options.Timeout) ?? Unserved(options.Url);
        }

        return line is { Length: > 0 } && Judge(line, options.Url, options.Timeout) is { } known ? known : Unserved(options.Url);
    }

    private static (string Why, RedisSilence Silence) Unserved(RedisAddress address) =>
        ($"Something listens at {address} but serves us no Redis: check user and password in REDIS_URL, and that the certificate is valid for this host.", RedisSilence.Away);

    /// <returns>Whether a certificate was shown, and the first line of the answer where it is a good one.</returns>
    private static async Task<(bool SpeaksTls, string? Line)> ShakeHandsAsync(RedisOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var isShown = false;
        using var late = new CancellationTokenSource(options.Timeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        using var socket = await ConnectAsync(options, time, cancellation);
        await using var wire = new SslStream(new NetworkStream(socket));
        try
        {
            await wire.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = options.Url.Host,
                    RemoteCertificateValidationCallback = (_, _, _, errors) =>
                    {
                        isShown = true;
                        return errors is SslPolicyErrors.None;
                    },
                },
                stop.Token);
            return (true, options.Url.Tls ? await HearAsync(wire, Greeting(options.Url), options, time, cancellation) : null);
        }
        catch (Exception none) when (none is AuthenticationException or IOException || (none is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return (isShown, null);
        }
    }

    private static async Task<Socket> ConnectAsync(RedisOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(options.Url.Host, options.Url.Port, cancellation).AsTask().WaitAsync(options.Timeout, time, cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string[] Greeting(RedisAddress address) => address switch
    {
        { Password: null } => ["PING"],
        { User: null } => ["AUTH", address.Password],
        _ => ["AUTH", address.User, address.Password],
    };

    /// <summary>Every Redis says something to a user's name or a PING. A server that closes the connection has answered too. A line may come in several packets.</summary>
    /// <returns>The first line of its answer; as much of it as fits, or came before the connection or the time ended; null where nothing came in time.</returns>
    private static async Task<string?> HearAsync(Stream wire, string[] asked, RedisOptions options, TimeProvider time, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(options.Timeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        var answer = new byte[LongestLine];
        var length = 0;
        try
        {
            var request = string.Concat(asked.Select(word => $"${Encoding.UTF8.GetByteCount(word).ToString(CultureInfo.InvariantCulture)}\r\n{word}\r\n").Prepend($"*{asked.Length.ToString(CultureInfo.InvariantCulture)}\r\n"));
            await wire.WriteAsync(Encoding.UTF8.GetBytes(request), stop.Token);
            int more;
            do
            {
                more = await wire.ReadAsync(answer.AsMemory(length), stop.Token);
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
        catch (IOException)
        {
            // What came before the connection ended is the answer.
        }

        return Encoding.ASCII.GetString(answer, 0, length);
    }
}
