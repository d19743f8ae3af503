using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Simulators.Servers;
using StackExchange.Redis;
using Workers.Support;
using Xunit;

namespace Workers.Redis;

/// <summary>Whatever a server answers, nothing but the room's own exception leaves it.</summary>
public sealed class RedisFaultsTests(RedisFixture redis)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private readonly CancellationToken _test = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("LOADING Redis is loading the dataset in memory")]
    [InlineData("BUSY Redis is busy running a script.")]
    [InlineData("OOM command not allowed when used memory > 'maxmemory'.")]
    [InlineData("READONLY You can't write against a read only replica.")]
    [InlineData("MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk.")]
    [InlineData("NOPERM this user has no permissions to run the 'set' command")]
    [InlineData("CLUSTERDOWN The cluster is down")]
    [InlineData("MOVED 3999 192.0.2.1:6381")]
    [InlineData("ERR Error running script (call to f_2aa): @user_script:5: @user_script: 5: -OOM command not allowed when used memory > 'maxmemory'.")]
    [InlineData("ERR Error running script (call to f_2aa): @user_script:5: -READONLY You can't write against a read only replica.")]
    public async Task What_passes_by_itself_is_no_refusal(string said) =>
        (await SaysAsync(said)).ShouldBeOfType<RedisUnavailableException>();

    [Theory]
    [InlineData("WRONGTYPE Operation against a key holding the wrong kind of value")]
    [InlineData("ERR Error running script (call to f_2aa): @user_script:1: WRONGTYPE Operation against a key holding the wrong kind of value")]
    [InlineData("ERR value is not an integer or out of range")]
    [InlineData("NOSCRIPT No matching script. Please use EVAL.")]
    [InlineData("CROSSSLOT Keys in request don't hash to the same slot")]
    [InlineData("SOMETHING nobody has seen yet")]
    public async Task Everything_else_is_one(string said) =>
        (await SaysAsync(said)).ShouldBeOfType<RedisRefusedException>();

    [Fact]
    public async Task A_key_of_another_type_is_named_with_both_types_and_a_remedy()
    {
        var options = new RedisOptions { Url = RedisAddress.Parse(await redis.UrlAsync()), KeyPrefix = redis.NewPrefix() };
        var keys = new RedisKeys(options);
        await using var gateway = await RedisGateway.ConnectAsync(options, TimeProvider.System, NullLoggerFactory.Instance, _test);
        await gateway.SetAsync(keys.LedgerState, "of another program", null, _test);
        await gateway.ExecuteAsync("RPUSH", [(RedisKey)keys.GeminiRpm, "x"], _test);
        var script = RedisScript.FromText("script", "return redis.call('HGETALL', KEYS[2])");

        Exception[] failures =
        [
            await Should.ThrowAsync<RedisRefusedException>(() => gateway.EvaluateAsync(script, [keys.ServerWorkers, keys.LedgerState], [], _test)),
            await Should.ThrowAsync<RedisRefusedException>(() => gateway.HashGetAllAsync(keys.LedgerState, _test)),
            await Should.ThrowAsync<RedisRefusedException>(() => gateway.ExecuteAsync("HSET", [(RedisKey)keys.LedgerState, "a", "b"], _test)),
        ];

        foreach (var failure in failures)
        {
            failure.Message.ShouldContain($"The key {keys.LedgerState} in Redis");
            failure.Message.ShouldContain("is a string of another program, and must be our hash");
            failure.Message.ShouldContain("REDIS_KEY_PREFIX");
        }

        (await Should.ThrowAsync<RedisRefusedException>(() => gateway.GetAsync(keys.GeminiRpm, _test))).Message.ShouldContain("is a list of another program, and must be our string");
    }

    [Fact]
    public async Task A_call_that_the_client_does_not_send_has_its_kind()
    {
        var address = RedisAddress.Parse(await redis.UrlAsync());
        await using var client = await ConnectionMultiplexer.ConnectAsync($"{address.Host}:{address.Port}");
        var database = client.GetDatabase();
        var replica = (await Record.ExceptionAsync(async () => await database.KeyDeleteAsync("a", CommandFlags.DemandReplica))).ShouldBeOfType<RedisCommandException>();
        var forbidden = (await Record.ExceptionAsync(async () => await database.ExecuteAsync("CONFIG", "GET", "save"))).ShouldBeOfType<RedisCommandException>();

        RedisFaults.IsOfTheClient(replica).ShouldBeTrue();
        RedisFaults.Translate(replica, "DEL a", address).ShouldBeOfType<RedisUnavailableException>().Message.ShouldContain("replica");
        RedisFaults.Translate(forbidden, "CONFIG", address).ShouldBeOfType<RedisRefusedException>().Message.ShouldContain("not sent");
    }

    [Fact]
    public async Task A_server_that_becomes_a_replica_during_calls_is_away_and_is_written_to_when_it_is_one_no_longer()
    {
        await using var primary = await RedisServer.StartAsync();
        await using var server = await RedisServer.StartAsync();
        await using var gateway = await RedisGateway.ConnectAsync(
            new() { Url = RedisAddress.Parse(server.Url), Timeout = TimeSpan.FromSeconds(1) }, TimeProvider.System, NullLoggerFactory.Instance, _test);
        var script = RedisScript.FromText("script", "return redis.call('SET', KEYS[1], ARGV[1])");
        using var over = new CancellationTokenSource(Bound);
        var met = new Signals();
        Func<Task>[] calls =
        [
            () => gateway.SetAsync("a", "1", null, over.Token),
            () => gateway.DeleteAsync("b", over.Token),
            () => gateway.ExecuteAsync("HSET", [(RedisKey)"c", "f", "v"], over.Token),
            () => gateway.EvaluateAsync(script, ["d"], ["1"], over.Token),
            () => gateway.PublishAsync("e", "m", over.Token),
            () => gateway.HashGetAllAsync("c", over.Token),
        ];
        var others = new List<Exception>();
        var calling = Task.Run(async () =>
        {
            while (!over.IsCancellationRequested)
            {
                await Record.ExceptionAsync(() => gateway.PingAsync(over.Token));
                foreach (var call in calls)
                {
                    var failure = await Record.ExceptionAsync(call);
                    met.Add(failure?.Message ?? "served");
                    if (failure is not (null or RedisUnavailableException or OperationCanceledException))
                    {
                        others.Add(failure);
                    }
                }
            }
        }, _test);

        for (var round = 0; round < 3; round++)
        {
            await UntilAsync(met, said => said == "served");
            await server.FollowAsync(primary);
            await UntilAsync(met, said => said.Contains("replica", StringComparison.OrdinalIgnoreCase) || said.Contains("READONLY", StringComparison.Ordinal));
            await server.SetReadOnlyAsync(false);
        }

        await UntilAsync(met, said => said == "served");
        await over.CancelAsync();
        await calling;
        others.ShouldBeEmpty();
    }

    private static async Task UntilAsync(Signals met, Func<string, bool> isSo)
    {
        while (!isSo(await met.NextAsync(Bound)))
        {
            // The next call tells more.
        }
    }

    private async Task<Exception> SaysAsync(string said)
    {
        var options = new RedisOptions { Url = RedisAddress.Parse(await redis.UrlAsync()), KeyPrefix = redis.NewPrefix() };
        await using var gateway = await RedisGateway.ConnectAsync(options, TimeProvider.System, NullLoggerFactory.Instance, _test);
        var script = RedisScript.FromText("script", "return redis.error_reply(ARGV[1])");
        return await Should.ThrowAsync<RedisFailureException>(() => gateway.EvaluateAsync(script, [], [said], _test));
    }
}
