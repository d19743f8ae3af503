using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Simulators.Servers;
using Workers.Capacity;
using Workers.Capacity.Ledger;
using Workers.Gemini.Quota;
using Workers.Hosting;
using Workers.Hosting.Startup;
using Workers.Registre;
using Workers.Registre.Accounts;
using Workers.Supervisor.Peers;
using Workers.Supervisor.Startup;
using Workers.Support;
using Xunit;

namespace Workers.Redis;

/// <summary>A real server in cluster mode: with a hash tag everything works, without one the start says what is missing.</summary>
public sealed class RedisClusterTests : IAsyncLifetime
{
    private const string Tagged = "{workers}:";
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);
    private readonly CancellationToken _test = TestContext.Current.CancellationToken;
    private RedisServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await RedisServer.StartAsync(new() { Cluster = true });

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task With_a_hash_tag_every_room_keeps_its_keys_in_one_slot()
    {
        await using var bench = await LedgerBench.StartAsync(_server.Url, Tagged);
        var ledger = await bench.OpenLedgerAsync();
        var reserved = await ledger.ReserveAsync("ocr-1", WorkerType.ActeOcr, _test);
        reserved.ShouldBeOfType<ReserveAnswer.Granted>(reserved.WhyNot);
        (await ledger.SwapAsync("ocr-1", WorkerType.IndexOcr, _test)).ShouldBeOfType<SwapAnswer.Swapped>();
        (await ledger.RenewAsync(_test)).ShouldBeTrue();
        (await ledger.ReadAsync(_test)).Workers.ShouldHaveSingleItem();
        await ledger.CloseAsync(_test);

        await using var rig = await SharedRig.StartAsync(_server.Url, Tagged, SharedRig.Options());
        await rig.Limiter.TickAsync(_test);
        using (var lease = await rig.Limiter.AcquireAsync(new(100, 0), _test).WaitAsync(Bound, _test))
        {
            lease.IsAcquired.ShouldBeTrue();
        }

        (await rig.Reader.ReadAsync(_test)).Processes.ShouldBe(1);

        AccountList.TryParse("a:1", out var accounts).ShouldBeTrue();
        var leases = new AccountLeases(new RegistreOptions { Accounts = accounts, LoginInterval = TimeSpan.Zero }, bench.Redis, bench.Keys, new(new([])), TimeProvider.System, NullLogger<AccountLeases>.Instance);
        await using (var account = await leases.AcquireAsync("w1", null, _test))
        {
            await leases.SpendAsync(account.Account, Guid.NewGuid(), _test);
        }

        (await new DaemonDirectory(bench.Redis, bench.Keys).ReadAsync(_test)).ShouldBeEmpty();
        var heard = new Signals();
        await using var listening = await bench.Redis.SubscribeAsync(bench.Keys.ProgressMarks, heard.Add, _test);
        await bench.Redis.PublishAsync(bench.Keys.ProgressMarks, "one", _test);
        (await heard.NextAsync(Bound)).ShouldBe("one");
    }

    [Fact]
    public async Task Without_a_hash_tag_no_call_leaves_as_an_exception_of_the_client()
    {
        await using var bench = await LedgerBench.StartAsync(_server.Url, "workers:");

        (await Should.ThrowAsync<RedisRefusedException>(() => bench.Ledger().OpenAsync(_test))).Message.ShouldContain("REDIS_KEY_PREFIX");
        (await bench.Ledger().ReserveAsync("ocr-1", WorkerType.ActeOcr, _test)).ShouldBeOfType<ReserveAnswer.Unavailable>().Why.ShouldContain("{workers}:");
    }

    [Theory]
    [InlineData("", "", "REDIS_KEY_PREFIX")]
    [InlineData("office:", "", "REDIS_KEY_PREFIX")]
    [InlineData(Tagged, "/3", "REDIS_URL")]
    [InlineData(Tagged, "", null)]
    public async Task The_start_says_what_a_cluster_needs(string prefix, string database, string? variable)
    {
        var options = new RedisOptions { Url = RedisAddress.Parse(_server.Url + database), KeyPrefix = prefix };
        var check = DaemonChecks.Redis(options, Loops.On(TimeProvider.System), TimeProvider.System, NullLoggerFactory.Instance, gateway => gateway.DisposeAsync().AsTask().Wait(Bound, _test), _ => { });

        var failures = await new StartupChecks(TimeSpan.FromSeconds(1), TimeProvider.System, NullLogger<StartupChecks>.Instance).RunAsync([check], _test);

        if (variable is null)
        {
            failures.ShouldBeEmpty();
        }
        else
        {
            failures.ShouldHaveSingleItem().ExitCode.ShouldBe(ExitCode.Configuration);
            failures[0].Message.ShouldStartWith(variable);
        }
    }
}
