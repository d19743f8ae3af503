using System.Diagnostics;
using Shouldly;
using Simulators.Chaos;
using Simulators.Servers;
using Workers.Capacity;
using Workers.Capacity.Ledger;
using Workers.Support;
using Xunit;

namespace Workers.Simulators;

/// <summary>What the chaos suite sees in Redis, in the process table and on the disk.</summary>
public sealed class ChaosWatchTests
{
    private static readonly CancellationToken Test = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reservations_of_the_real_ledger_are_added_up_and_more_than_the_budget_is_seen()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var bench = await LedgerBench.StartAsync(redis.Url, "", serverId: "machine-1");
        var ledger = await bench.OpenLedgerAsync(new(9600, 13107));
        await ledger.ReserveAsync("registre-1", WorkerType.Registre, Test);
        await ledger.ReserveAsync("index-1", WorkerType.IndexOcr, Test);

        var within = new LedgerWatch(redis.Port, ["machine-1"], new ChaosUse(4500, 1792));
        await within.LookAsync();
        (within.Samples, within.Over, within.Most).ShouldBe((1, 0, new ChaosUse(4500, 1792)));
        (await within.CountAsync()).ShouldBe(2);

        foreach (var less in new[] { new ChaosUse(4499, 1792), new ChaosUse(4500, 1791) })
        {
            var beyond = new LedgerWatch(redis.Port, ["machine-1"], less);
            await beyond.LookAsync();
            beyond.Over.ShouldBe(1);
        }

        var other = new LedgerWatch(redis.Port, [null, "machine-2"], new ChaosUse(1, 1));
        await other.LookAsync();
        (other.Samples, other.Over).ShouldBe((2, 0));
    }

    [Fact]
    public async Task A_redis_that_is_away_is_no_sample_and_no_empty_ledger()
    {
        await using var redis = await RedisServer.StartAsync();
        var watch = new LedgerWatch(redis.Port, [null], new ChaosUse(1, 1));
        await redis.KillAsync();

        await watch.LookAsync();

        watch.Samples.ShouldBe(0);
        (await watch.CountAsync()).ShouldBe(-1);
    }

    [Fact]
    public async Task Processes_files_and_account_leases_that_are_left_are_found_and_ended_ones_are_not()
    {
        using var folder = new TemporaryFolder();
        await using var redis = await RedisServer.StartAsync();
        var temporary = Directory.CreateDirectory(folder.File("tmp")).FullName;
        var leaks = new ChaosLeaks(redis.Port, folder.Path, [temporary]);
        (await leaks.CountAccountsAsync()).ShouldBe(0);
        (await leaks.FindProcessesAsync(Test)).ShouldBeEmpty();
        leaks.FindFiles().ShouldBeEmpty();

        await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(Path.Combine(temporary, "workers-ocr")).FullName, "page.pgm"), "", Test);
        await RedisText.EvaluateAsync(redis.Port, "redis.call('HSET', 'registre:accounts:leases', 'a', 'holder 99999999999999', 'b', 'holder 1') return ''");
        using var left = Process.Start(new ProcessStartInfo("env", ["TMPDIR=" + temporary, "sleep", "300"]))!;
        try
        {
            await Loopback.WaitAsync(() => Task.FromResult(ProcessTable.CommandLine(left.Id).StartsWith("sleep", StringComparison.Ordinal)), () => left.HasExited, TimeSpan.FromSeconds(10));

            (await leaks.FindProcessesAsync(Test)).ShouldBe(["sleep 300"]);
            (await leaks.CountAccountsAsync()).ShouldBe(1);
            leaks.FindFiles().Select(Path.GetFileName).ShouldBe(["page.pgm"]);
        }
        finally
        {
            left.Kill();
        }
    }
}
