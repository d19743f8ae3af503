using Shouldly;
using Workers.Hosting.Environments;
using Xunit;

namespace Workers.Redis;

public sealed class RedisKeysTests
{
    [Fact]
    public void Without_prefix_and_server_the_names_are_the_operators()
    {
        var keys = new RedisKeys(new RedisOptions());

        keys.ServerCpuAllocated.ShouldBe("server:cpu:allocated");
        keys.ServerRamAllocated.ShouldBe("server:ram:allocated");
        keys.ServerWorkers.ShouldBe("server:workers");
        keys.WorkerPoolAllocation.ShouldBe("worker_pool:allocation");
        keys.GeminiRpm.ShouldBe("gemini:rpm:current");
        keys.GeminiRpd.ShouldBe("gemini:rpd:current");
        keys.GeminiTpm.ShouldBe("gemini:tpm:current");
    }

    [Fact]
    public void A_server_id_gives_a_server_its_own_ledger_and_leaves_what_is_shared()
    {
        var keys = new RedisKeys("", "vm-2");

        keys.ServerCpuAllocated.ShouldBe("server:vm-2:cpu:allocated");
        keys.WorkerPoolAllocation.ShouldBe("server:vm-2:worker_pool:allocation");
        keys.WorkerPoolReports.ShouldBe("worker_pool:daemons");
        keys.GeminiRpm.ShouldBe("gemini:rpm:current");
        keys.GeminiRpd.ShouldBe("gemini:rpd:current");
    }

    [Theory]
    [InlineData("office", "office:gemini:rpm:current")]
    [InlineData("office:", "office:gemini:rpm:current")]
    [InlineData("{office}", "{office}:gemini:rpm:current")]
    public void A_prefix_comes_before_every_name(string prefix, string key) => new RedisKeys(prefix, null).GeminiRpm.ShouldBe(key);

    [Fact]
    public void Every_key_carries_the_prefix_with_its_hash_tag_and_none_is_spelled_twice()
    {
        var keys = new RedisKeys("{office}", "vm-1");
        string[] all =
        [
            .. typeof(RedisKeys).GetProperties().Where(property => property.PropertyType == typeof(string)).Select(property => (string)property.GetValue(keys)!),
            .. TargetEnvironments.All.Select(keys.QueueChanged),
            .. TargetEnvironments.All.Select(environment => keys.QueueDepth(environment, "a")),
            .. TargetEnvironments.All.Select(environment => keys.QueueDepth(environment, "b")),
        ];

        all.Length.ShouldBeGreaterThan(10);
        all.ShouldAllBe(key => key.StartsWith("{office}:", StringComparison.Ordinal));
        all.ShouldBeUnique();
    }

    [Fact]
    public void Every_key_that_is_no_channel_has_a_type()
    {
        var keys = new RedisKeys("{office}", "vm-1");
        string[] channels = [keys.GeminiFreeze, keys.ProgressMarks, keys.SteeringChanged];
        var all = typeof(RedisKeys).GetProperties().Where(property => property.PropertyType == typeof(string)).Select(property => (string)property.GetValue(keys)!).ToList();

        all.Where(key => keys.TypeOf(key) is null).ShouldBe(channels, ignoreOrder: true);
        keys.TypeOf(keys.AccountSpent("a", "2026-01-01")).ShouldBe("set");
        TargetEnvironments.All.ShouldAllBe(environment => keys.TypeOf(keys.QueueDepth(environment, "a")) == "hash");
        keys.TypeOf("another:key").ShouldBeNull();
    }

    [Fact]
    public void Every_environment_has_its_own_channel() =>
        TargetEnvironments.All.Select(new RedisKeys("", null).QueueChanged).Distinct().Count().ShouldBe(3);
}
