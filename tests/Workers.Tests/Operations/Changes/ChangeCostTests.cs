using Shouldly;
using Workers.Gemini;
using Workers.Gemini.Prices;
using Workers.Jobs;
using Workers.Jobs.Changes;
using Xunit;

namespace Workers.Operations.Changes;

public sealed class ChangeCostTests
{
    private static readonly DateOnly Day = new(2026, 11, 29);

    private static readonly GeminiOptions Gemini = new()
    {
        IndexModel = "dear", ActeModel = "cheap", Prices = new([new("dear", 1m, 1m, 10m, DateOnly.MinValue), new("cheap", 0.1m, 0.1m, 1m, DateOnly.MinValue)]),
    };

    [Fact]
    public void What_is_left_out_costs_nothing() => Of([Group(10, "index", reads: true, BulkPurchase.New) with { Fault = "held" }]).ShouldBe(new(0, 0, 0, false, 1.50m, 0, 0, 0, true));

    [Fact]
    public void Purchases_are_those_that_are_certain_and_those_that_nobody_owns()
    {
        var cost = Of([Group(3, "acte", false, BulkPurchase.New), Group(10, "acte", false, BulkPurchase.Perhaps), Group(2, "acte", false, BulkPurchase.Doubt)], quoted: 10, owned: 4);

        (cost.Purchases, cost.Owned, cost.Doubtful, cost.IsAtMost, cost.Cad).ShouldBe((9, 4, 2, false, 13.50m));
        Of([Group(5000, "acte", false, BulkPurchase.Perhaps)], quoted: 1000, owned: 1).ShouldSatisfyAllConditions(most => most.IsAtMost.ShouldBeTrue(), most => most.Purchases.ShouldBe(4999));
    }

    [Fact]
    public void Reading_costs_as_much_a_page_as_it_did_before_at_the_price_of_the_kinds_own_model()
    {
        IReadOnlyList<EarlierReadings> earlier = [new(DocumentSource.Index, 10, 20, 20_000, 40_000), new(DocumentSource.Acte, 1, 10, 10_000, 10_000)];

        // 100 pages known and 2 for each of 50 others: 1000 in and 2000 out a page, at 1 and 10 dollars a million.
        var index = Of([Group(100, "index", true) with { Pages = 100, WithoutPages = 50 }], earlier);
        (index.Readings, index.Pages, index.Usd, index.IsMeasured).ShouldBe((100, 200, 4.20m, true));
        var acte = Of([Group(10, "acte", true) with { Pages = 100 }], earlier);
        acte.Usd.ShouldBe(0.11m);
        Of([Group(100, "index", true) with { Pages = 200 }], earlier, gemini: ServiceTier.Flex).Usd.ShouldBe(2.10m);
    }

    [Fact]
    public void Where_nothing_was_read_before_a_usual_page_is_taken_and_that_is_said() =>
        Of([Group(10, "index", true) with { WithoutPages = 10 }]).ShouldSatisfyAllConditions(cost => cost.IsMeasured.ShouldBeFalse(), cost => cost.Pages.ShouldBe(40), cost => cost.Usd.ShouldBe(1.26m));

    private static BulkGroup Group(long rows, string source, bool reads, BulkPurchase? buys = null) => new(JobStatus.Erreur, reads, rows, 0, 0, source, null, buys);

    private static ChangeCost Of(IReadOnlyList<BulkGroup> groups, IReadOnlyList<EarlierReadings>? earlier = null, long quoted = 0, long owned = 0, ServiceTier gemini = ServiceTier.Standard) =>
        ChangeCost.Of(groups, earlier ?? [], quoted, owned, 1.50m, gemini is ServiceTier.Flex ? With(TierChoice.Flex) : With(TierChoice.Auto), Day);

    private static GeminiOptions With(TierChoice tier) => new() { IndexModel = Gemini.IndexModel, ActeModel = Gemini.ActeModel, Prices = Gemini.Prices, Tier = tier };
}
