using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Simulators.Servers;
using Workers.Redis;
using Workers.Steering;
using Workers.Steering.Stores;
using Workers.Supervisor.Peers;
using Workers.Supervisor.Slots;

namespace Workers.Scenarios;

/// <summary>Orders and reports in a scenario's Redis, without a command between.</summary>
internal static class SteeredRedis
{
    public static Task SteerAsync(this RedisServer server, params SteeringOrder[] orders) =>
        WithAsync(server, (gateway, keys) => new RedisSteering(gateway, keys).ExchangeAsync(orders, CancellationToken.None));

    public static Task<IReadOnlyList<SteeringOrder>> OrdersAsync(this RedisServer server) =>
        WithAsync(server, (gateway, keys) => new RedisSteering(gateway, keys).ExchangeAsync([], CancellationToken.None));

    public static Task<List<DaemonReport>> ReportsAsync(this RedisServer server) =>
        WithAsync(server, async (gateway, keys) => (await new DaemonDirectory(gateway, keys).ReadAsync(CancellationToken.None)).Select(shown => shown.Report).ToList());

    private static async Task<T> WithAsync<T>(RedisServer server, Func<RedisGateway, RedisKeys, Task<T>> act)
    {
        RedisAddress.TryParse(server.Url, out var address).ShouldBeTrue();
        var options = new RedisOptions { Url = address! };
        await using var gateway = await RedisGateway.ConnectAsync(options, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        return await act(gateway, new(options));
    }
}
