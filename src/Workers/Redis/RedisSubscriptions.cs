using StackExchange.Redis;

namespace Workers.Redis;

/// <summary>What this process listens to, so that a new connection can listen to the same.</summary>
internal sealed class RedisSubscriptions
{
    private readonly Lock _gate = new();
    private readonly List<RedisSubscription> _all = [];

    public RedisSubscription Add(string channel, Action<string> onMessage, Func<RedisSubscription, Task> leave)
    {
        var subscription = new RedisSubscription(channel, onMessage, async dropped =>
        {
            lock (_gate)
            {
                _all.Remove(dropped);
            }

            await leave(dropped);
        });
        lock (_gate)
        {
            _all.Add(subscription);
        }

        return subscription;
    }

    public IReadOnlyList<RedisSubscription> All()
    {
        lock (_gate)
        {
            return [.. _all];
        }
    }
}

/// <summary>One listener of one channel.</summary>
internal sealed class RedisSubscription(string channel, Action<string> onMessage, Func<RedisSubscription, Task> drop) : IAsyncDisposable
{
    private readonly RedisChannel _channel = RedisChannel.Literal(channel);
    private readonly Action<RedisChannel, RedisValue> _handler = (_, message) => onMessage(message!);
    private int _dropped;

    public async Task<bool> JoinAsync(ConnectionMultiplexer multiplexer)
    {
        await multiplexer.GetSubscriber().SubscribeAsync(_channel, _handler);
        return true;
    }

    public async Task LeaveAsync(ConnectionMultiplexer multiplexer, TimeSpan bound, TimeProvider time)
    {
        try
        {
            await multiplexer.GetSubscriber().UnsubscribeAsync(_channel, _handler).WaitAsync(bound, time);
        }
        catch (Exception gone) when (RedisFaults.IsOfTheClient(gone))
        {
            // The connection is gone, and the subscription with it.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _dropped, 1) == 0)
        {
            await drop(this);
        }
    }
}
