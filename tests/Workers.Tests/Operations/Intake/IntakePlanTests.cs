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

    [Fact]
    public void Rows_that_ask_for_different_documents_under_one_key_are_all_refused_by_their_lines()
    {
        var plan = Plan([Row("line 2", "1", key: "k"), Row("line 3", "2", key: "k"), Row("line 4", "3"), Row("line 5", "1", key: "k"), Row("line 6", "9", key: "K")], [TargetEnvironment.Dev], skipBad: true);

        plan.Faults.Select(fault => fault.ToString()).ShouldBe(
        [
            "line 2: idempotency_key 'k' stands for another document in line 3. One key names one document: give each its own, or correct the row.",
            "line 5: idempotency_key 'k' stands for another document in line 3. One key names one document: give each its own, or correct the row.",
            "line 3: idempotency_key 'k' stands for another document in line 2. One key names one document: give each its own, or correct the row.",
        ], ignoreOrder: true);
        plan.Orders.Select(order => order.Document.DocumentNumber).ShouldBe(["3", "9"]);
    }

    [Fact]
    public void The_same_document_under_the_same_key_is_one_wish_however_it_is_written() =>
        Plan([Row("line 2", "1 234 567", key: "k"), Row("line 3", "1234567", key: "k"), Row("line 4", "2", "prod", key: "k")], Both, TargetEnvironment.Dev)
            .Faults.ShouldBeEmpty();

    private static IntakePlan Plan(FileRow[] rows, TargetEnvironment[] configured, TargetEnvironment? asked = null, bool skipBad = false) =>
        IntakePlan.Of(new(rows, asked, skipBad), configured);

    private static FileRow Row(string place, string number, string environment = "", string key = "") => FileRow.Of(place, new Dictionary<string, string>
    {
        ["environment"] = environment,
        ["document_source"] = "index",
        ["document_number"] = number,
        ["circonscription_fonciere"] = "Laval",
        ["cadastre"] = "Q",
        ["idempotency_key"] = key,
    });
}
