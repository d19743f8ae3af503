using Shouldly;
using Workers.Ocr.Witnesses.Tables;
using Xunit;

namespace Workers.Ocr.Witnesses.Words;

/// <summary>A column that was read once more, and a value of it a third time: what the looks say alike, what one says, and what they say differently.</summary>
public sealed class AnotherLookTests
{
    [Fact]
    public void What_both_say_is_sure()
    {
        var word = Merge(At("123456", confidence: 62), At("123456", confidence: 40)).ShouldHaveSingleItem();
        (word.Text, word.Confidence, word.Other).ShouldBe(("123456", 95, null));
    }

    [Fact]
    public void Where_they_differ_both_are_kept_and_neither_is_sure()
    {
        var word = Merge(At("123456"), At("123458")).ShouldHaveSingleItem();
        (word.Text, word.Confidence, word.Other).ShouldBe(("123456", 40, "123458"));
    }

    [Fact]
    public void Of_a_number_and_a_part_of_it_the_whole_is_told_first()
    {
        Merge(At("3456"), At("123456")).ShouldHaveSingleItem().ShouldSatisfyAllConditions(word => word.Text.ShouldBe("123456"), word => word.Other.ShouldBe("3456"));
        Merge(At("123456"), At("3456")).ShouldHaveSingleItem().Text.ShouldBe("123456");
    }

    [Fact]
    public void A_part_of_a_number_says_nothing_against_the_whole_that_is_sure()
    {
        Merge(At("123456", confidence: 90), At("3456", confidence: 95)).ShouldHaveSingleItem().ShouldBe(At("123456", confidence: 90));
        Merge(At("123456", confidence: 70), At("3456", confidence: 95)).ShouldHaveSingleItem().Other.ShouldBe("3456", "it was not sure");
    }

    [Theory]
    [InlineData("123456", "123456")]
    [InlineData("123458", "123458")]
    [InlineData("123 458", "123 458")]
    public void A_third_look_decides_between_two_that_differ(string third, string told)
    {
        var word = Merge(At("123456", confidence: 40) with { Other = "123458" }, At(third)).ShouldHaveSingleItem();
        (word.Text, word.Confidence, word.Other).ShouldBe((told, 70, null));
    }

    [Fact]
    public void A_third_look_that_says_neither_changes_nothing()
    {
        var two = At("123456", confidence: 40) with { Other = "123458" };
        Merge(two, At("123459")).ShouldHaveSingleItem().ShouldBe(two);
    }

    [Fact]
    public void A_number_that_only_the_second_look_sees_is_kept_where_it_is_sure()
    {
        Merge(null, At("123456")).ShouldHaveSingleItem().Text.ShouldBe("123456");
        Merge(null, At("123456", confidence: 45)).ShouldBeEmpty();
        Merge(At("Ta"), At("123456")).ShouldHaveSingleItem().Text.ShouldBe("123456");
    }

    [Fact]
    public void A_look_that_is_hardly_sure_says_nothing_against_one_that_is()
    {
        Merge(At("123456", confidence: 92), At("723455", confidence: 34)).ShouldHaveSingleItem().ShouldBe(At("123456", confidence: 92));
        Merge(At("123456", confidence: 70), At("723455", confidence: 34)).ShouldHaveSingleItem().Other.ShouldBe("723455");
    }

    [Fact]
    public void What_is_no_number_changes_nothing()
    {
        Merge(At("123456"), At("Ta")).ShouldHaveSingleItem().ShouldBe(At("123456"));
        Merge(At("123456"), At("123458", left: 300)).ShouldHaveSingleItem().Other.ShouldBeNull("it stands in another column");
    }

    private static IReadOnlyList<PageWord> Merge(PageWord? first, PageWord second)
    {
        List<PageWord> words = first is null ? [] : [first];
        return AnotherLook.Merge(new(WordSource.Tesseract, new(612, 792), words), [second], 90, 160, NumberShape.IsNumber, NumberShape.Compact).Words;
    }

    private static PageWord At(string text, int confidence = 90, double left = 100) => new(text, new(left, 200, left + 40, 208), confidence);
}
