using Shouldly;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Registre.Consultations;
using Workers.Support;
using Xunit;

namespace Workers.Registre.Invoices;

/// <summary>Which document a bill is given to (pure), and what the ledger makes of it (over the real Postgres).</summary>
public sealed class InvoiceAdoptionTests(PostgresFixture postgres)
{
    private static readonly DateTimeOffset Added = new(2026, 5, 10, 16, 0, 0, TimeSpan.Zero);
    private static readonly DocumentRequest Acte = new(DocumentSource.Acte, "25 616 321", "Montréal", null, null, "Acte");
    private static readonly DocumentRequest Index = new(DocumentSource.Index, "2 784 195", "Montréal", "Cadastre du Québec", null, null);

    private readonly CancellationToken _test = TestContext.Current.CancellationToken;

    [Fact]
    public void Each_bill_goes_to_one_document_the_one_that_it_names_in_full_first()
    {
        var (full, near) = (Document(Acte), Document(Acte with { Circonscription = "Laval" }));

        var found = InvoiceAdoption.Of([Line(0, "Acte 25 616 321"), Line(1, "Acte 25 616 321, Montréal"), Line(2, "Acte 9, Hull")], [near, full, Document(Acte)], null);

        found.Select(one => (one.Line.Row.Position, one.Document)).ShouldBe([(1, full), (0, near)]);
    }

    [Theory]
    [InlineData(8, null, 0)]
    [InlineData(9, null, 1)]
    [InlineData(10, null, 1)]
    [InlineData(8, 9, 1)]
    [InlineData(7, 9, 0)]
    public void An_older_copy_of_an_index_is_not_the_one_that_is_wanted(int billed, int? since, int expected) => InvoiceAdoption
        .Of([Line(0, "Index des immeubles, lot 2 784 195, Cadastre du Québec, Montréal", billed)], [Document(Index)], since is { } day ? new(2026, 5, day) : null).Count.ShouldBe(expected);

    [Fact]
    public void An_acte_stays_the_same_however_long_ago_it_was_billed() =>
        InvoiceAdoption.Of([Line(0, "Acte 25 616 321, Montréal", day: 1)], [Document(Acte)], null).ShouldHaveSingleItem();

    [Fact]
    public async Task A_bill_becomes_a_purchase_in_doubt_once_and_takes_nothing_from_who_works_or_may_have_sent()
    {
        await using var database = await QueueDatabase.CreateAsync(postgres);
        await using var functions = database.OpenFunctions();
        var ledger = new InvoiceLedger(functions);
        await new JobStore(functions).EnqueueAsync(
            [
                .. new[] { "25 616 321", "25 616 322", "25 616 323" }.Select(number => new NewDocument(DocumentSource.Acte, number, "Montréal", ActeType: "Acte")),
            ],
            _test);
        var ids = (await database.ListAsync<Guid>("select id from extraction_queue order by document_number")).ToList();

        (await AdoptAsync("25 616 321", ids[0])).ShouldBeNull();
        (await database.ReadAsync<string>("select concat_ws(' ', environment, account, document_number, state, price_cad, submission is not null, repurchase_allowed is null) from registre_consultations"))
            .ShouldBe("DEV 12A3456 25616321 uncertain 1.50 t t");
        (await AdoptAsync("25 616 321", ids[0])).ShouldBe("uncertain", "it is written down once");

        await database.ExecuteAsync($"update extraction_queue set status_id = 2, stage = 'download', lease_expires_at = now() + interval '1 minute' where id = '{ids[1]}'");
        (await AdoptAsync("25 616 322", ids[1])).ShouldBe("running");
        (await AdoptAsync("25 616 324", Guid.NewGuid())).ShouldBe("gone");
        await database.ExecuteAsync($"""
            insert into registre_consultations (environment, job_id, document_source, document_number, circonscription, acte_type, state, claim_token)
            values ('DEV', '{ids[2]}', 'acte', '25616323', 'montreal', 'acte', 'prepared', 1)
            """);
        (await AdoptAsync("25 616 323", ids[2])).ShouldBeNull("a purchase that was only prepared when the backup was made");
        (await database.ReadAsync<long>("select count(*) from registre_consultations where state = 'uncertain' and account = '12A3456' and submitting_at is not null")).ShouldBe(2);

        Task<string?> AdoptAsync(string number, Guid id) => ledger.AdoptAsync(
            new(Line(0, $"Acte {number}, Montréal"), Document(Acte with { Number = number }) with { Id = id }), Tariff.Usual, TimeProvider.System.GetUtcNow(), _test);
    }

    private static UnboughtDocument Document(DocumentRequest request) => new(TargetEnvironment.Dev, Guid.NewGuid(), Added, request);

    private static UnclaimedLine Line(int position, string text, int day = 11) => new("12A3456", new(position, [$"2026-05-{day:00}", text, "1,50 $"]), new(2026, 5, day));
}
