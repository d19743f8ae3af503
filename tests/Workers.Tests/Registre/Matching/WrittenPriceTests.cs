using System.Globalization;
using Shouldly;
using Xunit;

namespace Workers.Registre.Matching;

public sealed class WrittenPriceTests
{
    [Theory]
    [InlineData("1,50\u00a0$", "1.50")]
    [InlineData("1,50 $", "1.50")]
    [InlineData("1.50$", "1.50")]
    [InlineData("$1.50", "1.50")]
    [InlineData("1,50", "1.50")]
    [InlineData(" 12.00 ", "12.00")]
    [InlineData("Index, lot 2 784 195, Montréal 1,50 $", "1.50")]
    [InlineData("1,50 $ (taxes en sus : 0,22 $)", "1.50")]
    [InlineData("-1,50 $", "-1.50")]
    [InlineData("- 1,50 $", "-1.50")]
    [InlineData("\u22121,50\u00a0$", "-1.50")]
    [InlineData("-$1.50", "-1.50")]
    [InlineData("$-1.50", "-1.50")]
    [InlineData("1,50-", "-1.50")]
    [InlineData("1,50 $-", "-1.50")]
    [InlineData("1,50- $", "-1.50")]
    [InlineData("(1,50 $)", "-1.50")]
    [InlineData("(1.50)", "-1.50")]
    [InlineData("1,50 $ CR", "-1.50")]
    [InlineData("1,50 CR", "-1.50")]
    [InlineData("CR 1,50 $", "-1.50")]
    [InlineData("Index, lot 2 784 195, Montréal -1,50 $", "-1.50")]
    [InlineData("Index, lot 2 784 195, Montréal - 1,50 $", "1.50")]
    [InlineData("– 1,50 $", "1.50")]
    [InlineData("– 1,50", "1.50")]
    [InlineData("1,50 $ –", "1.50")]
    [InlineData("1,50 –", "1.50")]
    [InlineData("–1,50 $", "-1.50")]
    [InlineData("–1,50", "-1.50")]
    [InlineData("1,50–", "-1.50")]
    [InlineData("- 1,50", "-1.50")]
    [InlineData("1,50 -", "-1.50")]
    [InlineData("1,50 $ - payé", "1.50")]
    [InlineData("Acte 1, Montréal (1,50 $)", "1.50")]
    [InlineData("2 784 195", null)]
    [InlineData("2026-05-04", null)]
    [InlineData("856-12,00", null)]
    [InlineData("12,5 $", null)]
    public void An_amount_is_read_in_each_way_of_writing_it(string cell, string? amount) =>
        WrittenPrice.In(["", cell]).ShouldBe(amount is null ? null : decimal.Parse(amount, CultureInfo.InvariantCulture));
}
