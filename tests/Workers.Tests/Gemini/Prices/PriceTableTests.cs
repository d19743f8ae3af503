using Shouldly;
using Xunit;

namespace Workers.Gemini.Prices;

public class PriceTableTests
{
    [Fact]
    public void A_price_holds_from_its_day_and_the_first_one_before_it()
    {
        var table = Table("m=1/0.1/10@2026-01-01, m=2/0.2/20@2026-07-01");
        table.Find("m", new(2025, 12, 31))!.Input.ShouldBe(1);
        table.Find("m", new(2026, 6, 30))!.Input.ShouldBe(1);
        table.Find("M", new(2026, 7, 1))!.Input.ShouldBe(2);
        table.Find("other", new(2026, 7, 1)).ShouldBeNull();
    }

    [Fact]
    public void The_longest_name_that_fits_counts()
    {
        var table = Table("gemini-*=1/1/1,gemini-3-flash*=2/2/2,gemini-3-flash-lite=3/3/3");
        table.Find("gemini-2.5-pro", default)!.Input.ShouldBe(1);
        table.Find("gemini-3-flash-preview", default)!.Input.ShouldBe(2);
        table.Find("gemini-3-flash-lite", default)!.Input.ShouldBe(3);
    }

    [Fact]
    public void What_is_written_reads_back_the_same() =>
        Table(Table("a=1.25/0.125/10@2026-01-01,b*=0.3/0.03/2.5").ToString()).Prices.ShouldBe(Table("a=1.25/0.125/10@2026-01-01,b*=0.3/0.03/2.5").Prices);

    [Theory]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("m=1")]
    [InlineData("m=1/2")]
    [InlineData("=1/2/3")]
    [InlineData("m=1/2/x")]
    [InlineData("m=-1/2/3")]
    [InlineData("m=1/2/3@tomorrow")]
    [InlineData("m=1/2/3@2026-01-01@2026-01-02")]
    [InlineData("m=1/2/3,M=1/2/4")]
    public void What_is_no_price_is_refused(string text) => PriceTable.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Cached_tokens_cost_their_price_and_flex_costs_half()
    {
        var price = new ModelPrice("m", 1.25m, 0.125m, 10m, default);
        new TokenUse(1_000_000, 0, 0).At(price, ServiceTier.Standard).ShouldBe(1.25m);
        new TokenUse(1_000_000, 400_000, 0).At(price, ServiceTier.Standard).ShouldBe(0.75m + 0.05m);
        new TokenUse(1_000_000, 400_000, 100_000).At(price, ServiceTier.Flex).ShouldBe((0.75m + 0.05m + 1m) / 2);

        // An answer that says nonsense costs no less than nothing.
        new TokenUse(10, 2_000_000, 0).At(price, ServiceTier.Standard).ShouldBeGreaterThanOrEqualTo(0);
    }

    [Theory]
    [InlineData("Standard", null, "Standard")]
    [InlineData("Flex", 0, "Flex")]
    [InlineData("Auto", null, "Flex")]
    [InlineData("Auto", 31, "Flex")]
    [InlineData("Auto", 30, "Standard")]
    [InlineData("Auto", -5, "Standard")]
    public void A_document_that_is_due_is_not_left_waiting(string choice, int? minutes, string tier)
    {
        var now = new DateTimeOffset(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
        Tiers.Of(Enum.Parse<TierChoice>(choice), minutes is { } left ? now.AddMinutes(left) : null, now, TimeSpan.FromMinutes(30)).ShouldBe(Enum.Parse<ServiceTier>(tier));
    }

    private static PriceTable Table(string text) => PriceTable.TryParse(text, out var table) ? table : throw new ShouldAssertException($"'{text}' is not read");
}
