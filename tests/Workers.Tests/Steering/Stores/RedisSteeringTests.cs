using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Workers.Redis;
using Workers.Support;
using Xunit;

namespace Workers.Steering.Stores;

public sealed class RedisSteeringTests(RedisFixture redis) : SteeringStoreContract
{
    private RedisGateway _gateway = null!;
    private RedisKeys _keys = null!;

    [Fact]
    public async Task What_another_program_left_is_no_order_and_costs_none()
    {
        var order = Steer.Pause("buying");
        await ExchangeAsync(order);
        await _gateway.ExecuteAsync("HSET", [(StackExchange.Redis.RedisKey)_keys.SteeringOrders, "x", "nothing of ours"], TestContext.Current.CancellationToken);
        await _gateway.ExecuteAsync("HSET", [(StackExchange.Redis.RedisKey)_keys.SteeringOrders, "y", "7 8 {\"verb\":\"Fly\"}"], TestContext.Current.CancellationToken);

        (await ExchangeAsync()).ShouldHaveSingleItem().ShouldBe(order);
    }

    [Fact]
    public async Task An_order_for_one_start_that_is_long_past_goes_is_not_taken_again_and_wakes_nobody()
    {
        var old = (DateTimeOffset.UtcNow.ToUnixTimeSeconds() - (10 * 86400)) * 1_000_000;
        var start = Steer.Pause("buying") with { Server = $"vm-2-17-{Guid.NewGuid():N}", Revision = old };
        var host = Steer.Pause("buying") with { Server = "ip-10-0-0-5", Revision = old + 1 };
        await ExchangeAsync(host);
        var told = new SemaphoreSlim(0);
        await using var listening = await new RedisSteering(_gateway, _keys).SubscribeAsync(() => told.Release(), TestContext.Current.CancellationToken);

        (await ExchangeAsync(start)).ShouldHaveSingleItem().Server.ShouldBe("ip-10-0-0-5");

        var marker = Steer.Pause("gemini");
        (await ExchangeAsync(marker)).Select(order => order.Server).ShouldBe([null, "ip-10-0-0-5"], ignoreOrder: true);
        (await told.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).ShouldBeTrue();
        told.CurrentCount.ShouldBe(0, "the old order told nobody");
    }

    [Fact]
    public async Task A_change_is_told_and_a_repetition_is_not()
    {
        var told = new SemaphoreSlim(0);
        await using var listening = await new RedisSteering(_gateway, _keys).SubscribeAsync(() => told.Release(), TestContext.Current.CancellationToken);
        var (first, second) = (Steer.Pause("buying"), Steer.Pause("gemini"));

        await ExchangeAsync(first);
        (await told.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).ShouldBeTrue();
        await ExchangeAsync(first);
        await ExchangeAsync(second);
        (await told.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).ShouldBeTrue();
        told.CurrentCount.ShouldBe(0);
    }

    private protected override async Task<ISteeringStore> OpenAsync()
    {
        RedisAddress.TryParse(await redis.UrlAsync(), out var address).ShouldBeTrue();
        var options = new RedisOptions { Url = address!, KeyPrefix = redis.NewPrefix() };
        _keys = new(options);
        _gateway = await RedisGateway.ConnectAsync(options, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        return new RedisSteering(_gateway, _keys);
    }

    private protected override Task CloseAsync() => _gateway.DisposeAsync().AsTask();
}
