using Npgsql;
using Shouldly;
using Simulators.Servers;
using Workers.Support;
using Xunit;

namespace Workers.Servers;

/// <summary>Servers that are read-only or full, and machines of their own.</summary>
public sealed class ServerFaultTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_read_only_redis_keeps_its_data_and_takes_no_write_until_it_is_a_master_again()
    {
        await using var redis = await RedisServer.StartAsync();
        await RedisText.CommandAsync(redis.Port, "SET", "kept", "7");

        await redis.SetReadOnlyAsync(true);
        (await Should.ThrowAsync<InvalidOperationException>(RedisText.CommandAsync(redis.Port, "SET", "kept", "8"))).Message.ShouldContain("READONLY");
        (await RedisText.GetAsync(redis.Port, "kept")).ShouldBe("7");
        await redis.SetReadOnlyAsync(false);

        await RedisText.CommandAsync(redis.Port, "SET", "kept", "8");
        (await RedisText.GetAsync(redis.Port, "kept")).ShouldBe("8");
    }

    [Fact]
    public async Task A_full_redis_keeps_its_data_and_takes_no_write_until_it_has_memory_again()
    {
        await using var redis = await RedisServer.StartAsync();
        await RedisText.CommandAsync(redis.Port, "SET", "kept", new string('x', 2 << 20));

        await redis.SetFullAsync(true);
        (await Should.ThrowAsync<InvalidOperationException>(RedisText.CommandAsync(redis.Port, "SET", "more", "8"))).Message.ShouldContain("OOM");
        (await RedisText.GetAsync(redis.Port, "kept"))!.Length.ShouldBe(2 << 20);
        await redis.SetFullAsync(false);

        await RedisText.CommandAsync(redis.Port, "SET", "more", "8");
    }

    [Fact]
    public async Task A_read_only_postgres_refuses_the_writes_of_sessions_that_were_open_already()
    {
        await using var postgres = await PostgresServer.StartAsync();
        await using var connection = new NpgsqlConnection(postgres.ConnectionString() + ";Pooling=false");
        await connection.OpenAsync(Cancel);
        await using var create = new NpgsqlCommand("create table if not exists kept (id int)", connection);
        await create.ExecuteNonQueryAsync(Cancel);
        await using var write = new NpgsqlCommand("insert into kept values (7)", connection);
        async Task<bool> WritesAsync()
        {
            try
            {
                await write.ExecuteNonQueryAsync(Cancel);
                return true;
            }
            catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.ReadOnlySqlTransaction)
            {
                return false;
            }
        }

        await postgres.SetReadOnlyAsync(true);
        await Loopback.WaitAsync(async () => !await WritesAsync(), () => false, TimeSpan.FromSeconds(20));
        await postgres.SetReadOnlyAsync(false);

        await Loopback.WaitAsync(WritesAsync, () => false, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_machine_of_its_own_reaches_only_what_listens_for_it_and_is_gone_with_its_cable_or_says_why_it_cannot_be()
    {
        using var folder = new TemporaryFolder();
        NetworkSpace space;
        try
        {
            space = await NetworkSpace.CreateAsync(folder.Path, "machine-60", 60);
        }
        catch (InvalidOperationException refused)
        {
            refused.Message.ShouldNotBeEmpty();
            return;
        }

        await using var redis = await RedisServer.StartAsync();
        await using var link = LinkProxy.Start(space.Address, redis.Port);
        var ask = $"exec 3<>/dev/tcp/{space.Address}/{link.Endpoint.Port}; echo PING >&3; head -c 5 <&3; hostname";
        await Tools.RunAsync([.. space.Prefix, "bash", "-c", ask + " | grep -q machine-60"]);
        await Should.ThrowAsync<InvalidOperationException>(Tools.RunAsync([.. space.Prefix, "bash", "-c", $"exec 3<>/dev/tcp/127.0.0.1/{redis.Port}"]));
        await space.CutAsync();
        await Should.ThrowAsync<InvalidOperationException>(Tools.RunAsync([.. space.Prefix, "timeout", "1", "bash", "-c", ask]));
        await space.JoinAsync();
        await Tools.RunAsync([.. space.Prefix, "bash", "-c", ask]);

        await space.DisposeAsync();

        await Loopback.WaitAsync(
            () => Task.FromResult(!System.Net.NetworkInformation.NetworkInterface.GetAllNetworkInterfaces().Any(card => card.GetIPProperties().UnicastAddresses.Any(own => own.Address.Equals(space.Address)))),
            () => false,
            TimeSpan.FromSeconds(20));
    }
}
