using Shouldly;
using Simulators.Gold;
using Simulators.Gold.Contents;
using Xunit;

namespace Workers.Simulators.Gold;

/// <summary>Dates, numbers and amounts as the gold set writes them.</summary>
public sealed class WrittenTests
{
    [Theory]
    [InlineData(21, "vingt et un", "twenty-one")]
    [InlineData(71, "soixante et onze", "seventy-one")]
    [InlineData(80, "quatre-vingts", "eighty")]
    [InlineData(81, "quatre-vingt-un", "eighty-one")]
    [InlineData(97, "quatre-vingt-dix-sept", "ninety-seven")]
    [InlineData(200, "deux cents", "two hundred")]
    [InlineData(1000, "mille", "one thousand")]
    [InlineData(1180, "mille cent quatre-vingts", "one thousand one hundred and eighty")]
    [InlineData(80_000, "quatre-vingt mille", "eighty thousand")]
    [InlineData(200_305, "deux cent mille trois cent cinq", "two hundred thousand three hundred and five")]
    [InlineData(125_500, "cent vingt-cinq mille cinq cents", "one hundred and twenty-five thousand five hundred")]
    public void An_amount_in_words(int amount, string french, string english)
    {
        Written.French(amount).ShouldBe(french);
        Written.English(amount).ShouldBe(english);
    }

    [Theory]
    [InlineData("French", "Words", "1er mars 1987")]
    [InlineData("English", "Words", "March 1, 1987")]
    [InlineData("French", "Iso", "1987-03-01")]
    [InlineData("French", "Short", "1/3/87")]
    public void A_date(string language, string style, string expected) =>
        Written.Date(new(1987, 3, 1), new(Enum.Parse<Language>(language), Enum.Parse<DateStyle>(style), NumberStyle.Plain)).ShouldBe(expected);

    [Theory]
    [InlineData("25616321", "Grouped", "25 616 321")]
    [InlineData("T118204", "Grouped", "T 118 204")]
    [InlineData("53850", "Marked", "No 53850")]
    [InlineData("53850", "Plain", "53850")]
    public void A_publication_number(string number, string style, string expected) =>
        Written.Number(number, new(Language.French, DateStyle.Iso, Enum.Parse<NumberStyle>(style))).Replace(Written.Tie, ' ').ShouldBe(expected);
}
