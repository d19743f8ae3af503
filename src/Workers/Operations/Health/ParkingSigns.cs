using System.Globalization;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Claims;
using Workers.Jobs.Outcomes;
using Workers.Jobs.Parking;
using Workers.Supervisor;
using Workers.Supervisor.Slots;

namespace Workers.Operations.Health;

/// <summary>Work that stands still for a cause that its daemons name (pure). Daemons that are silent name none.</summary>
internal static class ParkingSigns
{
    private const string Gemini = "Workers doctor --only gemini";
    private const string Machine = "Workers doctor --only machine";
    private const string Canary = "Workers canary";

    /// <summary>Where Gemini names no delay of its own a pause takes a few seconds.</summary>
    private static readonly TimeSpan LongFreeze = TimeSpan.FromSeconds(30);

    /// <summary>What is older than the longest call tells nothing of the present.</summary>
    private static readonly TimeSpan Refused = TimeSpan.FromMinutes(5);

    public static IEnumerable<HealthFinding> Of(HealthFacts facts)
    {
        var byHost = facts.Daemons.SelectMany(daemon => (daemon.Parked ?? []).Select(one => (daemon.Host, Parked: one))).DistinctBy(one => (one.Parked.Environment, one.Parked.Stage, one.Parked.Cause, one.Parked.Source)).ToList();
        var parked = byHost.ConvertAll(one => one.Parked);
        var places = parked.Select(one => (one.Environment, one.Stage)).ToHashSet();
        return
        [
            .. byHost.Select(one => InPart(
                facts, OfParked(one.Parked), one.Parked.Cause is ParkingCause.DiskFull ? one.Host : null, one.Parked.Environment, one.Parked.Stage, one.Parked.Source)),
            // What is parked makes claims rest as well, which tells nothing more.
            .. facts.Daemons.SelectMany(daemon => (daemon.Rests ?? []).Select(claims => (daemon.Host, Claims: claims))).DistinctBy(one => (one.Claims.Environment, one.Claims.Stage, one.Claims.Of))
                .Where(one => !places.Contains((one.Claims.Environment, one.Claims.Stage)))
                .Select(one => InPart(facts, OfRest(one.Claims), one.Claims.Of is OutageOf.Disk or OutageOf.Browser ? one.Host : null, one.Claims.Environment, one.Claims.Stage, null)),
            .. parked.Exists(one => one.Cause is ParkingCause.DiskFull) ? [] : OfDisks(facts),
            .. OfFreeze(facts),
            .. facts.Status.Gemini?.WhyParked is { } spent ? [new HealthFinding(HealthCause.GeminiDaySpent, null, spent, "Workers status")] : Array.Empty<HealthFinding>(),
        ];
    }

    /// <summary>Disks without room for another document, before one meets it: as each daemon sees its own, and this machine's as it is seen from here.</summary>
    private static IEnumerable<HealthFinding> OfDisks(HealthFacts facts)
    {
        var told = facts.Daemons.Where(daemon => !daemon.IsStopping && daemon.Disk is not null).DistinctBy(daemon => daemon.Host, StringComparer.Ordinal).ToList();
        return facts.Disk is { } here && !told.Exists(daemon => daemon.Host == Environment.MachineName)
            ? told.Select(OfDisk).Prepend(new(HealthCause.DiskFull, null, $"{here}.", Machine))
            : told.Select(OfDisk);

        HealthFinding OfDisk(DaemonReport daemon) => new(HealthCause.DiskFull, null, $"{daemon.Host}: {daemon.Disk}: nothing is bought there.", Machine)
        {
            IsPart = facts.Daemons.Any(other => !other.IsStopping && other.Disk is null && other.Slots.Any(slot => slot.Pool is Pools.Registre)),
        };
    }

    /// <summary>
    /// Questions to the model that wait for a pause which Gemini or the loss of counts forced: told where it holds reading up for longer than such pauses usually last. Between two pauses a
    /// question is sent to see whether it is over: until one is answered it is not.
    /// </summary>
    private static IEnumerable<HealthFinding> OfFreeze(HealthFacts facts)
    {
        if (facts.Status.Gemini is not { ParkedFor.Ticks: <= 0 } usage || (usage.WaitingProcesses == 0 && !IsReadingWanted(facts)))
        {
            yield break;
        }

        var isFrozen = usage.FrozenFor >= usage.ClosedFor;
        var (left, since) = isFrozen ? (usage.FrozenFor, usage.SinceLast429 ?? usage.LongestWait) : (usage.ClosedFor, usage.LongestWait);
        if (left > TimeSpan.Zero && left + since >= LongFreeze)
        {
            var why = isFrozen ? "Gemini answered 429" : "Redis is new or lost its data, so that nobody knows what was asked before";
            yield return new(
                HealthCause.GeminiFrozen, null,
                string.Create(CultureInfo.InvariantCulture, $"Reading is held up from {Time(facts.At - since)} to {Time(facts.At + left)}: {why}, and nothing is sent to Gemini until then."), "Workers gemini limit");
        }
        else if (left <= TimeSpan.Zero && usage is { IsUnanswered: true, SinceLast429: { } ago } && ago >= LongFreeze && ago < Refused)
        {
            yield return new(
                HealthCause.GeminiFrozen, null,
                string.Create(CultureInfo.InvariantCulture, $"Reading is held up since {Time(facts.At - ago)}: Gemini answered 429, and no question that was sent since has been answered."), "Workers gemini limit");
        }
    }

    private static bool IsReadingWanted(HealthFacts facts) =>
        facts.Answering.Any(environment => environment.Queue.Any(group => group is { StatusId: JobStatus.Complete, DocumentSource: not DocumentSource.PlanCadastraux } && group.Ready + group.Deferred > 0));

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Another daemon goes on with such work, or other kinds of documents do.</summary>
    /// <param name="host">Whose own disk or browser it is; null of what all machines share, which another daemon only has not met yet.</param>
    private static HealthFinding InPart(HealthFacts facts, HealthFinding finding, string? host, TargetEnvironment environment, JobStage stage, DocumentSource? source) =>
        host is not null && facts.Daemons.Any(daemon => daemon.Takes(environment, stage, source))
            ? finding with { IsPart = true, Sentence = $"{finding.Sentence.TrimEnd('.')}. That is so on {host}; another daemon goes on." }
            : finding with { IsPart = source is not null && Kinds(stage).Any(kind => facts.Daemons.Any(daemon => daemon.Takes(environment, stage, kind))) };

    /// <summary>What a stage works on: plans are not read.</summary>
    private static IEnumerable<DocumentSource> Kinds(JobStage stage) =>
        Enum.GetValues<DocumentSource>().Where(kind => stage is JobStage.Download || kind is not DocumentSource.PlanCadastraux);

    private static HealthFinding OfParked(Parked parked)
    {
        var (cause, next) = parked.Cause switch
        {
            ParkingCause.StoreRefuses => (HealthCause.StorageRefuses, SourceSigns.Doctor(parked.Environment)),
            ParkingCause.DiskFull => (HealthCause.DiskFull, Machine),
            ParkingCause.UnknownSite => (HealthCause.SiteUnknown, Canary),
            ParkingCause.SiteShape => (HealthCause.SiteChanged, Canary),
            ParkingCause.OverBudget => (HealthCause.ReadingBudgetSpent, "Workers set GEMINI_BUDGET_USD_DAY=AMOUNT"),
            ParkingCause.KeyRefused => (HealthCause.GeminiKeyRefused, Gemini),
            ParkingCause.ModelGone => (HealthCause.GeminiModelGone, Gemini),
            ParkingCause.Unknown => (HealthCause.WorkRests, "Workers status"),
            _ => (HealthCause.GeminiRefuses, Gemini),
        };
        return new(cause, parked.Environment, cause is HealthCause.GeminiKeyRefused ? $"GEMINI_API_KEY is refused: {parked.Describe()}" : parked.Describe(), next);
    }

    private static HealthFinding OfRest(ClaimRest rest)
    {
        var (cause, next) = rest.Of switch
        {
            // A walk would take the login that the next document tries it with.
            OutageOf.Site => (HealthCause.SiteClosed, "Workers status"),
            OutageOf.Model => (HealthCause.GeminiAway, Gemini),
            OutageOf.Store => (HealthCause.StorageAway, SourceSigns.Doctor(rest.Environment)),
            OutageOf.Browser => (HealthCause.BrowserFails, "Workers doctor --only chromium"),
            OutageOf.Disk => (HealthCause.DiskFull, Machine),
            _ => (HealthCause.WorkRests, "Workers doctor"),
        };
        return new(cause, rest.Environment, rest.Describe(), next);
    }
}
