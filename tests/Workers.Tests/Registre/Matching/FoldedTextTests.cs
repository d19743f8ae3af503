using Shouldly;
using Xunit;

namespace Workers.Registre.Matching;

public sealed class FoldedTextTests
{
    [Fact]
    public void Half_a_sign_of_a_foreign_text_ends_nothing() => FoldedText.Line("Montréal" + (char)0xD83D + " St-Jean").ShouldBe("montreal saint jean");

    [Theory]
    [InlineData("Sœurs de Ste-Anne-des-Monts", "soeurs de sainte anne des monts")]
    [InlineData("L’Île-Perrot", "l ile perrot")]
    public void What_people_spell_differently_is_one_text(string text, string line) => FoldedText.Line(text).ShouldBe(line);
}
