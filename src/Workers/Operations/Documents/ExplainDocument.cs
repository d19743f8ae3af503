using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging.Abstractions;
using Workers.Gemini;
using Workers.Gemini.Quota;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Hosting.Settings;
using Workers.Jobs;
using Workers.Ocr.Spending;
using Workers.Redis;
using Workers.Registre;
using Workers.Registre.Consultations;
using Workers.Supervisor.Peers;

namespace Workers.Operations.Documents;

/// <param name="Asked">An id, the beginning of one, or a document's number.</param>
/// <param name="Environment">Null looks in all that are configured.</param>
internal sealed record ExplainRequest(string Asked, TargetEnvironment? Environment = null);

/// <summary>Where a document is, what it waits for and what happened to it.</summary>
/// <param name="At">When it was looked at.</param>
/// <param name="Since">When it came to where it is.</param>
/// <param name="HeldOn">The machine whose daemon says that it works on it.</param>
/// <param name="WaitsFor">Null when nothing keeps it.</param>
/// <param name="Times">Where its time went.</param>
/// <param name="Purchases">What was bought for it, oldest first.</param>
/// <param name="Evidence">Folders with the page at which it failed, on the server that tried.</param>
/// <param name="SetAside">Files on this machine with bytes that were paid for and could not be used as they came.</param>
/// <param name="Reviews">What people have to decide about its reading; null where nothing is or was in doubt.</param>
/// <param name="Reading">What reading it cost; null where it was never asked about.</param>
internal sealed record DocumentExplanation(
    TargetEnvironment Environment,
    DateTimeOffset At,
    DocumentFacts Document,
    DateTimeOffset? Since,
    string? HeldOn,
    string? WaitsFor,
    IReadOnlyList<StageTime> Times,
    IReadOnlyList<PurchaseNote> Purchases,
    IReadOnlyList<JobEvent> Events,
    IReadOnlyList<string> Evidence,
    IReadOnlyList<string> SetAside,
    ReviewSummary? Reviews = null,
    ReadingSpend? Reading = null)
{
    /// <summary>Why nobody could look which daemon works on it; null where they were asked.</summary>
    [JsonIgnore]
    public string? Unseen { get; init; }
}

/// <param name="Explanation">Of the only document that was meant.</param>
/// <param name="Matches">Where several are meant.</param>
/// <param name="Faults">Of environments that could not be looked at, and may have one that is meant too; none where a whole id was found.</param>
internal sealed record ExplainAnswer(DocumentExplanation? Explanation, IReadOnlyList<FoundDocument> Matches, IReadOnlyList<OperationException> Faults);

/// <summary>Tells where a document is, what it waits for and what happened to it.</summary>
internal static class ExplainDocument
{
    /// <summary>A row is looked at so often at the most before it is told that nobody works on it.</summary>
    private const int MostLooks = 3;

    /// <summary>Daemons show themselves every second: what one began or ended since is in its next word.</summary>
    private static readonly TimeSpan NextWord = TimeSpan.FromSeconds(1.5);

    /// <returns>Neither an explanation nor matches when no environment that answered has it.</returns>
    /// <exception cref="OperationException">The environment is not configured, or is the only one that was asked and its database did not answer.</exception>
    public static async Task<ExplainAnswer> RunAsync(Queues queues, ExplainRequest request, TimeProvider time, CancellationToken cancellation)
    {
        if (!Guid.TryParse(request.Asked, out var id))
        {
            var (matches, unasked) = await DocumentNames.FindAsync(queues, request.Asked, request.Environment, cancellation);
            return matches is [var only] ? new(await TellAsync(queues, only.Environment, only.Document.Id, time, cancellation), [], unasked) : new(null, matches, unasked);
        }

        if ((request.Environment is { } asked ? [queues.Require(asked)] : queues.Configured) is [var alone])
        {
            return new(await TellAsync(queues, alone, id, time, cancellation), [], []);
        }

        List<OperationException> faults = [];
        foreach (var environment in queues.Configured)
        {
            try
            {
                if (await TellAsync(queues, environment, id, time, cancellation) is { } told)
                {
                    return new(told, [], []);
                }
            }
            catch (OperationException away)
            {
                // It may be another's.
                faults.Add(away);
            }
        }

        return new(null, [], faults);
    }

    private static async Task<DocumentExplanation?> TellAsync(Queues queues, TargetEnvironment environment, Guid id, TimeProvider time, CancellationToken cancellation)
    {
        DocumentFacts? former = null;
        for (var looks = 1; ; looks++)
        {
            var history = await Queues.AskAsync(environment, queues[environment].ReadEventsAsync(id, cancellation));
            if (history.Document is not { } row)
            {
                return null;
            }

            var facts = DocumentFacts.Of(row).ToldBy(history.Events);
            var settings = facts.Turn is null ? queues.Settings : await SettingsInForce.ReadAsync(queues, cancellation);
            var seen = facts.Turn is { } stage ? await LookAtDaemonsAsync(settings, environment, stage, DocumentSources.Parse(facts.Source), id, StandingOf(facts, history), cancellation) : default;
            if (looks == MostLooks || (JobStatus)facts.Status is not JobStatus.EnTraitement || seen is not { HeldOn: null, Unseen: null } || IsSame(former, facts))
            {
                return await TellAsync(queues, environment, id, history, facts, settings, seen, time, cancellation);
            }

            former = facts;
            await Task.Delay(NextWord, time, cancellation);
        }
    }

    /// <summary>Whether nobody has done anything with a row between two looks.</summary>
    private static bool IsSame(DocumentFacts? former, DocumentFacts now) =>
        former is not null && (former.Status, former.WorkerId, former.StartedAt, former.LeaseExpiresAt) == (now.Status, now.WorkerId, now.StartedAt, now.LeaseExpiresAt);

    private static async Task<DocumentExplanation> TellAsync(
        Queues queues, TargetEnvironment environment, Guid id, JobHistory history, DocumentFacts facts, LoadedSettings settings, (string? Why, string? HeldOn, string? Unseen) seen, TimeProvider time,
        CancellationToken cancellation)
    {
        var (whyNobody, heldOn, unseen) = seen;
        IEnumerable<BudgetMet> budgets = history.ReadyFor is JobStage.Download ? (await Queues.AskAsync(environment, queues.SpendOf(environment, settings.Get<RegistreOptions>().Spending).ReadAsync(cancellation))).Met : [];
        // Who is away goes before the time at which it is asked again.
        string?[] blocks = [.. unseen is not null && whyNobody is not null ? new[] { whyNobody, history.BlockedBy } : [BlockOf(facts, history.BlockedBy, heldOn, unseen), whyNobody], .. budgets.Where(met => met.Budget is not "dossier" || met.Subject == facts.Dossier?.Trim()).Select(met => met.Describe())];
        var reading = await Queues.AskAsync(environment, queues.ReadingOf(environment).ReadDocumentAsync(id, cancellation));
        var (now, dataRoot) = (time.GetUtcNow(), new DataFolder(queues.Settings.Get<HostingOptions>()).Root);
        return new(
            environment,
            now,
            facts,
            StageTimes.Since(history.Events, facts.Status),
            heldOn,
            blocks.OfType<string>().ToList() is { Count: > 0 } told ? WaitReason.Join(told) : null,
            StageTimes.Of(history.Events, facts.IsPlan, now),
            history.Purchases ?? [],
            history.Events,
            [.. history.Events.Select(moment => moment.Details?["evidence"]?.ToString()).OfType<string>().Distinct(StringComparer.Ordinal)],
            [
                .. (history.Purchases ?? []).Select(purchase => SetAside.FolderIn(dataRoot, $"{purchase.Id:D}")).Where(Directory.Exists)
                    .SelectMany(folder => Directory.EnumerateFiles(folder, "*.bin")).Order(StringComparer.Ordinal),
            ],
            history.Reviews is { Items: > 0 } reviews ? reviews : null,
            reading.Calls > 0 ? reading : null) { Unseen = unseen };
    }

    /// <returns>Why no worker has taken a document that waits for this stage, or what keeps its worker waiting; the machine whose daemon works on it; and why nobody could look.</returns>
    private static async Task<(string? Why, string? HeldOn, string? Unseen)> LookAtDaemonsAsync(
        LoadedSettings settings, TargetEnvironment environment, JobStage stage, DocumentSource? source, Guid id, Standing standing, CancellationToken cancellation)
    {
        var options = settings.Get<RedisOptions>();
        try
        {
            await using var redis = await RedisGateway.ConnectAsync(options, TimeProvider.System, NullLoggerFactory.Instance, cancellation);
            var keys = new RedisKeys(options);
            // What its daemons cannot write is missing in all that is read: they would be told as gone.
            await redis.CheckWritesAsync(cancellation);
            var shown = await new DaemonDirectory(redis, keys).ReadAsync(cancellation);
            var daemons = shown.Where(daemon => !daemon.IsSilent).Select(daemon => daemon.Report).ToList();
            var gemini = await new GeminiUsageReader(redis, keys, settings.Get<GeminiOptions>()).ReadAsync(cancellation);
            var host = daemons.Find(daemon => daemon.Slots.Any(slot => slot.JobId == id))?.Host;
            var why = standing switch
            {
                Standing.Ready => WaitReason.Of(environment, stage, daemons, gemini, source, [.. shown.Where(daemon => daemon.IsSilent)]),
                Standing.Later => WaitReason.OfCauses(environment, stage, daemons, gemini, source),
                _ => host is not null && stage is JobStage.Ocr ? WaitReason.OfQuota(gemini) : null,
            };
            return (why, host, null);
        }
        catch (RedisFailureException away)
        {
            return (standing is Standing.Held ? null : away.Message, null, away.Message);
        }
    }

    private static Standing StandingOf(DocumentFacts facts, JobHistory history) =>
        history.ReadyFor is not null ? Standing.Ready : (JobStatus)facts.Status is JobStatus.EnTraitement ? Standing.Held : Standing.Later;

    /// <summary>A lease that no daemon works under is renewed by nobody, which is told where the lease is.</summary>
    private static string? BlockOf(DocumentFacts facts, string? blockedBy, string? heldOn, string? unseen) =>
        (JobStatus)facts.Status is JobStatus.EnTraitement && heldOn is null && unseen is null && facts.LeaseExpiresAt is { } until
            ? $"the end of the lease of {facts.WorkerId ?? "an older system"} at {until.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)}, which nobody is seen to renew"
            : blockedBy;

    /// <summary>Whether a worker may take it.</summary>
    private enum Standing
    {
        Ready,

        /// <summary>Not before a time, or for a reason of its own.</summary>
        Later,

        /// <summary>One has it.</summary>
        Held,
    }
}
