using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Workers.Hosting.Loops;

namespace Workers.Redis;

/// <summary>
/// The only door to Redis. Every call ends within <c>REDIS_TIMEOUT_MS</c> or throws <see cref="RedisUnavailableException"/>;
/// after that it may still be applied, so scripts carry an operation id. A watchdog reopens a connection that stopped answering.
/// </summary>
internal sealed class RedisGateway : IAsyncDisposable
{
    private readonly RedisOptions _options;
    private readonly TimeProvider _time;
    private readonly RedisKeys _keys;
    private readonly RedisSubscriptions _subscriptions = new();
    private readonly RedisWatchdog _watchdog;
    private volatile ConnectionMultiplexer _multiplexer;
    private Task _closing = Task.CompletedTask;

    private RedisGateway(RedisOptions options, TimeProvider time, ILoggerFactory loggers, BackgroundLoops? loops, ConnectionMultiplexer multiplexer)
    {
        (_options, _time, _multiplexer, _keys) = (options, time, multiplexer, new(options));
        _watchdog = new(this, options, loops ?? new(time, loggers.CreateLogger<BackgroundLoops>()), time, loggers.CreateLogger<RedisWatchdog>());
        multiplexer.ConnectionFailed += OnConnectionFailed;
    }

    /// <summary>Whether Redis answered when it was last asked.</summary>
    public bool IsConnected => _watchdog.IsConnected;

    /// <inheritdoc cref="RedisWatchdog.WhyNoWrites"/>
    public string? WhyNoWrites => _watchdog.WhyNoWrites;

    /// <inheritdoc cref="RedisWatchdog.ClockAhead"/>
    public TimeSpan? ClockAhead => _watchdog.ClockAhead;

    public RedisAddress Address => _options.Url;

    /// <summary>True when Redis answers again, false when it stopped. Handlers return at once.</summary>
    public event Action<bool>? ConnectionChanged { add => _watchdog.Changed += value; remove => _watchdog.Changed -= value; }

    /// <summary>Connects and asks once.</summary>
    /// <param name="loops">Where the watchdog is known; null keeps it to itself.</param>
    /// <exception cref="RedisUnavailableException">No answer; the message says why where that is known.</exception>
    public static async Task<RedisGateway> ConnectAsync(
        RedisOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellation, BackgroundLoops? loops = null)
    {
        RedisGateway? gateway = null;
        try
        {
            var opening = RedisConnection.OpenAsync(options, time, cancellation);
            gateway = new(options, time, loggers, loops, await Bounded(opening, "the connection", options, time, 2 * options.Timeout, cancellation));
            await gateway.PingAsync(cancellation);
            await gateway.CheckUserAsync(cancellation);
            gateway._watchdog.Start();
            return gateway;
        }
        catch (Exception failure)
        {
            if (gateway is not null)
            {
                await gateway.DisposeAsync();
            }

            if (failure is RedisUnavailableException)
            {
                var (why, silence) = await RedisDiagnosis.FindAsync(options, time, cancellation);
                throw new RedisUnavailableException(why, failure) { Silence = silence };
            }

            throw;
        }
    }

    /// <summary>Runs a script by its hash, and by its text where Redis does not know it yet.</summary>
    /// <exception cref="RedisUnavailableException">No answer: it may or may not have been applied, now or later.</exception>
    /// <exception cref="RedisRefusedException">The script failed; where a key of another type is the cause, the message names it.</exception>
    public async Task<RedisResult> EvaluateAsync(
        RedisScript script, IReadOnlyList<string> keys, IReadOnlyList<RedisValue> arguments, CancellationToken cancellation)
    {
        RedisKey[] redisKeys = [.. keys.Select(key => (RedisKey)key)];
        RedisValue[] values = [.. arguments];
        try
        {
            return await CallAsync(database => database.ScriptEvaluateAsync(script.Hash, redisKeys, values), script.Name, keys, cancellation);
        }
        catch (RedisRefusedException refused) when (refused.InnerException is { } inner && RedisFaults.IsNoScript(inner))
        {
            object[] eval = [script.Text, redisKeys.Length, .. redisKeys.Cast<object>(), .. values.Cast<object>()];
            return await CallAsync(database => database.ExecuteAsync("EVAL", eval), script.Name, keys, cancellation);
        }
    }

    public async Task<string?> GetAsync(string key, CancellationToken cancellation) =>
        await CallAsync(database => database.StringGetAsync(key), $"GET {key}", [key], cancellation);

    public Task SetAsync(string key, string value, TimeSpan? expiry, CancellationToken cancellation) =>
        CallAsync(database => database.StringSetAsync(key, value, expiry is { } life ? new Expiration(life) : Expiration.Default), $"SET {key}", cancellation);

    public Task DeleteAsync(string key, CancellationToken cancellation) =>
        CallAsync(database => database.KeyDeleteAsync(key), $"DEL {key}", cancellation);

    public async Task<IReadOnlyDictionary<string, string>> HashGetAllAsync(string key, CancellationToken cancellation)
    {
        var entries = await CallAsync(database => database.HashGetAllAsync(key), $"HGETALL {key}", [key], cancellation);
        return entries.ToDictionary(entry => (string)entry.Name!, entry => (string)entry.Value!, StringComparer.Ordinal);
    }

    /// <summary>Any other command; arguments that are keys are given as <see cref="RedisKey"/>.</summary>
    public Task<RedisResult> ExecuteAsync(string command, IReadOnlyList<object> arguments, CancellationToken cancellation) =>
        CallAsync(database => database.ExecuteAsync(command, [.. arguments]), command, [.. arguments.OfType<RedisKey>().Select(key => key.ToString())], cancellation);

    public Task PublishAsync(string channel, string message, CancellationToken cancellation) =>
        CallAsync(database => database.PublishAsync(RedisChannel.Literal(channel), message), $"PUBLISH {channel}", cancellation);

    /// <summary>Listens until disposed, also across reconnections. Messages sent while the connection was away are lost.</summary>
    public async Task<IAsyncDisposable> SubscribeAsync(string channel, Action<string> onMessage, CancellationToken cancellation)
    {
        var subscription = _subscriptions.Add(channel, onMessage, dropped => dropped.LeaveAsync(_multiplexer, _options.Timeout, _time));
        try
        {
            await Bounded(subscription.JoinAsync(_multiplexer), $"SUBSCRIBE {channel}", _options, _time, _options.Timeout, cancellation);
            return subscription;
        }
        catch
        {
            await subscription.DisposeAsync();
            throw;
        }
    }

    /// <returns>How long the answer took.</returns>
    public Task<TimeSpan> PingAsync(CancellationToken cancellation) => CallAsync(database => database.PingAsync(), "PING", cancellation);

    /// <summary>Has Redis take a write that changes nothing.</summary>
    /// <exception cref="RedisUnavailableException">It takes none, or gave no answer.</exception>
    public async Task CheckWritesAsync(CancellationToken cancellation)
    {
        try
        {
            await ExecuteAsync("SETRANGE", [(RedisKey)_keys.ServerCpuAllocated, 0, ""], cancellation);
        }
        catch (RedisFailureException failure) when (failure is RedisRefusedException || (failure.InnerException is { } inner && RedisFaults.IsNoPermission(inner)))
        {
            // Who may not ask this, or finds another program's key there, learns of it by what is asked for.
        }
    }

    /// <summary>How the server is set up. A managed one may tell little, or nothing.</summary>
    /// <exception cref="RedisUnavailableException">No answer.</exception>
    public async Task<RedisTraits> InspectAsync(CancellationToken cancellation)
    {
        if (await AskAsync("INFO", [], cancellation) is not { } info)
        {
            return RedisTraits.Unknown;
        }

        var save = await AskAsync("CONFIG", ["GET", "save"], cancellation);
        return RedisTraits.Of(string.Join('\n', info.Texts(0)), save is { Count: 2 } ? save.Text(1) : null);
    }

    public async ValueTask DisposeAsync()
    {
        await _watchdog.DisposeAsync();
        await Task.WhenAll(_closing, CloseAsync(_multiplexer));
    }

    /// <summary>Replaces the connection by a new one that carries all subscriptions; what is on its way over the old one may still be answered.</summary>
    internal async Task ReopenAsync(CancellationToken cancellation)
    {
        var fresh = await Bounded(RedisConnection.OpenAsync(_options, _time, cancellation), "the connection", _options, _time, 2 * _options.Timeout, cancellation);
        var old = _multiplexer;
        fresh.ConnectionFailed += OnConnectionFailed;
        _multiplexer = fresh;
        _closing = Task.WhenAll(_closing, CloseAsync(old));

        // Each is known to the new connection from here on, also one that it can ask the server for only later.
        await Task.WhenAll(_subscriptions.All().Select(subscription =>
            Bounded(subscription.JoinAsync(fresh), "SUBSCRIBE", _options, _time, _options.Timeout, cancellation)));
    }

    /// <summary>A server whose default user needs no password serves us as that one when it refused the user of REDIS_URL.</summary>
    private async Task CheckUserAsync(CancellationToken cancellation)
    {
        if (_options.Url.User is null or "default")
        {
            return;
        }

        try
        {
            var user = (string?)await ExecuteAsync("ACL", ["WHOAMI"], cancellation);
            if (user != _options.Url.User)
            {
                throw new RedisUnavailableException($"Redis at {Address} refused the user of REDIS_URL.");
            }
        }
        catch (RedisUnavailableException refused) when (refused.InnerException is { } inner && RedisFaults.IsNoPermission(inner))
        {
            // A user that may not even ask this is not the default one.
        }
    }

    /// <returns>Null when we may not ask it.</returns>
    private async Task<RedisReply?> AskAsync(string command, IReadOnlyList<object> arguments, CancellationToken cancellation)
    {
        try
        {
            return RedisReply.Of(command, await ExecuteAsync(command, arguments, cancellation));
        }
        catch (RedisFailureException failure) when (failure is RedisRefusedException || (failure.InnerException is { } inner && RedisFaults.IsNoPermission(inner)))
        {
            return null;
        }
    }

    private async Task<T> CallAsync<T>(Func<IDatabase, Task<T>> call, string name, IReadOnlyList<string> keys, CancellationToken cancellation)
    {
        try
        {
            return await CallAsync(call, name, cancellation);
        }
        catch (RedisRefusedException refused) when (refused.InnerException is { } inner && RedisFaults.IsWrongType(inner))
        {
            throw await NameKeyAsync(refused, keys, cancellation);
        }
    }

    /// <summary>A server that meets a key of another type does not say which one.</summary>
    private async Task<RedisRefusedException> NameKeyAsync(RedisRefusedException refused, IReadOnlyList<string> keys, CancellationToken cancellation)
    {
        foreach (var key in keys)
        {
            try
            {
                var found = (string?)await CallAsync(database => database.ExecuteAsync("TYPE", (RedisKey)key), "TYPE", cancellation);
                if (found is not (null or "none") && _keys.TypeOf(key) is { } ours && found != ours)
                {
                    return new($"The key {key} in Redis at {Address} is a {found} of another program, and must be our {ours}. Look at it and rename or remove it, "
                        + "or set REDIS_KEY_PREFIX to a prefix that nobody else uses.", refused);
                }
            }
            catch (RedisFailureException)
            {
                return refused;
            }
        }

        return refused;
    }

    private Task<T> CallAsync<T>(Func<IDatabase, Task<T>> call, string name, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Bounded(Started(), name, _options, _time, _options.Timeout, cancellation);

        // A closed multiplexer throws at once instead of returning a failed task.
        async Task<T> Started() => await call(_multiplexer.GetDatabase());
    }

    private static async Task<T> Bounded<T>(
        Task<T> call, string name, RedisOptions options, TimeProvider time, TimeSpan bound, CancellationToken cancellation)
    {
        try
        {
            return await call.WaitAsync(bound, time, cancellation);
        }
        catch (Exception failure) when (RedisFaults.IsOfTheClient(failure))
        {
            throw RedisFaults.Translate(failure, name, options.Url);
        }
        finally
        {
            _ = call.ContinueWith(late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
    }

    private void OnConnectionFailed(object? sender, ConnectionFailedEventArgs failure)
    {
        if (failure.ConnectionType is ConnectionType.Interactive)
        {
            _watchdog.Broke($"the connection broke ({failure.FailureType}).");
        }
    }

    /// <summary>Lets calls that are on their way end, within the time that each of them has.</summary>
    private async Task CloseAsync(ConnectionMultiplexer multiplexer)
    {
        multiplexer.ConnectionFailed -= OnConnectionFailed;
        try
        {
            await multiplexer.CloseAsync().WaitAsync(2 * _options.Timeout, _time);
        }
        catch (Exception gone) when (RedisFaults.IsOfTheClient(gone))
        {
            // A connection that no longer answers may not close in time either; nothing uses it any more.
        }
    }
}
