using Shouldly;
using Workers.Jobs;
using Xunit;

namespace Workers.Registre.Consultations;

/// <summary>What a purchase costs is written down with the request that may bill.</summary>
public sealed partial class ConsultationLedgerTests
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

    private Task<decimal> PriceAsync() => _database.ReadAsync<decimal>("select coalesce(price_cad, 0) from registre_consultations");
}
