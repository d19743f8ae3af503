using System.Text.Json.Nodes;
using Simulators.Demo;
using Simulators.Gemini;
using Simulators.Registre;
using Simulators.Servers;
using Simulators.Supabase;

namespace Simulators.Chaos;

/// <summary>Makes the planned faults happen, and remembers when a server or the network was unwell.</summary>
internal sealed class ChaosStriker(DemoWorld world, ChaosDaemons daemons, ChaosHistory history, ChaosClock clock)
{
    private const string RedisLink = "redis";

    private static readonly TimeSpan BusyWithin = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    private static readonly string[] DatabaseLinks = ["postgres", "supabase"];

    private readonly List<(DateTime From, DateTime To)> _unwell = [];
    private readonly Lock _gate = new();

    /// <summary>How many faults struck.</summary>
    public int Count { get; private set; }

    /// <summary>Strikes all lanes beside each other until the last fault has ended.</summary>
    public Task RunAsync(ChaosSchedule schedule, CancellationToken cancel) => Task.WhenAll(schedule.Lanes.Select(lane => RunLaneAsync(lane, cancel)));

    /// <summary>What is still switched on at the registry, at Gemini and at Supabase ends.</summary>
    public void Clear()
    {
        world.Registry.Faults.Clear();
        world.Model.Faults.Clear();
        world.Front.Faults.Set(new FaultPlan());
    }

    /// <summary>True when Redis, Postgres or the network was unwell, or still recovering, within <paramref name="span"/> after a moment.</summary>
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
        <= ChaosFaultKind.DaemonCutOff or (>= ChaosFaultKind.RedisLinkSlow and <= ChaosFaultKind.DatabaseLinkCut) => $" of daemon {fault.Daemon + 1}, {fault.Length.TotalSeconds:0.0} s",
        ChaosFaultKind.RedisPaused or ChaosFaultKind.RedisReadOnly or ChaosFaultKind.RedisFull or ChaosFaultKind.RedisFailedOver => $", {fault.Length.TotalSeconds:0.0} s",
        ChaosFaultKind.PostgresPaused or ChaosFaultKind.PostgresReadOnly or ChaosFaultKind.PostgresFull or ChaosFaultKind.PostgresFailedOver => $", {fault.Length.TotalSeconds:0.0} s",
        ChaosFaultKind.RegistryMaintenance or ChaosFaultKind.GeminiLowerQuota => $", {fault.Length.TotalSeconds:0.0} s",
        _ => "",
    };

    private Task StrikeAsync(ChaosFault fault, CancellationToken cancel) => fault.Kind switch
    {
        ChaosFaultKind.DaemonKilled => KillAsync(fault, cancel),
        ChaosFaultKind.DaemonFrozen => daemons.FreezeAsync(fault.Daemon, fault.Length, cancel),
        ChaosFaultKind.DaemonCutOff => daemons.CutOffAsync(fault.Daemon, fault.Length, cancel),
        ChaosFaultKind.RedisRestarted => KillRedisAsync(),
        ChaosFaultKind.RedisEmptied => world.Redis.RestartEmptyAsync(),
        ChaosFaultKind.RedisPaused => ForAWhileAsync(() => Run(world.Redis.Pause), () => Run(world.Redis.Continue), fault.Length, cancel),
        ChaosFaultKind.RedisReadOnly => ForAWhileAsync(() => world.Redis.SetReadOnlyAsync(true), () => world.Redis.SetReadOnlyAsync(false), fault.Length, cancel),
        ChaosFaultKind.RedisFull => ForAWhileAsync(() => world.Redis.SetFullAsync(true), () => world.Redis.SetFullAsync(false), fault.Length, cancel),
        ChaosFaultKind.RedisFailedOver => FailOverRedisAsync(world.Redises!, fault.Length, cancel),
        ChaosFaultKind.PostgresKilled => KillPostgresAsync(),
        ChaosFaultKind.PostgresRestarted => world.Postgres.RestartAsync("QUIT"),
        ChaosFaultKind.PostgresPaused => ForAWhileAsync(() => Run(world.Postgres.Pause), () => Run(world.Postgres.Continue), fault.Length, cancel),
        ChaosFaultKind.PostgresReadOnly => ForAWhileAsync(() => world.Postgres.SetReadOnlyAsync(true), () => world.Postgres.SetReadOnlyAsync(false), fault.Length, cancel),
        ChaosFaultKind.PostgresFull => ForAWhileAsync(() => ChaosDisk.FillAsync(world), () => ChaosDisk.FreeAsync(world), fault.Length, cancel),
        ChaosFaultKind.PostgresFailedOver => FailOverPostgresAsync(world.Postgreses!, fault.Length, cancel),
        ChaosFaultKind.RedisLinkSlow => DisturbAsync(fault, [RedisLink], LinkState.Slow, cancel),
        ChaosFaultKind.RedisLinkStalled => DisturbAsync(fault, [RedisLink], LinkState.Stalled, cancel),
        ChaosFaultKind.RedisLinkMute => DisturbAsync(fault, [RedisLink], LinkState.Mute, cancel),
        ChaosFaultKind.RedisLinkCut => DisturbAsync(fault, [RedisLink], LinkState.Broken, cancel),
        ChaosFaultKind.DatabaseLinkSlow => DisturbAsync(fault, DatabaseLinks, LinkState.Slow, cancel),
        ChaosFaultKind.DatabaseLinkStalled => DisturbAsync(fault, DatabaseLinks, LinkState.Stalled, cancel),
        ChaosFaultKind.DatabaseLinkMute => DisturbAsync(fault, DatabaseLinks, LinkState.Mute, cancel),
        ChaosFaultKind.DatabaseLinkCut => DisturbAsync(fault, DatabaseLinks, LinkState.Broken, cancel),
        ChaosFaultKind.RegistryMaintenance => ForAWhileAsync(
            () => Run(() => world.Registry.Faults.Switch(new Fault(FaultName.Maintenance))),
            () => Run(() => world.Registry.Faults.Remove(FaultName.Maintenance)), fault.Length, cancel),
        ChaosFaultKind.GeminiLowerQuota => ForAWhileAsync(() => Run(() => GrantInSecret(4)), () => Run(() => GrantInSecret(int.MaxValue)), fault.Length, cancel),
        ChaosFaultKind.SupabaseUnavailable => Run(() => world.Front.Faults.Set(new FaultPlan(Unavailable: 5))),
        ChaosFaultKind.SupabaseLostAnswers => Run(() => world.Front.Faults.Set(new FaultPlan(LostAnswers: 3))),
        _ when GeminiFaultOf(fault.Kind) is { } switched => Run(() => world.Model.Faults.Add(switched)),
        _ => Run(() => world.Registry.Faults.Switch(RegistryFault(fault.Kind))),
    };

    private static GeminiFault? GeminiFaultOf(ChaosFaultKind kind) => kind switch
    {
        ChaosFaultKind.GeminiRateLimited => new GeminiFault(GeminiFaultKind.RateLimited, Times: 5),
        ChaosFaultKind.GeminiError => new GeminiFault(GeminiFaultKind.Unavailable, Times: 2),
        ChaosFaultKind.GeminiSlow => new GeminiFault(GeminiFaultKind.Slow, Times: 2, Milliseconds: 6000),
        ChaosFaultKind.GeminiReset => new GeminiFault(GeminiFaultKind.Reset, Times: 2),
        ChaosFaultKind.GeminiTruncated => new GeminiFault(GeminiFaultKind.Truncated, Times: 2),
        ChaosFaultKind.GeminiMalformed => new GeminiFault(GeminiFaultKind.Malformed, Times: 2),
        _ => null,
    };

    private static Fault RegistryFault(ChaosFaultKind kind) => kind switch
    {
        ChaosFaultKind.RegistrySlow => new Fault(FaultName.SlowDocument) { Seconds = 4, Times = 2 },
        ChaosFaultKind.RegistryUnavailable => new Fault(FaultName.Error503) { Times = 2 },
        ChaosFaultKind.RegistryBroken => new Fault(FaultName.Error500) { Times = 1 },
        ChaosFaultKind.RegistryLogout => new Fault(FaultName.Logout) { Times = 1 },
        ChaosFaultKind.RegistryTruncated => new Fault(FaultName.TruncatedPdf) { Times = 1 },
        ChaosFaultKind.RegistryHtml => new Fault(FaultName.HtmlAsPdf) { Times = 1 },
        _ => new Fault(FaultName.ConnectionCut) { Times = 1 },
    };

    private void GrantInSecret(int requestsPerMinute) => world.Model.Quota.Configure(new JsonObject { ["hiddenRpm"] = requestsPerMinute });

    private Task DisturbAsync(ChaosFault fault, IReadOnlyList<string> links, LinkState state, CancellationToken cancel) =>
        daemons.DisturbAsync(fault.Daemon, links, state, fault.Length, cancel);

    /// <summary>With work in its hands, where it gets any within a while: a daemon that is killed idle shows no recovery.</summary>
    private async Task KillAsync(ChaosFault fault, CancellationToken cancel)
    {
        var bound = clock.Elapsed + BusyWithin;
        while (clock.Elapsed < bound && await history.CountHeldAsync(daemons.ProcessOf(fault.Daemon), cancel) == 0)
        {
            await Task.Delay(Glance, cancel);
        }

        await daemons.KillAsync(fault.Daemon, fault.Length, cancel);
    }

    private async Task KillRedisAsync()
    {
        await world.Redis.KillAsync();
        await world.Redis.RestartAsync();
    }

    private async Task KillPostgresAsync()
    {
        await world.Postgres.KillAsync();
        await world.Postgres.RestartAsync();
    }

    private static async Task FailOverRedisAsync(RedisPair servers, TimeSpan missed, CancellationToken cancel)
    {
        await servers.StopFollowingAsync();
        await Task.Delay(missed, cancel);
        await servers.FailOverAsync();
        await servers.FollowAgainAsync();
    }

    private static async Task FailOverPostgresAsync(PostgresPair servers, TimeSpan missed, CancellationToken cancel)
    {
        await servers.StopFollowingAsync();
        await Task.Delay(missed, cancel);
        await servers.LosePrimaryAsync();
        await servers.PromoteAsync();
        await servers.FollowAgainAsync();
    }

    private static async Task ForAWhileAsync(Func<Task> begin, Func<Task> end, TimeSpan length, CancellationToken cancel)
    {
        try
        {
            await begin();
            await Task.Delay(length, cancel);
        }
        finally
        {
            await end();
        }
    }

    private static Task Run(Action act)
    {
        act();
        return Task.CompletedTask;
    }

    /// <summary>A Redis without its data, or with a part of it, admits nothing for a minute; a rescue rests for one lease after Postgres came back.</summary>
    private void Remember(ChaosFaultKind kind, DateTime from, DateTime to)
    {
        TimeSpan? recovers = kind switch
        {
            ChaosFaultKind.RedisEmptied or ChaosFaultKind.RedisFailedOver => TimeSpan.FromSeconds(65),
            > ChaosFaultKind.RedisEmptied and <= ChaosFaultKind.DatabaseLinkCut or ChaosFaultKind.RedisRestarted => TimeSpan.FromSeconds(15),
            _ => null,
        };
        lock (_gate)
        {
            Count++;
            if (recovers is { } rest)
            {
                _unwell.Add((from, to + rest));
            }
        }
    }
}
