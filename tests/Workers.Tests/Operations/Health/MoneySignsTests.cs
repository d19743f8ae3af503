using Shouldly;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Operations.Status;
using Workers.Registre.Consultations;
using Workers.Steering;
using Xunit;

namespace Workers.Operations.Health;

/// <summary>A budget that is met is told where something waits for it, with the command that lets every environment go on.</summary>
public sealed class MoneySignsTests
{
    private const string Setting = "REGISTRE_BUDGET_CAD_DAY";
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddHours(1);
    private static readonly BudgetMet Met = new("day", "PROD", 10, 9.5m, 1.5m, null, null);

    [Fact]
    public void Where_nothing_waits_to_be_bought_a_budget_that_is_met_is_no_alarm()
    {
        var bought = Report(TargetEnvironment.Prod, Met) with { Queue = [new(JobStatus.EnAttente, DocumentSource.Index, 0, 0, 0, 9, null), new(JobStatus.Complete, DocumentSource.Index, 3, 0, 0, 0, 1)] };

        Of(new(10), [], bought).IsWell.ShouldBeTrue();
        (StatusReports.Calm with { Environments = [bought] }).Warnings.ShouldBeEmpty();
        Of(new(10), [], bought with { Queue = [new(JobStatus.EnAttente, DocumentSource.Index, 0, 1, 0, 9, 1)] }).First!.Code.ShouldBe("budget_spent");
    }

    [Fact]
    public void One_setting_is_raised_so_that_every_environment_goes_on()
    {
        var verdict = Of(new(10), [], Report(TargetEnvironment.Prod, Met), Report(TargetEnvironment.Dev, Met with { Subject = "DEV", SpentCad = 30 }));

        verdict.Also.Prepend(verdict.First!).Select(finding => finding.Next).ShouldBe([$"Workers set {Setting}=32", $"Workers set {Setting}=32"]);
    }

    [Theory]
    [InlineData(null, null, null, "--reset")]
    [InlineData(null, 90, "vm", "--reset --server vm")]
    [InlineData(20, null, null, "=11")]
    [InlineData(20, 90, null, "=11 --for 90m")]
    [InlineData(20, 90, "vm", "=11 --server vm --for 90m")]
    public void An_order_is_raised_for_as_long_as_it_was_given_and_taken_back_where_nothing_is_configured(int? configured, int? minutes, string? server, string next)
    {
        SteeringOrder[] orders =
        [
            new(Guid.NewGuid(), 1, SteeringVerb.Set, Setting, "10", server, IsLifted: false, "Zoé", DateTimeOffset.UnixEpoch, minutes is { } left ? Now.AddMinutes(left) : null),
            new(Guid.NewGuid(), 2, SteeringVerb.Set, Setting, "5", "another", IsLifted: false, "Zoé", DateTimeOffset.UnixEpoch),
        ];

        var first = Of(new(configured), orders, Report(TargetEnvironment.Prod, Met)).First!;

        first.Next.ShouldBe($"Workers set {Setting}{(next.StartsWith('=') ? "" : " ")}{next}");
        first.Sentence.ShouldContain(" is set to 10");
    }

    private static EnvironmentReport Report(TargetEnvironment environment, BudgetMet met) =>
        StatusReports.Calm.Environments[0] with { Environment = environment, Spend = new(new(2026, 11, 29), 1, met.SpentCad, 0, [], [met]) };

    private static HealthVerdict Of(Budgets configured, SteeringOrder[] orders, params EnvironmentReport[] environments) => HealthDecision.Of(new(
        Now, StatusReports.Calm with { Environments = environments, Daemons = [StatusReports.Daemon() with { Serves = [.. environments.Select(one => one.Environment)] }], Orders = orders }, Budgets: configured));
}
