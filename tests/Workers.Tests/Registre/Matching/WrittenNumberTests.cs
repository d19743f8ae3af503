using Shouldly;
using Xunit;

namespace Workers.Registre.Matching;

public sealed class WrittenNumberTests
{
    [Theory]
    [InlineData("25 616 321", "25616321")]
    [InlineData("Acte 25 616 321, Montréal", "25616321")]
    [InlineData("lots 1, 2 et 24b", "1 2 24B")]
    [InlineData("856-12", "856-12")]
    [InlineData("PC-12345", "PC-12345")]
    [InlineData("2 784 195", "2784195")]
    [InlineData("rien", "")]
    public void Each_number_is_taken_whole(string text, string numbers) => string.Join(' ', WrittenNumber.In(text)).ShouldBe(numbers);

    /// <summary>Made so that a careless pattern would try every way of cutting it.</summary>
    [Theory]
    [InlineData("111 ", "_")]
    [InlineData("1-", "_")]
    [InlineData("1", "_")]
    [InlineData("1a-1", "-1_")]
    public void A_text_made_to_take_long_ends(string part, string end) =>
        Should.NotThrow(() => WrittenNumber.In(string.Concat(Enumerable.Repeat(part, 20_000)) + end));

    [Theory]
    [InlineData("856-12", "856")]
    [InlineData("24b", "24")]
    [InlineData("1 856", "856")]
    [InlineData("8561", "856")]
    public void A_part_of_a_number_is_not_it(string text, string number) => WrittenNumber.Has(text, number).ShouldBeFalse();
}
