using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Workers.Gemini;
using Workers.Gemini.Api;
using Workers.Gemini.Quota;
using Workers.Hosting.Node;
using Workers.Redis;

namespace Workers.Benchmarks.Limiter;

/// <summary>One process's part: its own Redis connection, limiter with pulse, and client.</summary>
internal sealed class LimiterNode : IAsyncDisposable
{
    private readonly RedisGateway _redis;
    private readonly QuotaMember _member;
    private readonly GeminiTransport _transport;
    private readonly GeminiChatClient _client;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _pulse;

    private LimiterNode(RedisGateway redis, string prefix, GeminiOptions options)
    {
        _redis = redis;
        var store = new LimiterStore(redis, new RedisKeys(prefix, null), options, new LimiterScripts(), TimeProvider.System);
        _member = new(store, options, ProcessIdentity.OfThisProcess(Random.Shared), TimeProvider.System, NullLogger<QuotaMember>.Instance);
        Limiter = new(_member, new(store, _member, NullLogger<QuotaFreeze>.Instance), options, TimeProvider.System);
        _transport = new(options, TimeProvider.System);
        _client = new(_transport, options);
        _pulse = PulseAsync();
    }

    public GeminiLimiter Limiter { get; }

    public static async Task<LimiterNode> StartAsync(string url, string prefix, GeminiOptions options)
    {
        var redis = await ConnectAsync(url, prefix);
        return new(redis, prefix, options);
    }

    public static Task<RedisGateway> ConnectAsync(string url, string prefix) => RedisGateway.ConnectAsync(
        new RedisOptions { Url = RedisAddress.TryParse(url, out var address) ? address! : throw new ArgumentException("No address of Redis.", nameof(url)), KeyPrefix = prefix },
        TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);

    /// <summary>The right to send one request that is believed to have so many tokens.</summary>
    public Task<GeminiLease> AcquireAsync((long Tokens, long Sigma) believed, CancellationToken stop) =>
        Limiter.AcquireAsync(new(believed.Tokens, believed.Sigma), stop);

    /// <summary>Sends one request; settled a while after its answer, as a long call is.</summary>
    /// <param name="tokens">Null gives the lease back unused.</param>
    /// <returns>Whether it was answered.</returns>
    public async Task<bool> UseAsync(GeminiLease lease, int? tokens, TimeSpan lasts)
    {
        using (lease)
        {
            if (!lease.IsAcquired || tokens is not { } real)
            {
                await lease.GiveBackAsync();
                return false;
            }

            try
            {
                var answer = await _client.GetResponseAsync([new ChatMessage(ChatRole.User, new string('x', real * 4))], null, CancellationToken.None);
                await Task.Delay(lasts, CancellationToken.None);
                await lease.SettleAsync(answer.Usage!.InputTokenCount!.Value);
                return true;
            }
            catch (GeminiException refused) when (refused.Kind is GeminiFailure.RateLimited)
            {
                await lease.SettleAsync(0);
                await Limiter.ReportAsync(refused);
                return false;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _pulse;
        await Limiter.DisposeAsync();
        _client.Dispose();
        _transport.Dispose();
        _member.Dispose();
        _stop.Dispose();
        await _redis.DisposeAsync();
    }

    private async Task PulseAsync()
    {
        try
        {
            while (true)
            {
                await Limiter.TickAsync(_stop.Token);
                await Task.Delay(TimeSpan.FromSeconds(1), _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The scenario is over.
        }
    }
}
