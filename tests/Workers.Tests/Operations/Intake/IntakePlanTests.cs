using Shouldly;
using Workers.Hosting.Environments;
using Xunit;

namespace Workers.Operations.Intake;

public sealed class IntakePlanTests
{
    private static readonly TargetEnvironment[] Both = [TargetEnvironment.Prod, TargetEnvironment.Dev];

    [Fact]
    public void Nothing_of_a_plan_with_a_bad_row_is_added_unless_bad_rows_are_skipped()
    {
        FileRow[] rows = [Row("line 2", "1"), Row("line 3", "")];

        var refused = Plan(rows, [TargetEnvironment.Dev]);
        refused.IsAdmitted.ShouldBeFalse();
        refused.Orders.ShouldHaveSingleItem();
        refused.Environments.ShouldBeEmpty();

        var skipping = Plan(rows, [TargetEnvironment.Dev], skipBad: true);
        skipping.IsAdmitted.ShouldBeTrue();
        skipping.Environments.ShouldHaveSingleItem().Documents.ShouldHaveSingleItem().DocumentNumber.ShouldBe("1");
    }

    [Fact]
    public void A_row_with_several_faults_is_one_bad_row()
    {
        var plan = Plan([FileRow.Of("line 2", new Dictionary<string, string> { ["document_source"] = "index" })], [TargetEnvironment.Dev]);

        plan.Faults.Count.ShouldBe(3);
        plan.BadRows.ShouldBe(1);
    }

    [Fact]
    public void A_row_without_environment_goes_where_was_asked_or_to_the_only_one()
    {
        Plan([Row("line 2", "1")], [TargetEnvironment.Dev]).Environments.ShouldHaveSingleItem().Environment.ShouldBe(TargetEnvironment.Dev);
        Plan([Row("line 2", "1")], Both, TargetEnvironment.Prod).Environments.ShouldHaveSingleItem().Environment.ShouldBe(TargetEnvironment.Prod);
        Plan([Row("line 2", "1")], Both).Faults.ShouldHaveSingleItem().Message.ShouldStartWith("environment is missing");
    }

    [Fact]
    public void Documents_are_gathered_by_environment_in_the_order_asked()
    {
        var plan = Plan([Row("line 2", "1", "dev"), Row("line 3", "2", "prod"), Row("line 4", "3", "dev")], Both);

        plan.Environments.Select(one => one.Environment).ShouldBe([TargetEnvironment.Dev, TargetEnvironment.Prod]);
        plan.Environments[0].Documents.Select(document => document.DocumentNumber).ShouldBe(["1", "3"]);
    }

    private static IntakePlan Plan(FileRow[] rows, TargetEnvironment[] configured, TargetEnvironment? asked = null, bool skipBad = false) =>
        IntakePlan.Of(new(rows, asked, skipBad), configured);

    private static FileRow Row(string place, string number, string environment = "") => FileRow.Of(place, new Dictionary<string, string>
    {
        ["environment"] = environment,
        ["document_source"] = "index",
        ["document_number"] = number,
        ["circonscription_fonciere"] = "Laval",
        ["cadastre"] = "Q",
    });
}
