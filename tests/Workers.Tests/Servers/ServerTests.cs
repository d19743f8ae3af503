using System.Net.Sockets;
using Npgsql;
using Shouldly;
using Simulators.Servers;
using Workers.Support;
using Xunit;

namespace Workers.Servers;

public sealed class ServerTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public void Servers_get_ports_that_no_connection_gets_and_each_one_once()
    {
        int[] ports = [.. Enumerable.Range(0, 200).Select(_ => Loopback.FreePort())];

        ports.ShouldBeUnique();
        ports.ShouldAllBe(port => port >= 1024 && port < Loopback.FirstOutgoingPort);
    }

    [Fact]
    public async Task A_private_redis_comes_back_on_its_port_and_leaves_nothing()
    {
        await using var redis = await RedisServer.StartAsync(new RedisServerOptions { Password = "pä/ss@:word" });
        var (port, first) = (redis.Port, redis.ProcessId);

        await redis.KillAsync();
        ProcessTable.HasExited(first).ShouldBeTrue();
        await redis.RestartAsync();

        redis.Port.ShouldBe(port);
        var second = redis.ProcessId;
        ProcessTable.HasExited(second).ShouldBeFalse();
        await redis.DisposeAsync();
        ProcessTable.HasExited(second).ShouldBeTrue();
        await Should.ThrowAsync<SocketException>(ConnectAsync(port));
    }

    [Fact]
    public async Task A_private_postgres_keeps_its_rows_over_a_kill_and_leaves_nothing()
    {
        await using var postgres = await PostgresServer.StartAsync();
        var database = await postgres.CreateSupabaseDatabaseAsync();
        await ExecuteAsync(postgres, database, "create table kept (id int); insert into kept values (7)");
        var port = postgres.Port;

        await postgres.KillAsync();
        await postgres.RestartAsync();

        postgres.Port.ShouldBe(port);
        (await ExecuteAsync(postgres, database, "select id from kept")).ShouldBe(7);
        var id = postgres.ProcessId;
        var folder = ProcessTable.CommandLine(id).Split(' ')[^1];
        Directory.Exists(folder).ShouldBeTrue();
        await postgres.DisposeAsync();
        ProcessTable.HasExited(id).ShouldBeTrue();
        Directory.Exists(folder).ShouldBeFalse();
    }

    [Fact]
    public async Task A_killed_postgres_is_gone_only_when_the_last_of_its_processes_is()
    {
        await using var postgres = await PostgresServer.StartAsync();
        var (id, slow) = (postgres.ProcessId, ProcessTable.ChildrenOf(postgres.ProcessId)[0]);
        ProcessTable.Signal("STOP", slow);
        Task killing;
        try
        {
            killing = postgres.KillAsync();
            using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            while (!ProcessTable.HasExited(id))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), bound.Token);
            }

            killing.IsCompleted.ShouldBeFalse();
        }
        finally
        {
            ProcessTable.Signal("CONT", slow);
        }

        await killing;
        await postgres.RestartAsync();
    }

    [Fact]
    public async Task A_paused_postgres_answers_nothing_until_it_continues()
    {
        await using var postgres = await PostgresServer.StartAsync();
        await using var connection = new NpgsqlConnection(postgres.ConnectionString() + ";Pooling=false");
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand("select 1", connection);

        postgres.Pause();
        var answer = command.ExecuteScalarAsync(Cancel);
        answer.IsCompleted.ShouldBeFalse();
        postgres.Continue();

        (await answer).ShouldBe(1);
    }

    [Fact]
    public async Task A_server_ends_with_an_owner_that_is_killed()
    {
        // The owner is a process of its own: this build's Simulators, holding a Redis and a Postgres.
        await using var owner = await SimulatorsProcess.StartAsync("servers");
        var ids = await owner.ReadServerIdsAsync();
        ids.Count.ShouldBe(2);

        owner.Kill();

        foreach (var id in ids)
        {
            (await Loopback.WaitAsync(() => Task.FromResult(ProcessTable.HasExited(id)), () => false, TimeSpan.FromSeconds(30))).ShouldBeTrue();
        }
    }

    [Fact]
    public void A_missing_program_names_the_remedy()
    {
        Should.Throw<FileNotFoundException>(() => Tools.Find("no-such-server")).Message.ShouldContain("scripts/install-tools.sh");
    }

    private static async Task ConnectAsync(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, Cancel);
    }

    private static async Task<object?> ExecuteAsync(PostgresServer postgres, string database, string sql)
    {
        await using var connection = new NpgsqlConnection(postgres.ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancel);
    }
}
