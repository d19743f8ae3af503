using System.Text.Json;
using System.Text.Json.Serialization;
using Workers.Database;
using Workers.Hosting.Environments;
using Workers.Hosting.Signals;
using Workers.Jobs.Leases;
using Workers.Jobs.Outcomes;
using Workers.Office;

namespace Workers.Jobs;

/// <summary>
/// The queue of one environment: typed calls of the SQL functions, over either transport. It decides nothing about statuses.
/// Every method throws <see cref="DatabaseException"/>; every call may be repeated.
/// </summary>
internal sealed class JobStore
{
    private readonly IDatabaseFunctions _functions;
    private readonly OfficeWords? _words;
    private readonly IReadOnlyDictionary<string, string>? _office;
    private readonly WriteCoalescer _downloads;
    private readonly WriteCoalescer _readings;
    private readonly WriteCoalescer _failures;

    public JobStore(IDatabaseFunctions functions)
        : this(functions, TimeProvider.System)
    {
    }

    /// <param name="words">In which rows tell the office why a document ended; null: in the words of whoever ended it.</param>
    public JobStore(IDatabaseFunctions functions, TimeProvider time, OfficeWords? words = null)
    {
        (_words, _office) = (words, words is null ? null : OutcomeMessages.All(words));
        Rest = new QueueRest(time);
        _functions = functions;
        _downloads = Gather("workers_complete_download");
        _readings = Gather("workers_complete_ocr");
        _failures = Gather("workers_fail");

        WriteCoalescer Gather(string function) => new(jobs => WriteAsync(function, jobs, CancellationToken.None), time);
    }

    public TargetEnvironment Environment => _functions.Environment;

    /// <inheritdoc cref="IDatabaseFunctions.Identity"/>
    public string Identity => _functions.Identity;

    /// <inheritdoc cref="IDatabaseFunctions.IsServed"/>
    public bool IsServed => _functions.IsServed;

    /// <summary>Stirred by all that this process sees here.</summary>
    public QueueRest Rest { get; }

    /// <summary>At most one document for each worker asked for; each row is read by itself, so that one odd row is no other's loss; nor is one whose update the database refuses.</summary>
    public async Task<ClaimAnswer> ClaimAsync(ClaimRequest request, CancellationToken cancellation)
    {
        var answer = await _functions.CallApartAsync<ClaimedRows>("workers_claim", each => request with { Each = each }, cancellation);
        if (answer is { Jobs.Count: 0, Refused: { Count: > 0 } refused })
        {
            // A trigger left them out without an error; behind them may be rows that it does not.
            var behind = await _functions.CallAsync<ClaimedRows>("workers_claim", request with { Each = true }, cancellation);
            answer = behind with { Refused = [.. refused.Concat(behind.Refused ?? []).DistinctBy(row => row.Id)] };
        }

        if (answer.Jobs.Count > 0)
        {
            Rest.Stir();
        }

        return ClaimAnswer.Of(answer.Jobs, answer.Refused ?? []);
    }

    /// <returns>One state for each claim asked about.</returns>
    public async Task<IReadOnlyDictionary<Guid, LeaseState>> RenewAsync(
        IEnumerable<ClaimRef> claims, TimeSpan lease, CancellationToken cancellation)
    {
        var jobs = claims.ToArray();
        var answer = await _functions.CallApartAsync<Jobs<RenewedJob>>(
            "workers_renew", each => new { LeaseSeconds = lease.TotalSeconds, Jobs = jobs, Each = each }, cancellation);
        var states = new Dictionary<Guid, LeaseState>();
        foreach (var job in answer.Items)
        {
            states[job.Id] = job.State;
        }

        return states;
    }

    /// <param name="stageName">The stage as people see it, e.g. LLM_EXTRACT.</param>
    public async Task<Written> ReportProgressAsync(ClaimRef claim, string stageName, int percent, CancellationToken cancellation) =>
        (await WriteAsync("workers_progress", [new { claim.Id, claim.ClaimToken, StageName = stageName, Percent = percent }], cancellation))[0];

    public Task<Written> CompleteDownloadAsync(ClaimRef claim, StoredDocument document, CancellationToken cancellation) =>
        _downloads.WriteAsync(
            claim.Id,
            new { claim.Id, claim.ClaimToken, document.SupabasePath, document.ContentSha256, document.Bytes, document.Pages, document.Details },
            cancellation);

    public Task<Written> CompleteOcrAsync(ClaimRef claim, OcrResult result, CancellationToken cancellation) =>
        _readings.WriteAsync(
            claim.Id,
            new
            {
                claim.Id,
                claim.ClaimToken,
                FileContent = WithoutNul(result.FileContent),
                BoostedFileContent = WithoutNul(result.BoostedFileContent),
                result.Structure,
                result.Pages,
                result.ReviewReason,
                result.OfficeReason,
                result.OfficePeople,
                result.InputTokens,
                result.OutputTokens,
                result.CostUsd,
            },
            cancellation);

    /// <param name="retryAfter">When it may be claimed again, if attempts are left; see <see cref="RetryPolicy"/>.</param>
    public Task<Written> FailAsync(ClaimRef claim, JobOutcome.Failed failure, TimeSpan retryAfter, CancellationToken cancellation) =>
        _failures.WriteAsync(
            claim.Id,
            new
            {
                claim.Id,
                claim.ClaimToken,
                failure.Kind,
                Cause = WithoutNul(failure.Cause),
                failure.Outcome,
                Message = _words is not null && OutcomeMessages.Of(_words, failure.Outcome, failure.Why) is { } message ? WithoutNul(message) : null,
                RetryAfterSeconds = retryAfter.TotalSeconds,
                failure.Details,
            },
            cancellation);

    public async Task<Written> HandBackAsync(ClaimRef claim, JobOutcome.HandedBack handBack, int freeHandBacks, CancellationToken cancellation)
    {
        var job = new
        {
            claim.Id,
            claim.ClaimToken,
            handBack.Reason,
            Why = WithoutNul(handBack.Why),
            AvailableAfterSeconds = (handBack.AvailableAfter ?? TimeSpan.Zero).TotalSeconds,
            handBack.Home?.MachineId,
            PinnedSeconds = handBack.Home?.For.TotalSeconds,
            WaitsFor = handBack.ForAccount ? "account" : null,
        };
        var request = new { FreeHandBacks = freeHandBacks, Jobs = new[] { job }, Office = _office };
        var answer = await _functions.CallAsync<Jobs<WrittenJob>>("workers_hand_back", request, cancellation);
        return answer.Items is [var only] ? only.Written : throw Odd("workers_hand_back", answer.Items.Count, 1);
    }

    /// <summary>Takes back what expired and what an older system left at 2.</summary>
    /// <param name="expected">Where the database's clock must be, or nothing is taken back; null takes it as it is.</param>
    public Task<RescueAnswer> RescueExpiredAsync(TimeSpan lease, int freeLostLeases, CancellationToken cancellation, ClockBounds? expected = null) =>
        _functions.CallApartAsync<RescueAnswer>(
            "workers_rescue",
            each => new { LeaseSeconds = lease.TotalSeconds, FreeLostLeases = freeLostLeases, Each = each, expected?.NotBefore, expected?.NotAfter, Office = _office },
            cancellation);

    /// <param name="requestId">Sent again after a lost answer, it adds no document a second time.</param>
    /// <returns>One answer for each document, in the order asked.</returns>
    public async Task<IReadOnlyList<EnqueuedDocument>> EnqueueAsync(
        IReadOnlyList<NewDocument> documents, CancellationToken cancellation, EnqueueMode mode = EnqueueMode.Each, Guid? requestId = null)
    {
        var request = new { Documents = documents, Mode = mode, RequestId = requestId };
        var answer = await _functions.CallAsync<Documents>("workers_enqueue", request, cancellation);
        if (answer.Items.Count != documents.Count || answer.Items.Where((item, index) => item.Row != index).Any())
        {
            throw Odd("workers_enqueue", answer.Items.Count, documents.Count);
        }

        if (mode is not EnqueueMode.Check)
        {
            _functions.Changed.Wake();
        }

        return answer.Items;
    }

    public async Task<IReadOnlyList<OperatorAnswer>> CancelAsync(IEnumerable<Guid> ids, string? reason, CancellationToken cancellation) =>
        (await _functions.CallAsync<Jobs<OperatorAnswer>>("workers_cancel", new { Ids = ids, Reason = reason, Office = _office }, cancellation)).Items;

    /// <param name="allowRepurchase">Buys again where it is uncertain whether the document was bought, and the invoices do not show it.</param>
    public async Task<IReadOnlyList<OperatorAnswer>> RetryAsync(
        IEnumerable<Guid> ids, bool allowRepurchase, string? reason, CancellationToken cancellation)
    {
        var request = new { Ids = ids, AllowRepurchase = allowRepurchase, Reason = reason };
        return (await _functions.CallAsync<Jobs<OperatorAnswer>>("workers_retry", request, cancellation)).Items;
    }

    /// <summary>An operator keeps a paid document that names itself otherwise; it buys nothing.</summary>
    public Task<AcceptAnswer> AcceptAsync(AcceptOrder order, CancellationToken cancellation) =>
        _functions.CallAsync<AcceptAnswer>("workers_accept", order, cancellation);

    /// <summary>Signs of trouble that no queue figure shows.</summary>
    /// <exception cref="DatabaseException">No answer.</exception>
    public Task<HealthSigns> ReadHealthAsync(CancellationToken cancellation) =>
        _functions.CallAsync<HealthSigns>("workers_health", new { Environment = _functions.Environment.Label() }, cancellation);

    /// <param name="exact">Counts everything, the ended ones too; else what waits and runs, up to 10 000 of a kind.</param>
    /// <param name="machineId">What waits for another machine then counts as deferred; null counts it as ready.</param>
    public async Task<QueueDepth> ReadDepthAsync(bool exact, CancellationToken cancellation, string? machineId = null)
    {
        var depth = await _functions.CallAsync<QueueDepth>("workers_depth", new { Exact = exact, MachineId = machineId }, cancellation);
        if (!exact && depth.Queue.Count > 0)
        {
            Rest.Stir();
        }

        return depth;
    }

    public Task<JobHistory> ReadEventsAsync(Guid id, CancellationToken cancellation) =>
        _functions.CallAsync<JobHistory>("workers_events", new { Id = id }, cancellation);

    /// <param name="lot">Letters and digits, without leading zeros.</param>
    /// <returns>Every document that is an index of the lot, the newest copy first.</returns>
    public async Task<IReadOnlyList<TitleIndex>> ReadIndexesAsync(string lot, CancellationToken cancellation) =>
        (await _functions.CallAsync<Title>("workers_title", new { Lot = lot }, cancellation)).Indexes;

    /// <param name="numbers">Letters and digits, without leading zeros.</param>
    /// <returns>Every document that is a deed with one of these numbers, in whatever circonscription.</returns>
    public async Task<IReadOnlyList<TitleDeed>> ReadDeedsAsync(IReadOnlyList<string> numbers, CancellationToken cancellation) =>
        numbers.Count == 0 ? [] : (await _functions.CallAsync<Title>("workers_title", new { Lot = "", Deeds = numbers }, cancellation)).Deeds;

    /// <returns>Where one document is; null when there is none.</returns>
    public async Task<DocumentPlace?> ReadPlaceAsync(Guid id, CancellationToken cancellation) =>
        (await _functions.CallAsync<Placed>("workers_place", new { Id = id }, cancellation)).Document;

    /// <summary>For a loop that waits until something in the queue may have changed.</summary>
    public WakeListener Listen() => _functions.Changed.Listen();

    /// <summary>What is leased to these workers at this moment, whether it still runs or not.</summary>
    public async Task<IReadOnlyList<LeasedJob>> ReadLeasesAsync(IEnumerable<string> workers, CancellationToken cancellation) =>
        (await _functions.CallAsync<Jobs<LeasedJob>>("workers_leases", new { Workers = workers }, cancellation)).Items;

    private async Task<IReadOnlyList<Written>> WriteAsync(string function, IReadOnlyList<object> jobs, CancellationToken cancellation)
    {
        var answer = await _functions.CallAsync<Jobs<WrittenJob>>(function, new { Jobs = jobs, Office = _office }, cancellation);
        return answer.Items.Count == jobs.Count
            ? [.. answer.Items.Select(job => job.Written)]
            : throw Odd(function, answer.Items.Count, jobs.Count);
    }

    /// <summary>Well formed and not ours: it may have been applied, and may be asked again.</summary>
    private static DatabaseException Odd(string function, int answered, int asked) =>
        new(DatabaseFailure.Unavailable, $"{function} answered {answered} of {asked} writes");

    /// <summary>Postgres text cannot hold U+0000.</summary>
    private static string WithoutNul(string text) => text.Replace("\0", "", StringComparison.Ordinal);

    private sealed record Jobs<T>([property: JsonPropertyName("jobs")] IReadOnlyList<T> Items);

    private sealed record ClaimedRows(IReadOnlyList<JsonElement> Jobs, IReadOnlyList<RefusedRow>? Refused = null);

    private sealed record Documents([property: JsonPropertyName("documents")] IReadOnlyList<EnqueuedDocument> Items);

    private sealed record Title(IReadOnlyList<TitleIndex> Indexes, IReadOnlyList<TitleDeed> Deeds);

    private sealed record Placed(DocumentPlace? Document = null);

    private sealed record WrittenJob(Guid Id, Written Written);

    private sealed record RenewedJob(Guid Id, LeaseState State);
}

/// <summary>The queues of all environments that are configured.</summary>
internal sealed class JobStores(Databases databases, OfficeWords? words = null)
{
    private readonly Dictionary<TargetEnvironment, JobStore> _stores =
        databases.Environments.ToDictionary(environment => environment, environment => new JobStore(databases[environment], TimeProvider.System, words));

    /// <summary>In the order prod, staging, dev.</summary>
    public IEnumerable<JobStore> All => databases.Environments.Select(environment => _stores[environment]);

    public JobStore this[TargetEnvironment environment] => _stores[environment];
}
