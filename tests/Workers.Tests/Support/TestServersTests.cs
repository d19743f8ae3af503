using Npgsql;
using Shouldly;
using Simulators.Servers;
using Xunit;

namespace Workers.Support;

/// <summary>The seam behind which the shared servers start.</summary>
public sealed class TestServersTests(RedisFixture redis, PostgresFixture postgres)
{
    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("native", false)]
    [InlineData("containers", true)]
    public void Native_servers_are_taken_unless_containers_are_asked_for(string? choice, bool containers) =>
        TestServers.AsksForContainers(choice).ShouldBe(containers);

    [Fact]
    public void Another_word_is_refused_with_what_is_allowed() =>
        Should.Throw<InvalidOperationException>(() => TestServers.AsksForContainers("docker")).Message.ShouldContain("native or containers");

    [Fact]
    public async Task The_shared_servers_run_where_the_run_asked_for_them()
    {
        // A container counts its processes from one: the server is its first, which no native one is.
        var port = new Uri(await redis.UrlAsync()).Port;
        var first = await RedisText.EvaluateAsync(port, "return string.match(redis.call('INFO', 'server'), 'process_id:(%d+)')");
        (first.ShouldNotBeNull() == "1").ShouldBe(TestServers.InContainers);

        await using var connection = new NpgsqlConnection(await postgres.NewDatabaseAsync() + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("select split_part(pg_read_file('postmaster.pid'), chr(10), 1)", connection);
        ((string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))! == "1").ShouldBe(TestServers.InContainers);
    }

    [Fact]
    public async Task The_shared_Postgres_has_the_settings_of_the_native_one_wherever_it_runs()
    {
        await using var connection = new NpgsqlConnection(await postgres.NewDatabaseAsync() + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(
            "select concat_ws(' ', current_setting('max_connections'), current_setting('log_timezone'), current_setting('fsync'), pg_encoding_to_char(encoding), datcollate) from pg_database where datname = current_database()",
            connection);

        (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe("300 UTC off UTF8 C.UTF-8");
    }
}
