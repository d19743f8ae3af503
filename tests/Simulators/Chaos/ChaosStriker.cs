using Simulators.Demo;
using Simulators.Gemini;
using Simulators.Registre;

namespace Simulators.Chaos;

/// <summary>Makes the planned faults happen, and remembers when a server was unwell.</summary>
internal sealed class ChaosStriker(DemoWorld world, ChaosDaemons daemons, ChaosClock clock)
{
    private readonly List<(DateTime From, DateTime To)> _unwell = [];
    private readonly Lock _gate = new();

    /// <summary>Strikes all lanes beside each other until the last fault has ended.</summary>
    public Task RunAsync(ChaosSchedule schedule, CancellationToken cancel) => Task.WhenAll(schedule.Lanes.Select(lane => RunLaneAsync(lane, cancel)));

    /// <summary>What is still switched on at the registry and at Gemini ends.</summary>
    public void Clear()
    {
        world.Registry.Faults.Clear();
        world.Model.Faults.Clear();
    }

    /// <summary>True when Redis or Postgres was unwell, or still recovering, within <paramref name="span"/> after a moment.</summary>
    public bool Disturbed(DateTime moment, TimeSpan span)
    {
        lock (_gate)
        {
            return _unwell.Exists(time => time.From < moment + span && time.To > moment);
        }
    }

    private async Task RunLaneAsync(IReadOnlyList<ChaosFault> lane, CancellationToken cancel)
    {
        foreach (var fault in lane)
        {
            await clock.UntilAsync(fault.At, cancel);
            clock.Say($"{fault.Kind}{Detail(fault)}");
            var from = TimeProvider.System.GetUtcNow().UtcDateTime;
            await StrikeAsync(fault, cancel);
            Remember(fault.Kind, from, TimeProvider.System.GetUtcNow().UtcDateTime);
        }
    }

    private static string Detail(ChaosFault fault) => fault.Kind switch
    {
        ChaosFaultKind.DaemonKilled or ChaosFaultKind.DaemonFrozen => $" daemon-{fault.Daemon + 1}, {fault.Length.TotalSeconds:0.0} s",
        ChaosFaultKind.RedisPaused or ChaosFaultKind.PostgresPaused => $", {fault.Length.TotalSeconds:0.0} s",
        _ => "",
    };

    private Task StrikeAsync(ChaosFault fault, CancellationToken cancel) => fault.Kind switch
    {
        ChaosFaultKind.DaemonKilled => daemons.KillAsync(fault.Daemon, fault.Length, cancel),
        ChaosFaultKind.DaemonFrozen => daemons.FreezeAsync(fault.Daemon, fault.Length, cancel),
        ChaosFaultKind.RedisRestarted => RestartRedisAsync(),
        ChaosFaultKind.RedisEmptied => world.Redis.RestartEmptyAsync(),
        ChaosFaultKind.RedisPaused => PauseAsync(world.Redis.Pause, world.Redis.Continue, fault.Length, cancel),
        ChaosFaultKind.PostgresRestarted => world.Postgres.RestartAsync(),
        ChaosFaultKind.PostgresPaused => PauseAsync(world.Postgres.Pause, world.Postgres.Continue, fault.Length, cancel),
        _ => Switch(fault.Kind),
    };

    private Task Switch(ChaosFaultKind kind)
    {
        switch (kind)
        {
            case ChaosFaultKind.GeminiRateLimited or ChaosFaultKind.GeminiError or ChaosFaultKind.GeminiTruncated or ChaosFaultKind.GeminiMalformed:
                world.Model.Faults.Add(new GeminiFault(GeminiKind(kind), Times: 2));
                break;
            default:
                world.Registry.Faults.Switch(RegistryFault(kind));
                break;
        }

        return Task.CompletedTask;
    }

    private static GeminiFaultKind GeminiKind(ChaosFaultKind kind) => kind switch
    {
        ChaosFaultKind.GeminiRateLimited => GeminiFaultKind.RateLimited,
        ChaosFaultKind.GeminiError => GeminiFaultKind.Unavailable,
        ChaosFaultKind.GeminiTruncated => GeminiFaultKind.Truncated,
        _ => GeminiFaultKind.Malformed,
    };

    private static Fault RegistryFault(ChaosFaultKind kind) => kind switch
    {
        ChaosFaultKind.RegistrySlow => new Fault(FaultName.SlowDocument) { Seconds = 4, Times = 2 },
        ChaosFaultKind.RegistryUnavailable => new Fault(FaultName.Error503) { Times = 2 },
        ChaosFaultKind.RegistryLogout => new Fault(FaultName.Logout) { Times = 1 },
        ChaosFaultKind.RegistryTruncated => new Fault(FaultName.TruncatedPdf) { Times = 1 },
        _ => new Fault(FaultName.ConnectionCut) { Times = 1 },
    };

    private async Task RestartRedisAsync()
    {
        await world.Redis.KillAsync();
        await world.Redis.RestartAsync();
    }

    private static async Task PauseAsync(Action pause, Action proceed, TimeSpan length, CancellationToken cancel)
    {
        pause();
        try
        {
            await Task.Delay(length, cancel);
        }
        finally
        {
            proceed();
        }
    }

    /// <summary>A Redis without its data admits nothing for a minute; a rescue rests for one lease after Postgres came back.</summary>
    private void Remember(ChaosFaultKind kind, DateTime from, DateTime to)
    {
        var recovers = kind switch
        {
            ChaosFaultKind.RedisEmptied => TimeSpan.FromSeconds(65),
            ChaosFaultKind.RedisRestarted or ChaosFaultKind.RedisPaused or ChaosFaultKind.PostgresRestarted or ChaosFaultKind.PostgresPaused => TimeSpan.FromSeconds(15),
            _ => TimeSpan.Zero,
        };
        if (recovers > TimeSpan.Zero)
        {
            lock (_gate)
            {
                _unwell.Add((from, to + recovers));
            }
        }
    }
}
