using Shouldly;
using Workers.Jobs;
using Xunit;

namespace Workers.Registre.Consultations;

/// <summary>What a purchase costs is written down with the request that may bill.</summary>
public abstract partial class ConsultationLedgerTests
{
    private static readonly Tariff Prices = new([new(1.50m, new(2026, 4, 1)), new(99m, new(2999, 4, 1))]);

    [Fact]
    public async Task A_purchase_has_the_price_of_its_day_from_the_request_that_may_bill_on()
    {
        var claim = await ClaimAsync();
        var row = await BeginAsync(claim);
        (await PriceAsync()).ShouldBe(0);

        await MarkSubmittingAsync(row, claim, Guid.NewGuid());
        (await PriceAsync()).ShouldBe(1.50m);
        await MarkReceivedAsync(row);
        await MarkStoredAsync(row);
        (await PriceAsync()).ShouldBe(1.50m);
    }

    [Fact]
    public async Task What_was_refused_or_not_sent_has_no_price_and_what_is_in_doubt_has_one()
    {
        var claim = await ClaimAsync();
        var row = await BeginAsync(claim);
        await MarkSubmittingAsync(row, claim, Guid.NewGuid());
        await SettleAsync(row, claim, ConsultationState.Prepared);
        (await PriceAsync()).ShouldBe(0);

        await MarkSubmittingAsync(row, claim, Guid.NewGuid());
        await SettleAsync(row, claim, ConsultationState.Uncertain);
        (await PriceAsync()).ShouldBe(1.50m);
    }

    [Fact]
    public async Task What_came_after_it_was_taken_for_a_refusal_was_paid_for()
    {
        var claim = await ClaimAsync();
        var row = await BeginAsync(claim);
        await MarkSubmittingAsync(row, claim, Guid.NewGuid());
        await SettleAsync(row, claim, ConsultationState.Prepared);

        await MarkReceivedAsync(row);

        (await PriceAsync()).ShouldBe(1.50m);
        (await _database.ReadAsync<bool>("select submitting_at is not null from registre_consultations")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_purchase_is_for_the_dossier_of_the_document_that_pays()
    {
        await _jobs.EnqueueAsync([new(DocumentSource.Acte, "25616321", "Montréal", ActeType: "Acte", Dossier: " 2026-0417 ")], CancellationToken.None);
        var claim = await ClaimWaitingAsync();
        var row = await BeginAsync(claim);

        await MarkSubmittingAsync(row, claim, Guid.NewGuid());

        (await _database.ReadAsync<string>("select dossier from registre_consultations")).ShouldBe("2026-0417");
        var purchase = (await _jobs.ReadEventsAsync(claim.Id, CancellationToken.None)).Purchases.ShouldNotBeNull().ShouldHaveSingleItem();
        (purchase.Dossier, purchase.PriceCad).ShouldBe(("2026-0417", 1.50m));
    }

    [Fact]
    public async Task What_was_spent_is_told_by_the_registrys_day_account_and_dossier()
    {
        await AddPaidAsync("2026-11-28T04:59:59Z", "stored", "A", 1.50m);
        await AddPaidAsync("2026-11-28T05:00:00Z", "stored", "A", 1.50m);
        await AddPaidAsync("2026-11-29T04:59:59Z", "uncertain", "A", 1.50m);
        await AddPaidAsync("2026-11-28T12:00:00Z", "abandoned", null, 1.25m);
        await _database.ExecuteAsync("create or replace function workers_internal.clock() returns timestamptz language sql stable as 'select timestamptz ''2026-11-29T04:00:00Z'''");

        var spend = await new SpendReader(_functions, new(Prices, new())).ReadAsync(CancellationToken.None);

        (spend.Day, spend.Documents, spend.Cad, spend.DoubtfulCad).ShouldBe((new DateOnly(2026, 11, 28), 3, 4.25m, 1.50m));
        spend.Groups.ShouldBe([new("12A3456", "A", 2, 3.00m), new("12A3456", null, 1, 1.25m)]);
        (await _database.ListAsync<decimal>("select cad from registre_spend order by day, dossier")).ShouldBe([1.50m, 3.00m, 1.25m]);
    }

    [Fact]
    public async Task What_was_spent_is_shown_to_the_service_alone()
    {
        (await _database.ListAsync<string>("select rolname::text from pg_roles where rolname in ('anon', 'authenticated', 'service_role') and has_table_privilege(rolname, 'public.registre_spend', 'select')"))
            .ShouldBe(["service_role"]);
        await AddPaidAsync("2026-11-28T12:00:00Z", "stored", "A", 1.50m);
        (await _database.ReadAsync<decimal>("begin; set local role service_role; select cad from registre_spend; commit")).ShouldBe(1.50m);
    }

    private Task AddPaidAsync(string at, string state, string? dossier, decimal price) => _database.ExecuteAsync(string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"""
        insert into registre_consultations (environment, job_id, claim_token, account, document_source, document_number, state, submitting_at, dossier, price_cad)
        values ('DEV', gen_random_uuid(), 1, '12A3456', 'acte', gen_random_uuid()::text, '{state}', '{at}', nullif('{dossier}', ''), {price})
        """));

    private Task<decimal> PriceAsync() => _database.ReadAsync<decimal>("select coalesce(price_cad, 0) from registre_consultations");
}
