using Shouldly;
using Workers.Database;
using Workers.Database.Postgres;
using Workers.Jobs;
using Workers.Support;
using Xunit;

namespace Workers.Registre.Consultations;

/// <summary>The ledger when calls come late, twice or after others: no call changes what a later request left behind.</summary>
public sealed class LateAnswersTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);
    private static readonly DocumentRequest Acte = new(DocumentSource.Acte, "25 616 321", "Montréal", null, null, "Acte");

    private QueueDatabase _database = null!;
    private PostgresFunctions _functions = null!;
    private GatedFunctions _wire = null!;
    private ConsultationLedger _ledger = null!;
    private ClaimRef _claim;
    private Guid _row;

    public async ValueTask InitializeAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        _functions = _database.OpenFunctions();
        _wire = new(_functions);
        _ledger = new(_wire, "here", new(Tariff.Usual, new()), new LeapingTime());
        var jobs = new JobStore(_functions);
        await jobs.EnqueueAsync([new(DocumentSource.Acte, "25616321", "Montréal", ActeType: "Acte")], CancellationToken.None);
        var request = new ClaimRequest(Guid.NewGuid(), 60, "here", [new(JobStage.Download, null, ["registre-1"])]);
        _claim = (await jobs.ClaimAsync(request, CancellationToken.None)).ShouldHaveSingleItem().Claim;
        _row = (await _ledger.BeginAsync(Acte, _claim, TimeSpan.Zero, CancellationToken.None)).Consultation!.Id;
    }

    public async ValueTask DisposeAsync()
    {
        await _functions.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_late_repetition_of_a_settlement_undoes_no_later_submission()
    {
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        await SubmitAsync(first);
        await SettleAsync(first, ConsultationState.Prepared);
        await SubmitAsync(second);

        await Should.ThrowAsync<DatabaseException>(SettleAsync(first, ConsultationState.Prepared));
        await Should.ThrowAsync<DatabaseException>(SettleAsync(first, ConsultationState.Abandoned));
        await Should.ThrowAsync<DatabaseException>(SettleAsync(first, ConsultationState.Uncertain));

        (await StateAsync()).ShouldBe("submitting");
        await ReceiveAsync(second, "abc");
        (await StateAsync()).ShouldBe("received");
    }

    [Fact]
    public async Task Bytes_of_a_submission_count_also_where_the_row_went_back_to_prepared()
    {
        var submission = Guid.NewGuid();
        await SubmitAsync(submission);
        await SettleAsync(submission, ConsultationState.Prepared);

        await ReceiveAsync(submission, "abc");

        (await StateAsync()).ShouldBe("received");
    }

    [Fact]
    public async Task Bytes_of_another_submission_than_the_rows_are_an_error_and_change_nothing()
    {
        await SubmitAsync(Guid.NewGuid());

        (await Should.ThrowAsync<DatabaseException>(ReceiveAsync(Guid.NewGuid(), "abc"))).Message.ShouldContain("/data/abc.pdf");

        (await StateAsync()).ShouldBe("submitting");
    }

    [Fact]
    public async Task Bytes_that_arrive_whole_take_the_place_of_damaged_ones_until_they_are_stored()
    {
        var submission = Guid.NewGuid();
        await SubmitAsync(submission);
        await ReceiveAsync(submission, "abc");

        (await ReceiveAsync(submission, "def")).ContentSha256.ShouldBe("def");
        await _ledger.MarkStoredAsync(_row, "actes/a-def.pdf", "def", Bound, CancellationToken.None);

        await Should.ThrowAsync<DatabaseException>(ReceiveAsync(submission, "abc"));
        (await _database.ReadAsync<string>("select content_sha256 from registre_consultations")).ShouldBe("def");
    }

    [Fact]
    public async Task What_the_ledger_did_not_write_down_as_stored_is_an_error()
    {
        var submission = Guid.NewGuid();
        await SubmitAsync(submission);

        await Should.ThrowAsync<DatabaseException>(_ledger.MarkStoredAsync(_row, "actes/a-abc.pdf", "abc", Bound, CancellationToken.None));
        await ReceiveAsync(submission, "abc");
        await Should.ThrowAsync<DatabaseException>(_ledger.MarkStoredAsync(_row, "actes/a-def.pdf", "def", Bound, CancellationToken.None));
        await Should.ThrowAsync<DatabaseException>(_ledger.ForgetAsync(_row, "gone", CancellationToken.None));

        (await StateAsync()).ShouldBe("received");
    }

    [Fact]
    public async Task A_stored_document_is_forgotten_once_however_often_it_is_asked_for()
    {
        var submission = Guid.NewGuid();
        await SubmitAsync(submission);
        await ReceiveAsync(submission, "abc");
        await _ledger.MarkStoredAsync(_row, "actes/a-abc.pdf", "abc", Bound, CancellationToken.None);

        await _ledger.ForgetAsync(_row, "gone", CancellationToken.None);
        await _ledger.ForgetAsync(_row, "gone", CancellationToken.None);

        (await StateAsync()).ShouldBe("abandoned");
    }

    [Fact]
    public async Task A_lost_answer_to_a_submission_is_asked_for_again_under_the_same_name()
    {
        LoseAnswersOf("workers_consultation_submit", 2);
        var submission = Guid.NewGuid();

        (await SubmitAsync(submission)).ShouldBeTrue();

        (await _database.ReadAsync<Guid>("select submission from registre_consultations")).ShouldBe(submission);
        (await StateAsync()).ShouldBe("submitting");
    }

    [Fact]
    public async Task A_submission_that_is_refused_after_a_lost_answer_leaves_no_doubt_behind()
    {
        _wire.After = async function =>
        {
            if (function is "workers_consultation_submit")
            {
                _wire.After = _ => Task.CompletedTask;
                await _database.ExecuteAsync("update extraction_queue set cancel_requested_at = now()");
                throw GatedFunctions.Away();
            }
        };

        (await SubmitAsync(Guid.NewGuid())).ShouldBeFalse();

        (await StateAsync()).ShouldBe("prepared");
    }

    [Fact]
    public async Task A_lost_answer_to_any_step_is_asked_for_again_and_the_step_happened_once()
    {
        var submission = Guid.NewGuid();
        await SubmitAsync(submission);
        LoseAnswersOf("workers_consultation_receive", 1);
        await ReceiveAsync(submission, "abc");
        LoseAnswersOf("workers_consultation_store", 1);
        await _ledger.MarkStoredAsync(_row, "actes/a-abc.pdf", "abc", Bound, CancellationToken.None);

        (await StateAsync()).ShouldBe("stored");
    }

    private void LoseAnswersOf(string name, int times) => _wire.After = function =>
        function == name && times-- > 0 ? Task.FromException(GatedFunctions.Away()) : Task.CompletedTask;

    private Task<bool> SubmitAsync(Guid submission) =>
        _ledger.MarkSubmittingAsync(_row, _claim, submission, "12A3456", Bound, CancellationToken.None);

    private Task SettleAsync(Guid submission, ConsultationState state) =>
        _ledger.SettleAsync(_row, _claim, submission, state, "said so", Bound, CancellationToken.None);

    private Task<Consultation> ReceiveAsync(Guid submission, string sha) =>
        _ledger.MarkReceivedAsync(_row, submission, new($"/data/{sha}.pdf", new(sha, 10, 1, null)), Bound, CancellationToken.None);

    private Task<string> StateAsync() => _database.ReadAsync<string>("select state from registre_consultations");
}
