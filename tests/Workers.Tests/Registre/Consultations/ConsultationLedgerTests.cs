using Shouldly;
using Workers.Database;
using Workers.Jobs;
using Workers.Jobs.Outcomes;
using Workers.Registre.Accounts;
using Workers.Support;
using Xunit;

namespace Workers.Registre.Consultations;

/// <summary>The ledger of purchases, whichever way leads to the database.</summary>
public abstract partial class ConsultationLedgerTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly DocumentRequest Acte = new(DocumentSource.Acte, "25 616 321", "Montréal", null, null, "Acte");
    private static readonly DocumentRequest Index = new(DocumentSource.Index, "2784195", "Montréal", "Cadastre du Québec", null, null);

    private QueueDatabase _database = null!;
    private IDatabaseFunctions _functions = null!;
    private JobStore _jobs = null!;
    private ConsultationLedger _ledger = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        _functions = await OpenAsync(_database);
        _jobs = new(_functions);
        _ledger = new(_functions, "here", new(Prices, new()), TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        await _functions.DisposeAsync();
        await CloseAsync();
        await _database.DisposeAsync();
    }

    private protected abstract Task<IDatabaseFunctions> OpenAsync(QueueDatabase database);

    private protected virtual Task CloseAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_purchase_walks_from_prepared_to_stored_and_every_step_may_be_repeated()
    {
        var claim = await ClaimAsync();
        var row = await BeginAsync(claim);
        row.State.ShouldBe(ConsultationState.Prepared);
        var submission = Guid.NewGuid();

        (await MarkSubmittingAsync(row, claim, submission)).ShouldBeTrue();
        (await MarkSubmittingAsync(row, claim, submission)).ShouldBeTrue();
        (await MarkReceivedAsync(row)).State.ShouldBe(ConsultationState.Received);
        (await MarkReceivedAsync(row)).ContentSha256.ShouldBe("abc");
        await MarkStoredAsync(row);
        await MarkStoredAsync(row);

        (await _ledger.BeginAsync(Acte, claim, TimeSpan.Zero, CancellationToken.None)).Verdict.ShouldBe(BeginVerdict.Reuse);
    }

    [Fact]
    public async Task A_second_submission_is_never_accepted_before_the_first_is_settled()
    {
        var claim = await ClaimAsync();
        var row = await BeginAsync(claim);
        await MarkSubmittingAsync(row, claim, Guid.NewGuid());

        (await MarkSubmittingAsync(row, claim, Guid.NewGuid())).ShouldBeFalse();

        await SettleAsync(row, claim, ConsultationState.Prepared);
        (await MarkSubmittingAsync(row, claim, Guid.NewGuid())).ShouldBeTrue();
    }

    [Fact]
    public async Task Nothing_is_submitted_without_a_running_lease_or_after_a_cancellation()
    {
        var claim = await ClaimAsync();
        var row = await BeginAsync(claim);

        (await MarkSubmittingAsync(row, claim with { ClaimToken = claim.ClaimToken - 1 }, Guid.NewGuid())).ShouldBeFalse();
        await _jobs.CancelAsync([claim.Id], "asked for by mistake", CancellationToken.None);
        (await MarkSubmittingAsync(row, claim, Guid.NewGuid())).ShouldBeFalse();
    }

    [Fact]
    public async Task An_expired_lease_submits_nothing()
    {
        var claim = await ClaimAsync();
        var row = await BeginAsync(claim);
        await _database.SetClockAheadAsync(Lease * 2);

        (await MarkSubmittingAsync(row, claim, Guid.NewGuid())).ShouldBeFalse();
    }

    [Fact]
    public async Task A_second_job_for_the_document_waits_while_the_first_runs_and_takes_over_what_it_left()
    {
        var first = await ClaimAsync();
        var second = await ClaimAsync();
        var row = await BeginAsync(first);
        await MarkSubmittingAsync(row, first, Guid.NewGuid());

        (await _ledger.BeginAsync(Acte, second, TimeSpan.Zero, CancellationToken.None)).Verdict.ShouldBe(BeginVerdict.Busy);
        await _jobs.HandBackAsync(first, new(HandBackReason.Shutdown, "stopping"), 20, CancellationToken.None);
        var taken = await BeginAsync(second);

        taken.Id.ShouldBe(row.Id);
        taken.State.ShouldBe(ConsultationState.Submitting);
        (await MarkSubmittingAsync(taken, second, Guid.NewGuid())).ShouldBeFalse();
    }

    [Fact]
    public async Task Many_beginnings_at_once_open_one_purchase()
    {
        // One after the other: a claim that looked before another's document was there rightly comes back with nothing.
        var claims = new List<ClaimRef>();
        while (claims.Count < 8)
        {
            claims.Add(await ClaimAsync());
        }

        var begun = await Task.WhenAll(claims.Select(claim => _ledger.BeginAsync(Acte, claim, TimeSpan.Zero, CancellationToken.None)));

        begun.Count(answer => answer.Verdict is BeginVerdict.Open).ShouldBe(1);
        begun.Count(answer => answer.Verdict is BeginVerdict.Busy).ShouldBe(7);
    }

    [Fact]
    public async Task Bytes_that_arrive_after_the_purchase_was_called_uncertain_still_count()
    {
        var claim = await ClaimAsync();
        var row = await BeginAsync(claim);
        await MarkSubmittingAsync(row, claim, Guid.NewGuid());
        await SettleAsync(row, claim, ConsultationState.Uncertain);

        (await MarkReceivedAsync(row)).State.ShouldBe(ConsultationState.Received);
    }

    [Fact]
    public async Task A_worker_that_lost_its_claim_settles_nothing()
    {
        var first = await ClaimAsync();
        var row = await BeginAsync(first);
        await MarkSubmittingAsync(row, first, Guid.NewGuid());
        await _jobs.HandBackAsync(first, new(HandBackReason.Shutdown, "stopping"), 20, CancellationToken.None);
        await BeginAsync(await ClaimAsync());

        await Should.ThrowAsync<DatabaseException>(SettleAsync(row, first, ConsultationState.Prepared));

        (await _database.ReadAsync<string>("select state from registre_consultations")).ShouldBe("submitting");
    }

    [Fact]
    public async Task A_claim_that_is_not_held_begins_nothing() =>
        (await _ledger.BeginAsync(Acte, new(Guid.NewGuid(), 1), TimeSpan.Zero, CancellationToken.None)).Verdict.ShouldBe(BeginVerdict.Stale);

    [Fact]
    public async Task A_stored_acte_answers_for_ever_and_an_index_for_a_while()
    {
        foreach (var request in new[] { Acte, Index })
        {
            var claim = await ClaimAsync();
            var row = await BeginAsync(claim, request);
            await MarkSubmittingAsync(row, claim, Guid.NewGuid());
            await MarkReceivedAsync(row);
            await MarkStoredAsync(row);
        }

        var later = await ClaimAsync();
        (await _ledger.BeginAsync(Index, later, TimeSpan.FromHours(1), CancellationToken.None)).Verdict.ShouldBe(BeginVerdict.Reuse);
        await _database.SetClockAheadAsync(TimeSpan.FromHours(2));
        (await _ledger.BeginAsync(Index, later, TimeSpan.FromHours(1), CancellationToken.None)).Verdict.ShouldBe(BeginVerdict.Open);
        (await _ledger.BeginAsync(Acte, later, TimeSpan.FromHours(1), CancellationToken.None)).Verdict.ShouldBe(BeginVerdict.Reuse);
    }

    [Fact]
    public async Task What_an_account_bought_is_known_without_Redis_and_what_the_site_refused_is_not_counted()
    {
        var claim = await ClaimAsync();
        var row = await BeginAsync(claim);
        var paid = new PaidConsultations(new Databases([_functions]));
        var since = DateTimeOffset.UtcNow.AddHours(-1);
        (await ReadAsync()).ShouldBeEmpty();

        await MarkSubmittingAsync(row, claim, Guid.NewGuid());
        (await ReadAsync()).ShouldBe([row.Id]);
        await SettleAsync(row, claim, ConsultationState.Prepared);
        (await ReadAsync()).ShouldBeEmpty();

        async Task<IReadOnlyList<Guid>> ReadAsync() => (await paid.ReadAsync("12A3456", since, CancellationToken.None)).Consultations;
    }

    private async Task<ClaimRef> ClaimAsync()
    {
        await _jobs.EnqueueAsync([new(DocumentSource.Acte, "25616321", "Montréal", ActeType: "Acte")], CancellationToken.None);
        return await ClaimWaitingAsync();
    }

    private async Task<ClaimRef> ClaimWaitingAsync()
    {
        var request = new ClaimRequest(Guid.NewGuid(), Lease.TotalSeconds, "here", [new(JobStage.Download, null, ["registre-1"])]);
        return (await _jobs.ClaimAsync(request, CancellationToken.None)).ShouldHaveSingleItem().Claim;
    }

    private async Task<Consultation> BeginAsync(ClaimRef claim, DocumentRequest? request = null)
    {
        var begun = await _ledger.BeginAsync(request ?? Acte, claim, TimeSpan.Zero, CancellationToken.None);
        begun.Verdict.ShouldBe(BeginVerdict.Open);
        return begun.Consultation.ShouldNotBeNull();
    }

    private Task<bool> MarkSubmittingAsync(Consultation row, ClaimRef claim, Guid submission) =>
        _ledger.MarkSubmittingAsync(row.Id, claim, submission, "12A3456", Lease, CancellationToken.None);

    private async Task<Consultation> MarkReceivedAsync(Consultation row, string sha = "abc") =>
        await _ledger.MarkReceivedAsync(row.Id, await SubmissionAsync(row), new("/tmp/a.pdf", new(sha, 10, 1, null)), Lease, CancellationToken.None);

    private Task MarkStoredAsync(Consultation row) => _ledger.MarkStoredAsync(row.Id, "actes/a-abc.pdf", "abc", Lease, CancellationToken.None);

    private async Task SettleAsync(Consultation row, ClaimRef claim, ConsultationState state, Guid? submission = null, bool mayRepeat = false) =>
        await _ledger.SettleAsync(row.Id, claim, submission ?? await SubmissionAsync(row), state, "said so", Lease, CancellationToken.None, mayRepeat);

    private Task<Guid?> SubmissionAsync(Consultation row) => _database.ReadAsync<Guid?>($"select submission from registre_consultations where id = '{row.Id}'");
}
