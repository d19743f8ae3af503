using Shouldly;
using Workers.Jobs;
using Workers.Jobs.Outcomes;
using Xunit;

namespace Workers.Registre.Matching;

public sealed class ListedDocumentTests
{
    private static readonly DocumentRequest Acte = new(DocumentSource.Acte, "25616321", "Montréal", null, null, "Acte");
    private static readonly DocumentRequest Plan = new(DocumentSource.PlanCadastraux, "2784195", "Montréal", "Cadastre du Québec", null, null);

    [Fact]
    public void An_acte_is_chosen_by_its_very_number_or_not_at_all()
    {
        Decide([Row(0, "25 616 320"), Row(1, "25 616 321")], Acte).ShouldBe((1, null));

        var (position, none) = Decide([Row(0, "25 616 320")], Acte);
        position.ShouldBeNull();
        none.ShouldNotBeNull().Outcome.ShouldBe(OutcomeCodes.NotFound);
        none.Candidates.Count.ShouldBe(1);
    }

    [Fact]
    public void Paper_and_several_of_one_number_are_told_apart()
    {
        Decide([Row(0, "25 616 321", paper: true)], Acte).None.ShouldNotBeNull().Outcome.ShouldBe(OutcomeCodes.PaperOnly);
        Decide([Row(0, "25 616 321"), Row(1, "25 616 321")], Acte).None.ShouldNotBeNull().Outcome.ShouldBe(OutcomeCodes.Ambiguous);
    }

    [Fact]
    public void The_latest_plan_is_chosen_and_a_list_without_plans_needs_no_choice()
    {
        Decide([Row(0, "2023-05-01"), Row(1, "1999-01-01")], Plan).ShouldBe((0, null));
        Decide([], Plan).ShouldBe((null, null));
    }

    [Fact]
    public void Plans_whose_dates_are_not_understood_are_left_to_a_person()
    {
        var (position, none) = Decide([Row(0, "04.05.19"), Row(1, "12.10.03")], Plan);

        position.ShouldBeNull();
        none.ShouldNotBeNull().Outcome.ShouldBe(OutcomeCodes.Ambiguous);
        none.Candidates.Count.ShouldBe(2);
    }

    private static (int? Position, RegistreFailure? None) Decide(IReadOnlyList<SimilarRow> rows, DocumentRequest request) =>
        ListedDocument.Decide(rows, request, ["Laval", "Montréal"]);

    private static SimilarRow Row(int position, string number, bool paper = false) => new(position, ["", number, "Acte", "Montréal"], paper);
}
