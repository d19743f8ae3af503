using Npgsql;
using Shouldly;
using Workers.Database;
using Xunit;

namespace Workers.Jobs;

/// <summary>An idempotency_key names one document.</summary>
public abstract partial class JobStoreContract
{
    [Theory]
    [InlineData(nameof(EnqueueMode.Each))]
    [InlineData(nameof(EnqueueMode.AllOrNone))]
    [InlineData(nameof(EnqueueMode.Check))]
    public async Task A_key_that_belongs_to_another_document_is_refused_and_never_said_to_be_there(string named)
    {
        var mode = Enum.Parse<EnqueueMode>(named);
        var first = (await Store.EnqueueAsync([Index("1 234") with { IdempotencyKey = "k" }], CancellationToken.None))[0].Id;

        var answers = await Store.EnqueueAsync(
            [Index("1234") with { IdempotencyKey = "k" }, Index("2") with { IdempotencyKey = "k2" }], CancellationToken.None, mode);
        answers.Select(answer => answer.Result).ShouldBe(mode is EnqueueMode.Check ? [EnqueueResult.Held, EnqueueResult.Held] : [EnqueueResult.Existing, EnqueueResult.Created]);

        foreach (var other in (NewDocument[])
            [Index("12345"), Index("1234") with { CirconscriptionFonciere = "Laval" }, Index("1234") with { Cadastre = "Canton d'Ely" }, Index("1234") with { DesignationSecondaire = "Rang 5" }, Index("1234") with { DocumentSource = DocumentSource.PlanCadastraux }])
        {
            var refused = (await Store.EnqueueAsync([other with { IdempotencyKey = "k" }], CancellationToken.None, mode))[0];
            (refused.Result, refused.Id).ShouldBe((EnqueueResult.Refused, null), other.ToString());
            refused.Reason.ShouldBe($"idempotency_key 'k' belongs to another document, {first} (index 1 234); give this one a key of its own");
        }
    }

    [Fact]
    public async Task A_request_that_comes_again_is_told_the_same_that_was_there_before_it()
    {
        const string Asked = """{"mode": "each", "request_id": "11111111-1111-1111-1111-111111111111", "documents": [{"document_source": "plan_cadastraux", "document_number": "1 234", "cadastre": "Q"}, {"document_source": "plan_cadastraux", "document_number": "9", "cadastre": "Q"}]}""";
        const string Other = """{"documents": [{"document_source": "plan_cadastraux", "document_number": "1234", "cadastre": "Q"}, {"document_source": "plan_cadastraux", "document_number": "9", "cadastre": "Q"}]}""";
        await AskAsync("""{"documents": [{"document_source": "plan_cadastraux", "document_number": "1 234", "cadastre": "Q"}]}""");
        var first = await AskAsync(Asked);
        await AskAsync(Other);

        (await AskAsync(Asked)).ShouldBe(first);

        // Nor is it told otherwise while its purge runs.
        await Database.ExecuteAsync("insert into document_purges (job_id, ordered_by) select id, 'a test' from extraction_queue");
        (await AskAsync(Asked)).ShouldBe(first);

        Task<string> AskAsync(string request) => Database.ReadAsync<string>($"select workers_enqueue('{request}'::jsonb)::text");
    }

    [Fact]
    public async Task Different_documents_under_one_key_in_one_request_are_all_refused()
    {
        var answers = await Store.EnqueueAsync(
            [Index("1") with { IdempotencyKey = "k" }, Index("2") with { IdempotencyKey = "k" }, Index("3"), Index("4") with { IdempotencyKey = "l" }, Index("4") with { IdempotencyKey = "l" }],
            CancellationToken.None);

        answers.Select(answer => answer.Result).ShouldBe([EnqueueResult.Refused, EnqueueResult.Refused, EnqueueResult.Created, EnqueueResult.Created, EnqueueResult.Existing]);
        answers[4].Id.ShouldBe(answers[3].Id);
        (await Database.ReadAsync<long>("select count(*) from extraction_queue")).ShouldBe(2);
    }

    [Theory]
    [InlineData(nameof(EnqueueMode.Each))]
    [InlineData(nameof(EnqueueMode.AllOrNone))]
    public async Task A_key_that_somebody_takes_for_another_document_meanwhile_is_refused_too(string named)
    {
        var mode = Enum.Parse<EnqueueMode>(named);
        await using var other = NpgsqlDataSource.Create(Database.Address.ForPool());
        await using var connection = await other.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var insert = new NpgsqlCommand("insert into extraction_queue (document_source, document_number, idempotency_key) values ('acte', '77', 'k')", connection, transaction))
        {
            await insert.ExecuteNonQueryAsync();
        }

        var asked = Store.EnqueueAsync([Index("1") with { IdempotencyKey = "k" }, Index("2")], CancellationToken.None, mode);
        await BlockedAsync(connection);
        await transaction.CommitAsync();

        if (mode is EnqueueMode.Each)
        {
            (await asked).Select(answer => answer.Result).ShouldBe([EnqueueResult.Refused, EnqueueResult.Created]);
            return;
        }

        (await Should.ThrowAsync<DatabaseException>(asked)).Kind.ShouldBe(DatabaseFailure.Unavailable);
        (await Store.EnqueueAsync([Index("1") with { IdempotencyKey = "k" }, Index("2")], CancellationToken.None, mode))
            .Select(answer => answer.Result).ShouldBe([EnqueueResult.Refused, EnqueueResult.Held]);
        (await Database.ReadAsync<long>("select count(*) from extraction_queue")).ShouldBe(1);
    }

    /// <summary>Until another connection waits for this one; each look is a round trip.</summary>
    private static async Task BlockedAsync(NpgsqlConnection holder)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await using var look = new NpgsqlCommand("select exists (select from pg_locks where not granted and locktype = 'transactionid' and transactionid::text = pg_current_xact_id()::text)", holder);
        while (await look.ExecuteScalarAsync(bound.Token) is not true)
        {
            // Asked again at once.
        }
    }
}
