using Shouldly;
using Workers.Jobs;
using Xunit;

namespace Workers.Registre.Matching;

public sealed class SimilarActsTests
{
    [Fact]
    public void The_row_with_the_very_number_is_taken() =>
        Decide([Row(0, "25 616 320"), Row(1, "25 616 321")], "25616321", "Acte")
            .ShouldBeOfType<SimilarChoice.Take>().Row.Position.ShouldBe(1);

    [Fact]
    public void Another_number_is_never_taken_silently() =>
        Decide([Row(0, "25 616 320")], "25616321", "Acte")
            .ShouldBeOfType<SimilarChoice.NoSuchNumber>().Candidates.ShouldBe(["25 616 320 | Acte | Montréal"]);

    [Fact]
    public void Only_paper_is_said_to_be_only_paper() =>
        Decide([Row(0, "53850", paper: true), Row(1, "53 850", paper: true)], "53850", "Acte")
            .ShouldBeOfType<SimilarChoice.PaperOnly>();

    [Fact]
    public void Paper_does_not_hide_the_copy_that_can_be_viewed() =>
        Decide([Row(0, "53850", paper: true), Row(1, "53850")], "53850", "Acte")
            .ShouldBeOfType<SimilarChoice.Take>().Row.Position.ShouldBe(1);

    [Fact]
    public void Of_two_with_the_number_the_type_decides_and_else_nobody() 
    {
        SimilarRow[] rows = [Row(0, "53850", kind: "Radiation"), Row(1, "53850", kind: "Acte")];

        Decide(rows, "53850", "Acte").ShouldBeOfType<SimilarChoice.Take>().Row.Position.ShouldBe(1);
        Decide(rows, "53850", "Acte divers").ShouldBeOfType<SimilarChoice.Ambiguous>().Candidates.Count.ShouldBe(2);
    }

    /// <summary>Nothing but what the row says of number, type and circonscription counts.</summary>
    [Theory]
    [InlineData("Radiation", "Montréal")]
    [InlineData("Acte divers", "Montréal")]
    [InlineData("Acte", "Laval")]
    public void The_number_under_another_type_or_circonscription_is_left_to_a_person(string kind, string circonscription) =>
        Decide([Row(0, "53850", kind, circonscription: circonscription), Row(1, "53851")], "53850", "Acte")
            .ShouldBeOfType<SimilarChoice.Ambiguous>().Candidates.ShouldBe([$"53850 | {kind} | {circonscription}"]);

    [Fact]
    public void A_number_that_begins_alike_is_another() =>
        Decide([Row(0, "53850-2"), Row(1, "538501")], "53850", "Acte").ShouldBeOfType<SimilarChoice.NoSuchNumber>();

    private static SimilarChoice Decide(IReadOnlyList<SimilarRow> rows, string number, string type) => SimilarActs.Decide(
        rows, new(DocumentSource.Acte, number, "Montréal", null, null, type), ActeTypes.All, ["Laval", "Montréal"]);

    private static SimilarRow Row(int position, string number, string kind = "Acte", bool paper = false, string circonscription = "Montréal") =>
        new(position, ["", number, kind, circonscription], paper);
}
