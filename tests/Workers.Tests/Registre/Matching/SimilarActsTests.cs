using Shouldly;
using Xunit;

namespace Workers.Registre.Matching;

public sealed class SimilarActsTests
{
    [Fact]
    public void The_row_with_the_very_number_is_taken() =>
        SimilarActs.Decide([Row(0, "25 616 320"), Row(1, "25 616 321")], "25616321", "Acte")
            .ShouldBeOfType<SimilarChoice.Take>().Row.Position.ShouldBe(1);

    [Fact]
    public void Another_number_is_never_taken_silently() =>
        SimilarActs.Decide([Row(0, "25 616 320")], "25616321", "Acte")
            .ShouldBeOfType<SimilarChoice.NoSuchNumber>().Candidates.ShouldBe(["25 616 320 | Acte | Montréal"]);

    [Fact]
    public void Only_paper_is_said_to_be_only_paper() =>
        SimilarActs.Decide([Row(0, "53850", paper: true), Row(1, "53 850", paper: true)], "53850", "Acte")
            .ShouldBeOfType<SimilarChoice.PaperOnly>();

    [Fact]
    public void Paper_does_not_hide_the_copy_that_can_be_viewed() =>
        SimilarActs.Decide([Row(0, "53850", paper: true), Row(1, "53850")], "53850", "Acte")
            .ShouldBeOfType<SimilarChoice.Take>().Row.Position.ShouldBe(1);

    [Fact]
    public void Of_two_with_the_number_the_type_decides_and_else_nobody() 
    {
        SimilarRow[] rows = [Row(0, "53850", kind: "Radiation"), Row(1, "53850", kind: "Acte")];

        SimilarActs.Decide(rows, "53850", "Acte").ShouldBeOfType<SimilarChoice.Take>().Row.Position.ShouldBe(1);
        SimilarActs.Decide(rows, "53850", "Acte divers").ShouldBeOfType<SimilarChoice.Ambiguous>().Candidates.Count.ShouldBe(2);
    }

    private static SimilarRow Row(int position, string number, string kind = "Acte", bool paper = false) =>
        new(position, ["", number, kind, "Montréal"], paper);
}
