using Shouldly;
using Simulators.Local;
using Xunit;

namespace Workers.Servers;

public sealed class LocalServersTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("workers-local-").FullName;
    private readonly LocalServers _servers;

    public LocalServersTests()
    {
        File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);
        _servers = new LocalServers(_folder);
    }

    [Fact]
    public async Task Local_servers_start_once_stop_and_come_back_with_their_ports()
    {
        await _servers.StartAsync();
        var first = _servers.State!;
        await _servers.StartAsync();
        _servers.State.ShouldBe(first);

        await _servers.StopAsync();
        _servers.RedisRuns.ShouldBeFalse();
        _servers.PostgresRuns.ShouldBeFalse();

        await _servers.StartAsync();
        _servers.RedisRuns.ShouldBeTrue();
        _servers.PostgresRuns.ShouldBeTrue();
        (_servers.State!.RedisPort, _servers.State.PostgresPort).ShouldBe((first.RedisPort, first.PostgresPort));
    }

    [Fact]
    public async Task A_recorded_process_that_is_somebody_elses_is_left_alone()
    {
        var state = new LocalState("p", 1, Environment.ProcessId, 2, Environment.ProcessId);
        state.Write(Path.Combine(_folder, "state.json"));

        _servers.RedisRuns.ShouldBeFalse();
        _servers.PostgresRuns.ShouldBeFalse();
        await _servers.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _servers.StopAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
