using Shouldly;
using Simulators.Gold.Contents;
using Xunit;

namespace Workers.Ocr.Acceptance.Deeds;

public sealed class NumberWordsTests
{
    [Fact]
    public void Every_number_that_is_written_in_words_is_read_again()
    {
        for (var number = 0; number < 1_000_000; number += number < 2_200 ? 1 : 997)
        {
            Read(Written.French(number)).ShouldBe(number, Written.French(number));
            Read(Written.English(number)).ShouldBe(number, Written.English(number));
        }
    }

    [Theory]
    [InlineData("vingt trente")]
    [InlineData("mille mille")]
    [InlineData("cinq six")]
    [InlineData("cent cent")]
    [InlineData("million")]
    [InlineData("vingt douze")]
    [InlineData("et vingt")]
    [InlineData("vendeur")]
    [InlineData("")]
    public void Words_that_are_no_number_are_none(string words) => Read(words).ShouldBeNull();

    private static decimal? Read(string words) => NumberWords.Parse([.. FoldedWord.Of(words).Select(word => word.Text)]);
}
