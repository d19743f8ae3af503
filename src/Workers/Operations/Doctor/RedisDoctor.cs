using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Workers.Capacity;
using Workers.Capacity.Ledger;
using Workers.Capacity.Measurement;
using Workers.Capacity.Planning;
using Workers.Hosting.Node;
using Workers.Hosting.Settings;
using Workers.Redis;

namespace Workers.Operations.Doctor;

/// <summary>Redis: what it is, how it is set up, how quickly it answers, its clock, and who keeps this server's ledger in it.</summary>
internal static class RedisDoctor
{
    private const string Part = DoctorParts.Redis;
    private const int Pings = 5;
    private static readonly Version Oldest = new(6, 2);
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan MostAhead = TimeSpan.FromSeconds(5);

    public static async Task<IReadOnlyList<DoctorLine>> LookAsync(LoadedSettings settings, TimeProvider time, CancellationToken cancellation)
    {
        var options = settings.Get<RedisOptions>();
        try
        {
            await using var redis = await RedisGateway.ConnectAsync(options, time, NullLoggerFactory.Instance, cancellation);
            var traits = await redis.InspectAsync(cancellation);
            List<TimeSpan> answers = [];
            for (var i = 0; i < Pings; i++)
            {
                answers.Add(await redis.PingAsync(cancellation));
            }

            await redis.CheckWritesAsync(cancellation);
            var ahead = await RedisClock.AheadAsync(redis, time, cancellation);
            return
            [
                .. OfTraits(options, traits), OfLatency(answers.Order().ElementAt(Pings / 2)), OfClock(ahead), OfLedger(await ReadLedgerAsync(settings, redis, time, cancellation), options.ServerId, Environment.MachineName),
            ];
        }
        catch (RedisFailureException failure)
        {
            return [DoctorLine.Fault(Part, failure.Message, failure: StoreFailures.Of(failure))];
        }
    }

    public static IEnumerable<DoctorLine> OfTraits(RedisOptions options, RedisTraits traits)
    {
        var version = Version.TryParse(traits.Version, out var told) ? told : null;
        yield return version < Oldest
            ? DoctorLine.Warning(Part, $"{traits.Version} at {options.Url} is older than what this program is tried with ({Oldest})", "Upgrade Redis.")
            : DoctorLine.Ok(Part, $"{traits.Version ?? "an unnamed version"} answers at {options.Url}");
        if (traits.FindRefusal(options) is { } refusal)
        {
            yield return DoctorLine.Fault(Part, refusal, failure: OperationFailure.Misconfigured);
        }

        foreach (var warning in traits.FindWarnings(options.Url))
        {
            yield return DoctorLine.Warning(Part, warning, traits.KeepsData is false ? "redis-cli CONFIG SET appendonly yes, also in redis.conf" : null);
        }
    }

    public static DoctorLine OfLatency(TimeSpan median) => median > Slow
        ? DoctorLine.Warning(Part, string.Create(CultureInfo.InvariantCulture, $"answers in {median.TotalMilliseconds:0.0} ms; every grant of quota waits for it"), "Bring it nearer, or look what else it does (redis-cli --latency, SLOWLOG GET).")
        : DoctorLine.Ok(Part, string.Create(CultureInfo.InvariantCulture, $"answers in {median.TotalMilliseconds:0.0} ms"));

    public static DoctorLine OfClock(TimeSpan ahead) => ahead.Duration() > MostAhead
        ? DoctorLine.Warning(Part, string.Create(CultureInfo.InvariantCulture, $"its clock is {ahead.Duration().TotalSeconds:0} s {(ahead > TimeSpan.Zero ? "ahead of" : "behind")} this machine's"), "Let both clocks be synchronised: timedatectl set-ntp true")
        : DoctorLine.Ok(Part, "its clock agrees with this machine's");

    /// <param name="host">This machine.</param>
    public static DoctorLine OfLedger(CapacitySnapshot ledger, string? serverId, string host)
    {
        var others = ledger.Daemons.Where(daemon => daemon.Host != host).Select(daemon => daemon.Host).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return others.Count > 0
            ? DoctorLine.Fault(
                Part, $"another machine ({string.Join(", ", others)}) keeps the ledger of {(serverId is null ? "the server without a name" : $"server {serverId}")}: no daemon can start here beside it",
                $"Give each server a name of its own: SERVER_ID={host} here. Of a machine that is gone it ends by itself within SERVER_RESERVATION_SECONDS.")
            : DoctorLine.Ok(Part, "no other machine keeps this server's ledger");
    }

    private static Task<CapacitySnapshot> ReadLedgerAsync(LoadedSettings settings, RedisGateway redis, TimeProvider time, CancellationToken cancellation)
    {
        var options = settings.Get<CapacityOptions>();
        var identity = new LedgerDaemonIdentity("doctor", BootIdentity.Current(), Budget.Of(options, MachineSize.Measure()), options.TimeToLive);
        return new CapacityLedger(new LedgerScripts(redis, new(settings.Get<RedisOptions>()), identity), time, NullLogger<CapacityLedger>.Instance).ReadAsync(cancellation);
    }
}
