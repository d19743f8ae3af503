using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Simulators.Gemini;
using StackExchange.Redis;
using Workers.Gemini.Api;
using Workers.Gemini.Clients;
using Workers.Hosting.Node;
using Workers.Redis;
using Workers.Steering;
using Xunit;

namespace Workers.Gemini.Quota;

/// <summary>One process's whole chain, client to limiter, on the real clock: a real Redis and the simulated API.</summary>
internal sealed class SharedRig : IAsyncDisposable
{
    private readonly GeminiTransport _transport;
    private readonly RedisGateway _redis;
    private readonly QuotaMember _member;

    private SharedRig(GeminiOptions options, RedisGateway redis, RedisKeys keys, ILoggerFactory loggers, TimeProvider time, SteeringBoard? board)
    {
        (_redis, Keys) = (redis, keys);
        _transport = new(options, TimeProvider.System);
        Reader = new(redis, keys, options);
        var store = new LimiterStore(redis, keys, options, new LimiterScripts(), TimeProvider.System);
        _member = new(store, options, ProcessIdentity.OfThisProcess(Random.Shared), time, loggers.CreateLogger<QuotaMember>());
        Limiter = new(_member, new(store, _member, loggers.CreateLogger<QuotaFreeze>()), options, time, steering: board);
        var wire = new GeminiChatClient(_transport, options);
        Once = new RationedChatClient(wire, Estimator, GeminiPipeline.Build(Limiter, options.TimeoutOf, maxSends: 1, TimeProvider.System, new Random(1)));
        Client = RationedChatClient.Over(wire, Limiter, Estimator, options, TimeProvider.System, new Random(1));
    }

    public GeminiLimiter Limiter { get; }

    public GeminiUsageReader Reader { get; }

    public TokenEstimator Estimator { get; } = new();

    /// <summary>One send per call.</summary>
    public IChatClient Once { get; }

    /// <summary>With repeats.</summary>
    public IChatClient Client { get; }

    public RedisKeys Keys { get; }

    /// <summary>Starts in an epoch that is open already: without the two seconds in which a new one waits for processes that know an older one.</summary>
    /// <param name="time">The limiter's clock.</param>
    public static async Task<SharedRig> StartAsync(string redisUrl, string prefix, GeminiOptions options, ILoggerFactory? loggers = null, TimeProvider? time = null, SteeringBoard? board = null)
    {
        Assert.True(RedisAddress.TryParse(redisUrl, out var url));
        var redis = await RedisGateway.ConnectAsync(
            new RedisOptions { Url = url!, KeyPrefix = prefix }, TimeProvider.System, loggers ?? NullLoggerFactory.Instance, CancellationToken.None);
        var rig = new SharedRig(options, redis, new RedisKeys(prefix, null), loggers ?? NullLoggerFactory.Instance, time ?? TimeProvider.System, board);
        await redis.ExecuteAsync("HSETNX", [(RedisKey)rig.Keys.GeminiLimiter, "epoch", 1], CancellationToken.None);
        return rig;
    }

    public static GeminiOptions Options(GeminiSimulator? simulator = null, int rpm = 1000, long tpm = 10_000_000) => new()
    {
        ApiKey = GeminiRig.Key,
        BaseUrl = simulator?.Address ?? new("http://127.0.0.1:9"),
        MaxRequestsPerMinute = rpm,
        MaxTokensPerMinute = tpm,
        QuotaWait = TimeSpan.FromSeconds(60),
    };

    public async Task<string?> ShownAsync(string key) => await _redis.GetAsync(key, CancellationToken.None);

    /// <summary>From when a call is counted, in Redis' milliseconds.</summary>
    public async Task<long> CountedFromAsync(string reservationId)
    {
        var calls = await _redis.HashGetAllAsync(Keys.GeminiCalls, CancellationToken.None);
        return long.Parse(calls[reservationId].Split(' ')[0], CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Limiter.DisposeAsync();
        _member.Dispose();
        _transport.Dispose();
        await _redis.DisposeAsync();
    }
}

/// <summary>Keeps every line that is logged, from a level on.</summary>
internal sealed class LogLines(LogLevel least = LogLevel.Trace) : ILoggerFactory, ILogger
{
    public ConcurrentQueue<string> Lines { get; } = [];

    public void AddProvider(ILoggerProvider provider)
    {
        // Everything is kept here.
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            Lines.Enqueue($"{formatter(state, exception)} {exception}");
        }
    }

    public void Dispose()
    {
        // Nothing is held.
    }
}
