using System.Globalization;
using System.Text.RegularExpressions;
using Shouldly;
using Workers.Capacity.Measurement;
using Workers.House;
using Xunit;

namespace Workers.Capacity.Planning;

public sealed partial class CapacityPlanTests
{
    private static readonly MachineSize Machine = new(8000, 16384);

    [Theory]
    [InlineData(4, 8, 1, 0, "3", "1", "3.2", "6.4", 94, 16)]
    [InlineData(8, 16, 1, 2, "5.5", "2.25", "6.4", "12.8", 86, 18)]
    [InlineData(16, 32, 2, 4, "11", "4.5", "12.8", "25.6", 86, 18)]
    [InlineData(32, 64, 4, 8, "22", "9", "25.6", "51.2", 86, 18)]
    public void The_four_example_servers_come_out_as_documented(
        int cpu, int ram, int registre, int pool, string heldCpu, string heldRam, string freeCpu, string freeRam, int cpuPercent, int ramPercent)
    {
        var plan = Plan(cpu, ram, new(registre, pool, 1, 1));

        plan.Fits.ShouldBeTrue();
        Amounts.Cpu(plan.Total.MilliCpu).ShouldBe(heldCpu);
        Amounts.Gigabytes(plan.Total.Mebibytes).ShouldBe(heldRam);
        Amounts.Cpu(plan.Available.MilliCpu).ShouldBe(freeCpu);
        Amounts.Gigabytes(plan.Available.Mebibytes).ShouldBe(freeRam);
        (plan.CpuPercent, plan.RamPercent).ShouldBe((cpuPercent, ramPercent));
    }

    [Fact]
    public void The_page_about_capacity_says_the_same()
    {
        var rows = Row().Matches(Repository.Read("docs/capacity.md"));

        rows.Count.ShouldBe(4);
        foreach (Match row in rows)
        {
            var plan = Plan(Number(row, "cpu"), Number(row, "ram"), new(Number(row, "registre"), Number(row, "pool"), 1, 1));
            row.Groups["held"].Value.ShouldBe($"{Amounts.Cpu(plan.Total.MilliCpu)} vCPU, {Amounts.Gigabytes(plan.Total.Mebibytes)} GB");
            row.Groups["available"].Value.ShouldBe($"{Amounts.Cpu(plan.Available.MilliCpu)} vCPU, {Amounts.Gigabytes(plan.Available.Mebibytes)} GB");
            row.Groups["use"].Value.ShouldBe($"{plan.CpuPercent} % CPU, {plan.RamPercent} % RAM");
        }
    }

    [Fact]
    public void The_documented_defaults_run_two_of_four_and_say_what_to_change()
    {
        var plan = Plan(8, 16, new(1, 4, 1, 1));

        (plan.RegistreRunning, plan.OcrRunning).ShouldBe((1, 2));
        plan.Waiting.Sum(wait => wait.Workers).ShouldBe(2);
        plan.Waiting[0].Message.ShouldBe("Insufficient server capacity: need 1 vCPU, 0.9 free of 6.4; reduce OCR_WORKER_POOL_SIZE or raise SERVER_MAX_CPU");
        plan.Remedies.ShouldContain("Set OCR_WORKER_POOL_SIZE=2, which fits.");
        plan.Remedies[^1].ShouldContain("SERVER_MAX_CPU to at least 10");
        Plan(10, 16, new(1, 4, 1, 1)).Fits.ShouldBeTrue("the server that is named is large enough");
    }

    [Fact]
    public void A_server_too_small_for_anything_says_so()
    {
        var plan = Plan(1, 1, new(1, 1, 0, 0));

        plan.NothingFits.ShouldBeTrue();
        plan.Waiting.ShouldAllBe(wait => wait.NeverFits);
        plan.Remedies.ShouldNotContain(remedy => remedy.StartsWith("Set WORKER_COUNT", StringComparison.Ordinal));
    }

    [Fact]
    public void Registre_workers_come_first_then_the_minimums_then_the_rest()
    {
        CapacityPlan.Order(new(1, 5, 1, 2)).ShouldBe(
        [
            WorkerType.Registre, WorkerType.IndexOcr, WorkerType.ActeOcr, WorkerType.ActeOcr, WorkerType.IndexOcr, WorkerType.ActeOcr,
        ]);
        CapacityPlan.Order(new(0, 1, 0, 0)).ShouldBe([WorkerType.ActeOcr]);
        CapacityPlan.Order(new(0, 0, 1, 1)).ShouldBeEmpty();
    }

    [Fact]
    public void Auto_takes_what_was_measured_and_a_number_above_it_is_warned_about()
    {
        var options = new CapacityOptions { MaxCpu = ServerAmount.Auto, MaxRam = ServerAmount.Auto, ReserveCpuPercent = 0, ReserveRamPercent = 50 };

        Budget.Of(options, new(2000, 4096)).ShouldBe(new(2000, 2048));
        Budget.Warnings(options, new(2000, 4096)).ShouldBeEmpty();
        Budget.Warnings(new CapacityOptions(), new(2000, 4096)).Count().ShouldBe(2);
        Budget.Warnings(new CapacityOptions(), new(8000, 15900)).ShouldBeEmpty("firmware keeps a little of what was bought");
    }

    [Theory]
    [InlineData("8", "8")]
    [InlineData("2.5", "2.5")]
    [InlineData("AUTO", "auto")]
    [InlineData("0", null)]
    [InlineData("-1", null)]
    [InlineData("2,5", null)]
    [InlineData("many", null)]
    public void A_server_amount_is_a_number_or_auto(string text, string? shown)
    {
        ServerAmount.TryParse(text, out var amount).ShouldBe(shown is not null);
        amount?.ToString().ShouldBe(shown);
    }

    private static PlanReport Plan(decimal cpu, decimal ram, PoolRequest request) =>
        CapacityPlan.Of(new CapacityOptions { MaxCpu = new(cpu), MaxRam = new(ram) }, Machine, request);

    private static int Number(Match row, string group) => int.Parse(row.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\| (?<cpu>\d+) vCPU, (?<ram>\d+) GB \| (?<registre>\d+) \| (?<pool>\d+) \| (?<held>[^|]+) \| (?<available>[^|]+) \| (?<use>[^|]+) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();
}
