using Shouldly;
using Workers.Hosting.Settings;
using Workers.Operations.Status;
using Workers.Registre;
using Workers.Steering;
using Workers.Supervisor.Slots;
using Workers.Support;
using Xunit;

namespace Workers.Operations;

public sealed class SettingsInForceTests
{
    private static readonly LoadedSettings Configured = LoadedSettings.Load(new(new Dictionary<string, string>(StringComparer.Ordinal) { ["REGISTRE_DAILY_BUDGET"] = "100" }, null, []));
    private static readonly DaemonReport One = StatusReports.Daemon() with { Id = "vm-1-a", Host = "vm1" };
    private static readonly DaemonReport Two = StatusReports.Daemon() with { Id = "vm-2-a", Host = "vm2" };

    [Fact]
    public void What_is_ordered_of_all_is_in_force_and_what_is_not_allowed_is_not()
    {
        BudgetOf([], Steer.Set("REGISTRE_DAILY_BUDGET", "7")).ShouldBe(7);
        BudgetOf([One, Two], Steer.Set("REGISTRE_DAILY_BUDGET", "7")).ShouldBe(7);
        BudgetOf([One], Steer.Set("REGISTRE_DAILY_BUDGET", "none")).ShouldBe(100);
        BudgetOf([One], Steer.Set("REGISTRE_DAILY_BUDGET", "7") with { IsLifted = true }).ShouldBe(100);
    }

    [Fact]
    public void What_is_ordered_of_some_daemons_is_no_setting_of_all()
    {
        var ordered = Steer.Set("REGISTRE_DAILY_BUDGET", "7", server: "vm1");

        BudgetOf([One], ordered).ShouldBe(7);
        BudgetOf([One, Two], ordered).ShouldBe(100);
        BudgetOf([One, Two with { IsStopping = true }], ordered).ShouldBe(7);
        BudgetOf([One], ordered, Steer.Set("REGISTRE_DAILY_BUDGET", "9")).ShouldBe(7, "an order for one goes over one for all");
        BudgetOf([One, Two], ordered, Steer.Set("REGISTRE_DAILY_BUDGET", "9")).ShouldBe(9);
    }

    private static int BudgetOf(DaemonReport[] daemons, params SteeringOrder[] orders) =>
        SettingsInForce.Of(Configured, SteeringOrders.None.Merge(orders), daemons, TimeProvider.System.GetUtcNow()).Get<RegistreOptions>().DailyBudget;
}
