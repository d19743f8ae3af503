using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Registre.Consultations;

public sealed class TariffTests(PostgresFixture postgres)
{
    [Fact]
    public void Prices_are_exact_and_in_the_order_of_their_days()
    {
        Tariff.TryParse("1.55@2027-04-01, 1.50@2026-04-01", out var tariff).ShouldBeTrue();

        tariff.Entries.ShouldBe([new(1.50m, new(2026, 4, 1)), new(1.55m, new(2027, 4, 1))]);
        tariff.ToString().ShouldBe("1.50@2026-04-01,1.55@2027-04-01");
        new RegistreOptions().Price.ToString().ShouldBe("1.50@2026-04-01");
    }

    [Theory]
    [InlineData("1.50")]
    [InlineData("1,50@2026-04-01")]
    [InlineData("1.505@2026-04-01")]
    [InlineData("0@2026-04-01")]
    [InlineData("-1@2026-04-01")]
    [InlineData("1e2@2026-04-01")]
    [InlineData("1.50@01-04-2026")]
    [InlineData("1.50@2026-02-30")]
    [InlineData("1.50@2026-04-01,1.60@2026-04-01")]
    [InlineData("1.50@2026-04-01,")]
    public void What_is_no_price_with_its_day_is_refused(string text) => Tariff.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("2025-12-31T12:00:00Z", "1.50")]
    [InlineData("2027-04-01T03:59:59Z", "1.50")]
    [InlineData("2027-04-01T04:00:00Z", "1.55")]
    [InlineData("2029-01-01T12:00:00Z", "1.60")]
    public async Task A_price_holds_from_midnight_in_Quebec(string at, string price)
    {
        await using var database = await QueueDatabase.CreateAsync(postgres);

        var found = await database.ReadAsync<decimal>($$"""
            select workers_internal.price_on('[{"price_cad": 1.60, "from": "2028-04-01"}, {"price_cad": 1.50, "from": "2026-04-01"}, {"price_cad": 1.55, "from": "2027-04-01"}]', '{{at}}')
            """);

        found.ToString(System.Globalization.CultureInfo.InvariantCulture).ShouldBe(price);
    }
}
