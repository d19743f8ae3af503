using Shouldly;
using Workers.Hosting.Environments;
using Xunit;

namespace Workers.Operations.Intake;

public sealed class IntakePlanTests
{
    private const string Header = "environment,document_source,document_number,circonscription_fonciere,cadastre\n";
    private const string OneBad = Header + "dev,index,1,Laval,Q\nprod,index,,,Q\nprod,index,3,Laval,Q\ndev,index,4,Laval,Q\n";

    [Fact]
    public void One_bad_row_keeps_all_from_being_added()
    {
        var plan = Of(OneBad);

        plan.IsRefused.ShouldBeTrue();
        plan.ToAdd.ShouldBeEmpty();
        (plan.Bad, plan.Good, plan.Faults.Count).ShouldBe((1, 3, 2));
    }

    [Fact]
    public void Where_bad_rows_are_skipped_the_good_ones_are_added_by_environment_in_their_order()
    {
        var plan = Of(OneBad, skipBad: true);

        plan.IsRefused.ShouldBeFalse();
        plan.Bad.ShouldBe(1);
        plan.ToAdd.Select(group => (group.Environment, string.Join(' ', group.Documents.Select(document => document.DocumentNumber))))
            .ShouldBe([(TargetEnvironment.Dev, "1 4"), (TargetEnvironment.Prod, "3")]);
    }

    [Fact]
    public void Nothing_but_bad_rows_is_refused_too_and_nothing_at_all_is_not()
    {
        Of(Header + "dev,index,,Laval,Q\n").IsRefused.ShouldBeTrue();

        var empty = Of(Header);
        empty.IsRefused.ShouldBeFalse();
        (empty.Bad, empty.Good, empty.ToAdd.Count).ShouldBe((0, 0, 0));
    }

    private static IntakePlan Of(string text, bool skipBad = false) =>
        IntakePlan.Of(OrderFile.Parse(text, isJson: false), null, [TargetEnvironment.Prod, TargetEnvironment.Dev], skipBad);
}
