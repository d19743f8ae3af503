using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Workers.Database;
using Workers.Registre.Purchases;
using Workers.Supervisor.Slots;
using Workers.Support;
using Xunit;

namespace Workers.Supervisor.Stopping;

/// <summary>What a service manager is told, and what it is not told while a loop hangs.</summary>
public sealed class ServiceNoticesTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Manager _systemd = new();

    [Fact]
    public async Task The_watchdog_is_fed_while_no_loop_hangs_and_again_when_it_passes()
    {
        var loops = Loops.On(_time);
        using var stop = new CancellationTokenSource();
        var hold = new TaskCompletionSource();
        var running = loops.RepeatAsync("leases DEV", TimeSpan.FromSeconds(3), _ => hold.Task, stop.Token, atOnce: true);
        using var life = new Life();
        using var notices = Open(loops, life);

        notices.Tell();
        _systemd.Take().ShouldBe(["WATCHDOG=1"]);
        _time.Advance(TimeSpan.FromSeconds(40));
        notices.Tell();
        notices.Tell();
        _systemd.Take().ShouldBeEmpty();

        hold.SetResult();
        while (loops.Report().Any(loop => loop.IsHung))
        {
            await Task.Yield();
        }

        notices.Tell();
        _systemd.Take().ShouldBe(["WATCHDOG=1"]);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task It_hears_that_the_daemon_is_ready_and_that_it_stops_and_each_state_once()
    {
        using var life = new Life();
        using var notices = Open(Loops.On(_time), life, watchdog: null);
        await notices.StartAsync(CancellationToken.None);
        _systemd.Take().ShouldBeEmpty();

        life.Start();
        notices.Tell();
        notices.Tell();
        _systemd.Take().ShouldBe(["READY=1", "STATUS=serves no environment yet; 0 documents run; no paid step in flight"]);
        life.StopApplication();
        notices.Tell();
        _systemd.Take().ShouldBe(["STOPPING=1", "STATUS=stopping; 0 documents run; no paid step in flight"]);
        await notices.StopAsync(CancellationToken.None);
    }

    [Fact]
    public void One_that_does_not_listen_stops_nothing()
    {
        var manager = new ServiceManager(new Manager { IsDeaf = true }, null, NullLogger.Instance);

        manager.Ready();
        manager.Show("still here");
    }

    [Theory]
    [InlineData("2000000", 2.0)]
    [InlineData(null, null)]
    [InlineData("0", null)]
    [InlineData("-5", null)]
    [InlineData("soon", null)]
    public void The_time_of_the_watchdog_is_read_as_systemd_writes_it(string? text, double? seconds) => ServiceManager.WatchdogOf(text)?.TotalSeconds.ShouldBe(seconds!.Value);

    [Theory]
    [InlineData(0, 0.0, "serves DEV; 3 documents run; no paid step in flight")]
    [InlineData(1, 11.2, "serves DEV; 3 documents run; 1 paid step in flight, none expected in 12 s")]
    [InlineData(2, null, "serves DEV; 3 documents run; 2 paid steps in flight, unknown for how long (4 measured)")]
    public void The_status_says_what_runs_and_when_no_paid_step_is_in_flight(int inFlight, double? seconds, string text) =>
        new ServiceStatus(false, ["DEV"], 3, new(inFlight, seconds, 4)).Describe().ShouldBe(text);

    private ServiceNotices Open(Hosting.Loops.BackgroundLoops loops, Life life, double? watchdog = 30)
    {
        var manager = new ServiceManager(_systemd, watchdog is { } seconds ? TimeSpan.FromSeconds(seconds) : null, NullLogger.Instance);
        var slots = new SlotSet(new SupervisorOptions { RegistreWorkers = 1, OcrPool = 1 }, Pools.All, "p", _time);
        return new(manager, life, loops, slots, new PaidSteps(_time), Steer.Board(_time), new Databases([]), _time, NullLogger<ServiceNotices>.Instance);
    }

    private sealed class Manager : ISystemdNotifier
    {
        private readonly List<string> _heard = [];

        public bool IsDeaf { get; init; }

        public bool IsEnabled => true;

        public void Notify(ServiceState state)
        {
            if (IsDeaf)
            {
                throw new SocketException((int)SocketError.ConnectionRefused);
            }

            _heard.Add(state.ToString());
        }

        public IReadOnlyList<string> Take()
        {
            List<string> heard = [.. _heard];
            _heard.Clear();
            return heard;
        }
    }

    private sealed class Life : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _started = new();
        private readonly CancellationTokenSource _stopping = new();

        public CancellationToken ApplicationStarted => _started.Token;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void Start() => _started.Cancel();

        public void StopApplication() => _stopping.Cancel();

        public void Dispose()
        {
            _started.Dispose();
            _stopping.Dispose();
        }
    }
}
