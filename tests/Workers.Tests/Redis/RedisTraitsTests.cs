using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Simulators.Servers;
using Workers.Hosting.Startup;
using Workers.Supervisor.Startup;
using Workers.Support;
using Xunit;

namespace Workers.Redis;

/// <summary>What the start makes of how a server is set up.</summary>
public sealed class RedisTraitsTests
{
    private readonly CancellationToken _test = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("noeviction", "100mb", false)]
    [InlineData("allkeys-lru", "0", false)]
    [InlineData("allkeys-lru", "100mb", true)]
    [InlineData("volatile-ttl", "100mb", true)]
    public async Task A_server_that_would_drop_our_keys_is_refused(string policy, string most, bool isRefused)
    {
        await using var server = await RedisServer.StartAsync(new() { Persistent = true });
        await using var admin = await ConnectAsync(server.Url);
        await admin.ExecuteAsync("CONFIG", ["SET", "maxmemory", most, "maxmemory-policy", policy], _test);

        var (result, warnings) = await CheckAsync(server.Url);

        warnings.ShouldBeEmpty();
        if (isRefused)
        {
            var said = result.ShouldBeOfType<CheckResult.Wrong>().Message;
            said.ShouldStartWith("maxmemory-policy: found '" + policy);
            said.ShouldContain("allowed: noeviction");
            said.ShouldContain("CONFIG SET");
        }
        else
        {
            result.ShouldBeOfType<CheckResult.Good>();
        }
    }

    [Fact]
    public async Task A_server_that_keeps_nothing_is_used_and_what_is_lost_is_said()
    {
        await using var server = await RedisServer.StartAsync();

        var (result, warnings) = await CheckAsync(server.Url);

        result.ShouldBeOfType<CheckResult.Good>();
        warnings.ShouldHaveSingleItem().ShouldContain("keeps nothing over a restart");
    }

    [Fact]
    public async Task A_server_that_saves_snapshots_keeps_its_data()
    {
        await using var server = await RedisServer.StartAsync();
        await using var admin = await ConnectAsync(server.Url);
        await admin.ExecuteAsync("CONFIG", ["SET", "save", "3600 1"], _test);

        (await CheckAsync(server.Url)).Warnings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("+@all -config", "whether it keeps its data")]
    [InlineData("+@all -config -info", "maxmemory-policy and whether")]
    public async Task A_server_that_does_not_tell_is_used_and_that_is_said(string rights, string unread)
    {
        await using var server = await RedisServer.StartAsync();
        await using var admin = await ConnectAsync(server.Url);
        await admin.ExecuteAsync("ACL", ["SETUSER", "managed", "on", ">secret", "~*", "&*", .. rights.Split(' ')], _test);

        var (result, warnings) = await CheckAsync($"redis://managed:secret@{server.Endpoint}");

        result.ShouldBeOfType<CheckResult.Good>();
        warnings.ShouldHaveSingleItem().ShouldContain(unread);
        warnings[0].ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("# Memory\r\nmaxmemory:x\r\nnonsense\r\n:\r\naof_enabled:\r\ncluster_enabled:yes", "")]
    [InlineData("maxmemory:99999999999999999999\nmaxmemory:1", "1")]
    public void An_odd_answer_refuses_nothing(string info, string? save) =>
        RedisTraits.Of(info, save).FindRefusal(new RedisOptions()).ShouldBeNull();

    private async Task<(CheckResult Result, IReadOnlyList<string> Warnings)> CheckAsync(string url)
    {
        var warnings = new List<string>();
        RedisGateway? connected = null;
        var check = DaemonChecks.Redis(new() { Url = RedisAddress.Parse(url) }, Loops.On(TimeProvider.System), TimeProvider.System, NullLoggerFactory.Instance, gateway => connected = gateway, warnings.Add);
        var result = await check.AskAsync(_test);
        (connected is not null).ShouldBe(result is CheckResult.Good);
        if (connected is not null)
        {
            await connected.DisposeAsync();
        }

        return (result, warnings);
    }

    private async Task<RedisGateway> ConnectAsync(string url) =>
        await RedisGateway.ConnectAsync(new() { Url = RedisAddress.Parse(url) }, TimeProvider.System, NullLoggerFactory.Instance, _test);
}
