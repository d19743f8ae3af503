using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Simulators.Servers;
using StackExchange.Redis;
using Workers.Support;
using Xunit;

namespace Workers.Redis;

public sealed class RedisGatewayTests(RedisFixture redis)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);
    private static readonly RedisScript Echo = RedisScript.FromText("echo", "redis.call('SET', KEYS[1], ARGV[1]) return redis.call('GET', KEYS[1])");
    private readonly CancellationToken _test = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_script_runs_also_after_redis_forgot_it()
    {
        await using var gateway = await ConnectAsync(await redis.UrlAsync());
        var key = redis.NewPrefix() + "echo";

        ((string?)await gateway.EvaluateAsync(Echo, [key], ["one"], _test)).ShouldBe("one");
        await gateway.ExecuteAsync("SCRIPT", ["FLUSH"], _test);

        ((string?)await gateway.EvaluateAsync(Echo, [key], ["two"], _test)).ShouldBe("two");
        (await gateway.GetAsync(key, _test)).ShouldBe("two");
    }

    [Fact]
    public async Task A_broken_script_is_refused_and_not_called_an_outage()
    {
        await using var gateway = await ConnectAsync(await redis.UrlAsync());

        var broken = RedisScript.FromText("broken", "return nothing.here");

        (await Should.ThrowAsync<RedisRefusedException>(() => gateway.EvaluateAsync(broken, [], [], _test))).Message.ShouldContain("broken");
    }

    [Fact]
    public async Task Hashes_and_texts_are_read_as_written()
    {
        await using var gateway = await ConnectAsync(await redis.UrlAsync());
        var prefix = redis.NewPrefix();
        await gateway.ExecuteAsync("HSET", [(RedisKey)(prefix + "h"), "a", "1", "é", "2"], _test);
        await gateway.SetAsync(prefix + "s", "x", null, _test);

        (await gateway.HashGetAllAsync(prefix + "h", _test)).ShouldBe(new Dictionary<string, string> { ["a"] = "1", ["é"] = "2" }, ignoreOrder: true);
        (await gateway.GetAsync(prefix + "s", _test)).ShouldBe("x");
        (await gateway.GetAsync(prefix + "none", _test)).ShouldBeNull();
        await gateway.DeleteAsync(prefix + "s", _test);
        (await gateway.GetAsync(prefix + "s", _test)).ShouldBeNull();
    }

    [Fact]
    public async Task A_listener_hears_until_it_is_disposed()
    {
        await using var gateway = await ConnectAsync(await redis.UrlAsync());
        var channel = redis.NewPrefix() + "c";
        var heard = new Signals();
        var listening = await gateway.SubscribeAsync(channel, heard.Add, _test);

        await gateway.PublishAsync(channel, "one", _test);
        (await heard.NextAsync(Bound)).ShouldBe("one");

        await listening.DisposeAsync();
        ((long)await gateway.ExecuteAsync("PUBLISH", [channel, "two"], _test)).ShouldBe(0);
    }

    [Fact]
    public async Task A_paused_server_costs_a_bounded_wait_and_is_found_again_with_its_listeners()
    {
        await using var server = await RedisServer.StartAsync();
        await using var gateway = await ConnectAsync(server.Url, timeoutMs: 1500);
        var states = new Signals();
        gateway.ConnectionChanged += connected => states.Add(connected ? "back" : "away");
        var heard = new Signals();
        await using var listening = await gateway.SubscribeAsync("c", heard.Add, _test);

        server.Pause();
        await Should.ThrowAsync<RedisUnavailableException>(() => gateway.GetAsync("x", _test));
        (await states.NextAsync(Bound)).ShouldBe("away");
        gateway.IsConnected.ShouldBeFalse();

        server.Continue();
        (await states.NextAsync(Bound)).ShouldBe("back");
        await HearsAsync(gateway, heard);
    }

    [Fact]
    public async Task A_restarted_server_is_found_again_with_its_listeners()
    {
        await using var server = await RedisServer.StartAsync();
        await using var gateway = await ConnectAsync(server.Url, timeoutMs: 1500);
        var states = new Signals();
        gateway.ConnectionChanged += connected => states.Add(connected ? "back" : "away");
        var heard = new Signals();
        await using var listening = await gateway.SubscribeAsync("c", heard.Add, _test);

        await server.KillAsync();
        (await states.NextAsync(Bound)).ShouldBe("away");
        await Should.ThrowAsync<RedisUnavailableException>(() => gateway.GetAsync("x", _test));

        await server.RestartAsync();
        (await states.NextAsync(Bound)).ShouldBe("back");
        await HearsAsync(gateway, heard);
    }

    [Fact]
    public async Task No_server_is_said_with_its_address()
    {
        var port = Loopback.FreePort();

        var failure = await Should.ThrowAsync<RedisUnavailableException>(() => ConnectAsync($"redis://127.0.0.1:{port}", timeoutMs: 300));

        failure.Message.ShouldContain($"redis://127.0.0.1:{port}");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("guessed")]
    public async Task A_missing_or_wrong_password_is_said_without_showing_it(string? password)
    {
        await using var server = await RedisServer.StartAsync(new() { Password = "right-one" });
        var url = password is null ? $"redis://127.0.0.1:{server.Port}" : $"redis://:{password}@127.0.0.1:{server.Port}";

        var failure = await Should.ThrowAsync<RedisUnavailableException>(() => ConnectAsync(url));

        failure.Message.ShouldContain("password");
        failure.Message.ShouldNotContain("guessed");
    }

    [Fact]
    public async Task Password_and_database_of_the_address_are_used()
    {
        await using var server = await RedisServer.StartAsync(new() { Password = "p@ss:word" });
        await using var third = await ConnectAsync($"redis://:p%40ss%3Aword@localhost:{server.Port}/3");
        await using var first = await ConnectAsync($"redis://default:p%40ss%3Aword@localhost:{server.Port}");

        await third.SetAsync("x", "in 3", null, _test);

        (await third.GetAsync("x", _test)).ShouldBe("in 3");
        (await first.GetAsync("x", _test)).ShouldBeNull();
    }

    [Theory]
    [InlineData("+@all")]
    [InlineData("+ping +set +echo +client +info")]
    public async Task The_user_of_the_address_is_the_one_that_redis_knows(string rights)
    {
        await using var server = await RedisServer.StartAsync();
        await using var admin = await ConnectAsync(server.Url);
        await admin.ExecuteAsync("ACL", ["SETUSER", "office", "on", ">p@ss:word", "~office:*", "&*", .. rights.Split(' ')], _test);

        await using var office = await ConnectAsync($"redis://office:p%40ss%3Aword@{server.Endpoint}");

        await office.SetAsync("office:x", "1", null, _test);
        (await Should.ThrowAsync<RedisUnavailableException>(() => office.SetAsync("x", "1", null, _test))).Message.ShouldContain("NOPERM");
    }

    [Fact]
    public async Task A_refused_user_does_not_go_on_as_the_default_one()
    {
        await using var server = await RedisServer.StartAsync();

        var failure = await Should.ThrowAsync<RedisUnavailableException>(() => ConnectAsync($"redis://office:unknown@{server.Endpoint}"));

        failure.Message.ShouldContain("refuses the user or password of REDIS_URL (WRONGPASS)");
        failure.Message.ShouldNotContain("unknown");
        failure.Silence.ShouldBe(RedisSilence.Refuses);
    }

    [Fact]
    public async Task A_server_that_wants_a_password_says_so()
    {
        await using var server = await RedisServer.StartAsync();
        await using var admin = await ConnectAsync(server.Url);
        await admin.ExecuteAsync("ACL", ["SETUSER", "office", "on", ">p@ss:word", "~*", "&*", "+@all"], _test);
        await admin.ExecuteAsync("CONFIG", ["SET", "requirepass", "another"], _test);

        var without = await Should.ThrowAsync<RedisUnavailableException>(() => ConnectAsync($"redis://{server.Endpoint}"));
        var wrong = await Should.ThrowAsync<RedisUnavailableException>(() => ConnectAsync($"redis://:guess@{server.Endpoint}"));

        without.Message.ShouldContain("wants a password, and REDIS_URL has none (NOAUTH)");
        without.Silence.ShouldBe(RedisSilence.Refuses);
        wrong.Message.ShouldContain("WRONGPASS");
        wrong.Message.ShouldNotContain("guess");
        (await Should.ThrowAsync<RedisUnavailableException>(() => ConnectAsync($"redis://127.0.0.1:{Loopback.FreePort()}"))).Silence.ShouldBe(RedisSilence.Away);
    }

    [Fact]
    public async Task A_server_that_was_read_only_is_written_to_soon_after_it_is_no_longer()
    {
        await using var server = await RedisServer.StartAsync();
        await server.SetReadOnlyAsync(true);
        await using var gateway = await ConnectAsync(server.Url);
        await Should.ThrowAsync<RedisUnavailableException>(() => gateway.SetAsync("x", "1", null, _test));

        await server.SetReadOnlyAsync(false);

        using var bound = new CancellationTokenSource(Bound);
        while (await Record.ExceptionAsync(() => gateway.SetAsync("x", "1", null, bound.Token)) is { } failure)
        {
            failure.ShouldBeOfType<RedisUnavailableException>();
            await gateway.PingAsync(bound.Token);
        }

        (await gateway.GetAsync("x", _test)).ShouldBe("1");
    }

    [Fact]
    public async Task A_call_that_is_on_its_way_when_the_connection_is_replaced_is_answered()
    {
        await using var gateway = await ConnectAsync(await redis.UrlAsync(), timeoutMs: 30_000);
        var list = (RedisKey)(redis.NewPrefix() + "list");
        var waiting = gateway.ExecuteAsync("BLPOP", [list, 20], _test);

        await gateway.ReopenAsync(_test);
        await gateway.ExecuteAsync("RPUSH", [list, "here"], _test);

        ((string[]?)await waiting).ShouldBe([list.ToString(), "here"]);
    }

    private async Task HearsAsync(RedisGateway gateway, Signals heard)
    {
        using var bound = new CancellationTokenSource(Bound);
        while ((long)await gateway.ExecuteAsync("PUBLISH", ["c", "again"], bound.Token) == 0)
        {
            await gateway.PingAsync(bound.Token);
        }

        (await heard.NextAsync(Bound)).ShouldBe("again");
    }

    private async Task<RedisGateway> ConnectAsync(string url, int timeoutMs = 5000)
    {
        var options = new RedisOptions { Url = RedisAddress.Parse(url), Timeout = TimeSpan.FromMilliseconds(timeoutMs) };
        return await RedisGateway.ConnectAsync(options, TimeProvider.System, NullLoggerFactory.Instance, _test);
    }
}
