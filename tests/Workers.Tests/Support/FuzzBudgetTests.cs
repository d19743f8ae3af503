using Shouldly;
using Xunit;

namespace Workers.Support;

public sealed class FuzzBudgetTests
{
    [Theory]
    [InlineData(null, 1)]
    [InlineData("", 1)]
    [InlineData("40", 40)]
    public void Cases_are_drawn_as_often_as_asked(string? choice, int times) => FuzzBudget.TimesOf(choice).ShouldBe(times);

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("many")]
    [InlineData("10001")]
    public void Another_word_is_refused_with_what_is_allowed(string choice) =>
        Should.Throw<InvalidOperationException>(() => FuzzBudget.TimesOf(choice)).Message.ShouldContain("from 1 to 10000");
}
