using Shouldly;
using Simulators.Paper;
using Xunit;

namespace Workers.Ocr.Acceptance;

public class RepetitionTests
{
    [Theory]
    [InlineData("a", 300)]
    [InlineData("la partie de première part et ", 12)]
    [InlineData("Lot 2 784 195 du cadastre du Québec, circonscription foncière de Montréal. ", 6)]
    public void A_text_that_ends_in_a_loop_is_found(string unit, int times) =>
        Repetition.Find("Devant Me Roy, notaire. " + string.Concat(Enumerable.Repeat(unit, times))).ShouldNotBeNull();

    [Fact]
    public void A_line_that_repeats_in_the_middle_is_found() =>
        Repetition.Find("Début\n" + string.Concat(Enumerable.Repeat("Le créancier accorde mainlevée.\n", 6)) + "Et la fin est bonne.").ShouldNotBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("Signé à Montréal ........................................................................................................................................................................................................................................................................................................")]
    [InlineData("Oui\nOui\nOui\nOui\nOui\nOui\nOui")]
    [InlineData("____________________________\n____________________________\n____________________________\n____________________________\n____________________________\n____________________________\n____________________________")]
    public void Leaders_rules_and_short_answers_are_no_loop(string text) => Repetition.Find(text).ShouldBeNull();

    [Fact]
    public void Honest_actes_hold_no_loop()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var paper = new PaperDocument { Kind = PaperKind.Acte, Number = $"{25_000_000 + seed}", Circonscription = "Montréal", ActeType = "Acte", Pages = 4, Seed = seed };
            foreach (var page in PaperPress.Write(paper).Pages)
            {
                Repetition.Find(string.Join('\n', page.Lines)).ShouldBeNull();
            }
        }
    }
}
