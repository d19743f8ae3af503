using Shouldly;
using Workers.Database;
using Workers.Jobs;
using Workers.Jobs.Outcomes;
using Workers.Support;
using Xunit;

namespace Workers.Office;

/// <summary>What a row tells the office when a document ends, and what it keeps for operators, over a real Postgres.</summary>
public sealed class OutcomeMessageTests(PostgresFixture postgres) : IAsyncLifetime
{
    private QueueDatabase _database = null!;
    private IDatabaseFunctions _functions = null!;
    private JobStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        _functions = _database.OpenFunctions();
        _store = new(_functions, TimeProvider.System, OfficeWords.French);
    }

    public async ValueTask DisposeAsync()
    {
        await _functions.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task An_answer_of_the_registry_is_told_in_french_beside_its_code_and_kept_in_english_for_operators()
    {
        await AddAsync("1");
        var why = Remark.Of("why.other_numbers");

        await FailAsync(new JobOutcome.Failed(FailureKind.Business, why.Text, OutcomeCodes.NotFound) { Why = why });

        (await RowAsync()).ShouldBe("5|not_found|Le Registre foncier n’a pas ce document\u00A0: le registre n’offre que des documents portant d’autres numéros");
        (await CauseAsync()).ShouldBe("the registry offers only documents with other numbers");
    }

    [Fact]
    public async Task A_document_that_goes_on_says_so_and_the_last_attempt_says_that_it_ends()
    {
        await AddAsync("1");
        await FailAsync(new JobOutcome.Failed(FailureKind.Transient, "first cause"));
        (await RowAsync()).ShouldBe("1||Le dernier essai a échoué\u00A0; le document est repris automatiquement.");
        (await CauseAsync()).ShouldBe("first cause");

        await _database.ExecuteAsync("update extraction_queue set attemtps = 2");
        await FailAsync(new JobOutcome.Failed(FailureKind.Transient, "last cause"));

        (await RowAsync()).ShouldBe("5|attempts_exhausted|Le document n’a pu être obtenu ou lu malgré tous les essais permis\u00A0; son historique en donne la cause.");
        (await CauseAsync()).ShouldBe("last cause");
    }

    [Theory]
    [InlineData(null, "Annulé par un opérateur.")]
    [InlineData("en double", "Annulé par un opérateur. en double")]
    public async Task A_cancellation_is_told_in_french_with_the_words_of_who_asked(string? reason, string told)
    {
        await _store.CancelAsync([await AddAsync("1")], reason, CancellationToken.None);

        (await RowAsync()).ShouldBe($"5|cancelled|{told}");
    }

    [Fact]
    public async Task A_lost_worker_ends_a_document_in_french()
    {
        await AddAsync("1");
        await ClaimAsync();
        await _database.ExecuteAsync("update extraction_queue set lost_leases = 4, lease_expires_at = now() - interval '1 hour'");

        await _store.RescueExpiredAsync(TimeSpan.Zero, 5, CancellationToken.None);

        (await RowAsync()).ShouldStartWith("5|attempts_exhausted|Le document n’a pu être obtenu");
    }

    private async Task FailAsync(JobOutcome.Failed failure) =>
        (await _store.FailAsync((await ClaimAsync()).Claim, failure, TimeSpan.Zero, CancellationToken.None)).ShouldBe(Written.Now);

    private async Task<Guid> AddAsync(string number) =>
        (await _store.EnqueueAsync([new(DocumentSource.Index, number, "Laval", "Cadastre du Québec")], CancellationToken.None))[0].Id!.Value;

    private async Task<ClaimedJob> ClaimAsync() =>
        (await _store.ClaimAsync(new(Guid.NewGuid(), 30, "vm-1", [new(JobStage.Download, null, ["r-1"])]), CancellationToken.None)).ShouldHaveSingleItem();

    private Task<string> RowAsync() => _database.ReadAsync<string>("select concat_ws('|', status_id, coalesce(outcome, ''), error_message) from extraction_queue");

    private Task<string> CauseAsync() => _database.ReadAsync<string>("select workers_internal.cause(id, error_message) from extraction_queue");
}
